/**
 * Answers as models give them: the same facts in five wordings, and what may be exchanged in one of them. Written before
 * the judge; their texts were not looked at for it, their figures were: for those that nothing was chosen by see `later.ts`.
 */
export interface Told {
  readonly lang: "en" | "pt";
  readonly asked: string;
  readonly tellings: readonly [string, string, string, string, ...string[]];
  /** Kind of the exchange, in which telling, what, and what is put in its place. */
  readonly changes: readonly (readonly [kind: Change, telling: number, from: string, to: string])[];
}
type Change = "noun" | "verb" | "number" | "name" | "role" | "negation" | "antonym";

export const WORDINGS: readonly Told[] = [
  {
    lang: "en",
    asked: "How long do I have to return something?",
    tellings: [
      "You can return most items within 30 days of delivery. The item must be unused and in its original packaging. We refund the money to your card within five working days.",
      "Sure! Most items may be sent back up to 30 days after they were delivered, as long as they are unused and still in the original packaging. The refund reaches your card in five business days.",
      "- Return window: 30 days from delivery\n- Condition: unused, in the original packaging\n- Refund: to your card, within five working days",
      "Returns are accepted for 30 days after delivery, provided that the product hasn't been used and comes in its original packaging. Your card is refunded within 5 working days.",
      "Within five working days the money is back on your card, once we have the item. For most products you have 30 days from the day of delivery to return them, unused and in the packaging they came in.",
    ],
    changes: [
      ["number", 0, "30", "14"],
      ["noun", 0, "card", "wallet"],
      ["verb", 0, "refund", "donate"],
      ["number", 2, "five", "ten"],
      ["negation", 0, "must be unused", "need not be unused"],
      ["antonym", 1, "unused", "used"],
      ["noun", 3, "packaging", "receipt"],
      ["antonym", 4, "from the day", "before the day"],
    ],
  },
  {
    lang: "en",
    asked: "What is the capital of Australia?",
    tellings: [
      "The capital of Australia is Canberra. It has about 450,000 inhabitants and was founded in 1913.",
      "Canberra is Australia's capital city. Founded in 1913, it is home to around 450,000 people.",
      "Australia's capital is Canberra, a city of roughly 450,000 people that was established in 1913.",
      "**Canberra** is the capital of Australia.\n\n- Founded: 1913\n- Population: about 450,000",
      "That would be Canberra! The Australian capital was founded in 1913 and about 450,000 people live there.",
    ],
    changes: [
      ["name", 0, "Canberra", "Sydney"],
      ["number", 1, "1913", "1931"],
      ["name", 2, "Australia's", "Austria's"],
      ["number", 3, "450,000", "540,000"],
      ["noun", 0, "capital", "port"],
    ],
  },
  {
    lang: "en",
    asked: "How do I reset my router?",
    tellings: [
      "Press and hold the reset button on the back of the router for ten seconds until the light blinks. Then wait two minutes while it restarts. All your settings will be erased.",
      "To reset the router, hold down the reset button at its back for 10 seconds, until the light starts blinking. It restarts after that, which takes two minutes. Note that all settings are deleted.",
      "1. Find the reset button on the back of the router.\n2. Hold it for ten seconds until the light blinks.\n3. Wait two minutes for the restart.\n\nAll your settings will be erased.",
      "Be aware that a reset erases all your settings. Keep the reset button on the rear of the router pressed for ten seconds; once the light blinks, let it go and give the device two minutes to reboot.",
      "Certainly. There is a reset button on the router's back: press it for 10 seconds until you see the light blink, and after two minutes the router will have restarted. You will lose all your settings.",
    ],
    changes: [
      ["number", 0, "ten", "thirty"],
      ["noun", 0, "back", "bottom"],
      ["noun", 1, "light", "fan"],
      ["verb", 2, "blinks", "disappears"],
      ["antonym", 0, "erased", "kept"],
      ["negation", 4, "will lose", "will not lose"],
      ["verb", 1, "restarts", "updates"],
    ],
  },
  {
    lang: "en",
    asked: "Who wrote Pride and Prejudice?",
    tellings: [
      "Pride and Prejudice was written by Jane Austen and published in 1813. It tells the story of Elizabeth Bennet, who refuses Mr Darcy's first proposal.",
      "Jane Austen wrote Pride and Prejudice, which came out in 1813. It is about Elizabeth Bennet, who turns down the first proposal of Mr Darcy.",
      "The author of Pride and Prejudice is Jane Austen. The novel appeared in 1813 and follows Elizabeth Bennet, who rejects Mr Darcy the first time he proposes.",
      "- Author: Jane Austen\n- Published: 1813\n- Plot: Elizabeth Bennet refuses the first proposal of Mr Darcy",
      "It's a novel by Jane Austen, first published in 1813. In it Mr Darcy proposes to Elizabeth Bennet and is refused at first.",
    ],
    changes: [
      ["name", 0, "Jane Austen", "Emily Brontë"],
      [
        "role",
        1,
        "Elizabeth Bennet, who turns down the first proposal of Mr Darcy",
        "Mr Darcy, who turns down the first proposal of Elizabeth Bennet",
      ],
      ["antonym", 0, "refuses", "accepts"],
      ["number", 2, "1813", "1831"],
      ["role", 4, "Mr Darcy proposes to Elizabeth Bennet", "Elizabeth Bennet proposes to Mr Darcy"],
      ["noun", 3, "proposal", "letter"],
    ],
  },
  {
    lang: "en",
    asked: "How do I install glaze?",
    tellings: [
      "To install glaze, run `npm install glaze` in your project folder. It needs Node 18 or newer. Then import it in your main file.",
      "Run `npm install glaze` inside the folder of your project, then import glaze in your main file. Node 18 or later is required.",
      "You need Node 18 or newer.\n\n1. Open your project folder.\n2. Run `npm install glaze`.\n3. Import it in your main file.",
      "glaze is installed with `npm install glaze`, which you run in the project's folder. Make sure that you have Node 18 or a newer version, and import the package in your main file afterwards.",
      "Sure, here's how: go to your project folder, type `npm install glaze`, and import glaze in the main file. Your Node version must be at least 18.",
    ],
    changes: [
      ["name", 0, "glaze", "rsrc"],
      ["name", 1, "glaze", "tinct"],
      ["number", 2, "18", "20"],
      ["noun", 0, "folder", "browser"],
      ["antonym", 1, "later", "earlier"],
      ["verb", 4, "import", "delete"],
    ],
  },
  {
    lang: "en",
    asked: "Can dogs eat grapes?",
    tellings: [
      "No, dogs must not eat grapes. Even a small amount can damage their kidneys. Call your vet at once if your dog has eaten some.",
      "No. Grapes are toxic for dogs: even small amounts may harm the kidneys. If your dog ate any, phone your vet immediately.",
      "Dogs should never be given grapes, since even a few of them can cause kidney damage. Contact a vet right away if it has happened.",
      "No, they can't. Grapes can damage a dog's kidneys even in small quantities, so call the vet straight away if your dog has eaten any.",
      "Grapes are poisonous to dogs, so no. A small quantity is enough to injure their kidneys; in that case call your veterinarian immediately.",
    ],
    changes: [
      ["negation", 0, "No, dogs must not eat grapes", "Yes, dogs can eat grapes"],
      ["noun", 1, "kidneys", "teeth"],
      ["noun", 2, "grapes", "carrots"],
      ["verb", 0, "damage", "clean"],
      ["negation", 4, "poisonous", "not poisonous"],
      ["noun", 3, "vet", "police"],
    ],
  },
  {
    lang: "en",
    asked: "How do I cancel my subscription?",
    tellings: [
      "Open Settings, choose Billing and click Cancel plan. Your access stays active until the end of the period that you have paid for. No fee is charged.",
      "You can cancel under Settings > Billing with the button Cancel plan. There is no fee, and you keep your access until the paid period ends.",
      "1. Go to Settings\n2. Select Billing\n3. Click on Cancel plan\n\nYou won't be charged a fee, and your access remains until the end of the paid period.",
      "Cancelling is free. Go to Billing in your Settings and press Cancel plan; until the period that you paid for is over, you still have access.",
      "Happy to help! In Settings, select Billing, then Cancel plan. We charge nothing for it, and your access continues until the period you paid for ends.",
    ],
    changes: [
      ["name", 0, "Billing", "Security"],
      ["negation", 0, "No fee", "A fee"],
      ["noun", 1, "access", "credit"],
      ["antonym", 2, "until the end", "until the start"],
      ["verb", 1, "cancel", "renew"],
      ["noun", 3, "access", "advertising"],
    ],
  },
  {
    lang: "en",
    asked: "Why is the sky blue?",
    tellings: [
      "The sky is blue because air molecules scatter short wavelengths of sunlight more than long ones. Blue light has a short wavelength, so it reaches our eyes from all directions. At sunset the light travels farther, and the red part remains.",
      "Sunlight is scattered by the molecules of the air, short wavelengths more strongly than long ones. Since blue light has a short wavelength, it comes to our eyes from every direction. The red part is left at sunset, when the light has a longer way to go.",
      "It comes from scattering. Molecules in the air scatter the short wavelengths of sunlight, such as blue, more than the long ones, so blue reaches us from everywhere. When the sun sets, light passes through more air and mostly red remains.",
      "- Air molecules scatter short wavelengths of sunlight more than long ones\n- Blue has a short wavelength, so it reaches our eyes from all sides\n- At sunset the path of the light is longer and red remains",
      "Because of the way air molecules scatter sunlight! They scatter short wavelengths, like blue, more than long wavelengths, which is why blue light gets to our eyes from all directions. During a sunset light travels a longer distance, leaving the red.",
    ],
    changes: [
      ["antonym", 0, "short wavelengths of sunlight more", "short wavelengths of sunlight less"],
      ["noun", 1, "molecules", "clouds"],
      ["verb", 2, "scatter the", "absorb the"],
      ["antonym", 3, "path of the light is longer", "path of the light is shorter"],
      [
        "role",
        0,
        "short wavelengths of sunlight more than long ones",
        "long wavelengths of sunlight more than short ones",
      ],
      ["noun", 4, "eyes", "skin"],
    ],
  },
  {
    lang: "en",
    asked: "How do I boil an egg?",
    tellings: [
      "Put the eggs in a pot of boiling water and cook them for seven minutes. Then place them in cold water, so that they stop cooking. Peel them under the tap.",
      "Bring a pot of water to the boil, add the eggs and cook them seven minutes. Cool them in cold water afterwards to stop the cooking, and peel them under running water.",
      "1. Boil water in a pot.\n2. Add the eggs and cook for 7 minutes.\n3. Move them into cold water to stop the cooking.\n4. Peel under the tap.",
      "Cook the eggs in boiling water for seven minutes, then put them into cold water to stop the cooking. They are best peeled under the tap.",
      "Of course! The eggs go into a pot with boiling water, where they cook for seven minutes. After that, cold water stops the cooking, and you can peel them under the tap.",
    ],
    changes: [
      ["number", 0, "seven", "twelve"],
      ["antonym", 1, "cold water", "hot water"],
      ["noun", 2, "pot", "kettle"],
      ["verb", 0, "Peel", "Salt"],
      ["noun", 3, "eggs", "potatoes"],
      ["verb", 4, "stops", "speeds"],
    ],
  },
  {
    lang: "en",
    asked: "What does our travel policy pay for hotels?",
    tellings: [
      "The company pays up to 140 euros per night for a hotel. Managers approve the booking before the trip. Breakfast is not included in the limit.",
      "For hotels the limit is 140 euros a night, without breakfast. Your manager has to approve the booking before you travel.",
      "Hotel costs are covered up to €140 per night. Breakfast doesn't count towards this limit. The booking must be approved by a manager before the trip.",
      "- Limit: 140 euros per night\n- Breakfast: not included\n- Approval: by the manager, before the trip",
      "Before a trip, a manager must approve the hotel booking. The company then pays at most 140 euros for each night, breakfast not included.",
    ],
    changes: [
      ["number", 0, "140", "410"],
      ["noun", 1, "breakfast", "parking"],
      ["antonym", 2, "before the trip", "after the trip"],
      ["negation", 3, "not included", "included"],
      ["noun", 0, "Managers", "Accountants"],
      ["noun", 4, "euros", "dollars"],
      ["verb", 0, "approve", "cancel"],
    ],
  },
  {
    lang: "en",
    asked: "Is Python dynamically typed?",
    tellings: [
      "Yes, Python is dynamically typed: the type of a variable is checked when the program runs, not when it is compiled. Since version 3.5 you can add type hints, which tools such as mypy check.",
      "Yes. In Python types are checked at run time and not at compile time. Type hints can be added since version 3.5, and tools like mypy check them.",
      "Python has dynamic typing, so a variable's type is checked while the program is running, not during compilation. Optional type hints exist since version 3.5; they are checked by tools such as mypy.",
      "Yes, it is.\n\n- Types are checked at run time, not at compile time\n- Since version 3.5 there are type hints\n- Tools such as mypy check the hints",
      "It is! The type of a variable in Python is only checked when the program runs. It's not checked when it is compiled. Tools such as mypy can check type hints, which you can add since version 3.5.",
    ],
    changes: [
      ["negation", 0, "Yes, Python is dynamically", "No, Python is not dynamically"],
      ["number", 1, "3.5", "3.8"],
      ["name", 2, "Python", "Ruby"],
      ["name", 3, "mypy", "pylint"],
      ["antonym", 1, "at run time and not at compile time", "at compile time and not at run time"],
      ["noun", 0, "variable", "module"],
    ],
  },
  {
    lang: "en",
    asked: "How do I share a document with a colleague?",
    tellings: [
      "Click Share in the upper right corner, enter the address of your colleague and choose whether they may edit or only read. They get an email with a link that expires after seven days.",
      "In the top right corner you find Share. Type in your colleague's email address and pick whether they can edit the document or just read it. An email with a link is sent to them; the link is valid for seven days.",
      "1. Click Share (upper right corner)\n2. Enter your colleague's address\n3. Choose between editing and reading only\n\nThe link they receive by email expires after 7 days.",
      "Use the Share button at the upper right. After you enter the colleague's address, you decide if they may edit or only read. They'll receive an email containing a link, which expires in seven days.",
      "Your colleague receives an email with a link, valid for seven days, when you do this: click Share in the upper right corner, enter the address, and select whether only reading or also editing is allowed.",
    ],
    changes: [
      ["antonym", 0, "upper right", "lower right"],
      ["number", 1, "seven", "thirty"],
      ["verb", 2, "expires", "opens"],
      ["noun", 3, "address", "surname"],
      ["role", 0, "They get an email", "You get an email"],
      ["noun", 4, "email", "letter"],
    ],
  },
  {
    lang: "pt",
    asked: "Qual é o prazo para devolver um produto?",
    tellings: [
      "Você pode devolver o produto em até 30 dias após a entrega. Ele precisa estar sem uso e na embalagem original. O dinheiro volta para o seu cartão em cinco dias úteis.",
      "Claro! O produto pode ser devolvido até 30 dias depois da entrega, desde que não tenha sido usado e esteja na embalagem original. O reembolso cai no cartão em 5 dias úteis.",
      "- Prazo: 30 dias a partir da entrega\n- Condição: sem uso, na embalagem original\n- Reembolso: no cartão, em cinco dias úteis",
      "Aceitamos devoluções por 30 dias após a entrega, se o produto não foi usado e está na embalagem original. Devolvemos o dinheiro no seu cartão em cinco dias úteis.",
      "Em cinco dias úteis o valor é devolvido ao seu cartão. A devolução é aceita em até 30 dias após a entrega, com o produto sem uso e na embalagem original.",
    ],
    changes: [
      ["number", 0, "30", "15"],
      ["noun", 0, "cartão", "celular"],
      ["noun", 1, "embalagem", "garantia"],
      ["negation", 3, "não foi usado", "foi usado"],
      ["number", 4, "cinco", "dez"],
      ["antonym", 0, "após a entrega", "antes da entrega"],
      ["verb", 0, "devolver", "trocar"],
    ],
  },
  {
    lang: "pt",
    asked: "Quem escreveu Dom Casmurro?",
    tellings: [
      "Dom Casmurro foi escrito por Machado de Assis e publicado em 1899. O romance conta a história de Bentinho, que desconfia de Capitu.",
      "Machado de Assis escreveu Dom Casmurro, publicado em 1899. A obra conta a história de Bentinho, que suspeita de Capitu.",
      "O autor de Dom Casmurro é Machado de Assis. O livro saiu em 1899 e narra a história de Bentinho, que desconfia de Capitu.",
      "- Autor: Machado de Assis\n- Publicação: 1899\n- Enredo: Bentinho desconfia de Capitu",
      "É um romance de Machado de Assis, lançado em 1899, no qual Bentinho desconfia de Capitu.",
    ],
    changes: [
      ["name", 0, "Machado de Assis", "José de Alencar"],
      ["number", 1, "1899", "1889"],
      ["role", 2, "Bentinho, que desconfia de Capitu", "Capitu, que desconfia de Bentinho"],
      ["verb", 4, "desconfia", "gosta"],
      ["role", 3, "Bentinho desconfia de Capitu", "Capitu desconfia de Bentinho"],
      ["noun", 0, "romance", "poema"],
    ],
  },
  {
    lang: "pt",
    asked: "Como troco a senha?",
    tellings: [
      "Abra as Configurações, toque em Segurança e escolha Alterar senha. Digite a senha atual e depois a nova duas vezes. A senha deve ter pelo menos oito caracteres.",
      "Para trocar a senha, vá em Configurações, depois em Segurança e selecione Alterar senha. Informe a senha atual e a nova, duas vezes. São necessários no mínimo 8 caracteres.",
      "1. Abra as Configurações\n2. Toque em Segurança\n3. Escolha Alterar senha\n4. Digite a senha atual e, duas vezes, a nova (pelo menos oito caracteres)",
      "Em Configurações, na parte de Segurança, há a opção Alterar senha. Você digita a senha atual e repete a nova duas vezes; ela precisa ter ao menos oito caracteres.",
      "Com certeza! A opção Alterar senha fica em Configurações, Segurança. Digite primeiro a senha atual e em seguida a nova, duas vezes. O mínimo são oito caracteres.",
    ],
    changes: [
      ["number", 0, "oito", "seis"],
      ["name", 1, "Segurança", "Privacidade"],
      ["noun", 2, "caracteres", "números"],
      ["antonym", 0, "pelo menos", "no máximo"],
      ["verb", 3, "Alterar", "Apagar"],
      ["antonym", 4, "a senha atual", "a senha antiga"],
    ],
  },
  {
    lang: "pt",
    asked: "Cachorro pode comer uva?",
    tellings: [
      "Não, cachorros não podem comer uva. Mesmo uma pequena quantidade pode prejudicar os rins. Ligue para o veterinário imediatamente se o seu cão comeu alguma.",
      "Não. A uva é tóxica para cachorros: até pequenas quantidades podem danificar os rins. Se o seu cachorro comeu, ligue logo para o veterinário.",
      "Cachorros nunca devem comer uva, pois mesmo um pouco pode causar problemas nos rins. Procure um veterinário imediatamente se isso aconteceu.",
      "Não pode. As uvas prejudicam os rins dos cães mesmo em quantidade pequena, então telefone para o veterinário na hora se o seu comeu alguma.",
      "Uvas são venenosas para cães, portanto não. Uma quantidade pequena já prejudica os rins; nesse caso, ligue imediatamente para o veterinário.",
    ],
    changes: [
      ["negation", 0, "Não, cachorros não podem", "Sim, cachorros podem"],
      ["noun", 1, "rins", "dentes"],
      ["noun", 2, "uva", "cenoura"],
      ["verb", 0, "prejudicar", "limpar"],
      ["negation", 4, "Uvas são venenosas para cães, portanto não", "Uvas não são venenosas para cães"],
      ["noun", 3, "veterinário", "bombeiro"],
    ],
  },
  {
    lang: "pt",
    asked: "Como cancelo minha assinatura?",
    tellings: [
      "Abra o menu Conta, escolha Assinatura e clique em Cancelar plano. O acesso continua até o fim do período pago. Não há multa.",
      "Você pode cancelar em Conta > Assinatura, no botão Cancelar plano. Não cobramos multa, e o acesso permanece até o final do período pago.",
      "1. Entre em Conta\n2. Selecione Assinatura\n3. Clique em Cancelar plano\n\nNão há multa e o acesso continua até o fim do período pago.",
      "O cancelamento é feito em Conta, Assinatura, Cancelar plano. Você não paga multa e continua com acesso até o término do período que pagou.",
      "Sem problemas! No menu Conta, selecione Assinatura e depois Cancelar plano. Nenhuma multa é cobrada, e você mantém o acesso até acabar o período pago.",
    ],
    changes: [
      ["negation", 0, "Não há multa", "Há multa"],
      ["noun", 1, "acesso", "desconto"],
      ["antonym", 2, "até o fim", "até o início"],
      ["verb", 3, "Cancelar", "Renovar"],
      ["noun", 4, "multa", "parcela"],
      ["name", 0, "Conta", "Ajuda"],
    ],
  },
  {
    lang: "pt",
    asked: "Qual é a capital da Austrália?",
    tellings: [
      "A capital da Austrália é Camberra. Ela tem cerca de 450 mil habitantes e foi fundada em 1913.",
      "Camberra é a capital da Austrália. Fundada em 1913, tem aproximadamente 450 mil habitantes.",
      "A capital australiana é Camberra, uma cidade de uns 450.000 habitantes fundada em 1913.",
      "**Camberra** é a capital da Austrália.\n\n- Fundação: 1913\n- População: cerca de 450 mil",
      "É Camberra! A capital da Austrália foi criada em 1913 e hoje tem por volta de 450 mil habitantes.",
    ],
    changes: [
      ["name", 0, "Camberra", "Sydney"],
      ["number", 1, "1913", "1931"],
      ["name", 0, "Austrália", "Áustria"],
      ["number", 3, "450 mil", "540 mil"],
      ["noun", 4, "capital", "praia"],
    ],
  },
  {
    lang: "pt",
    asked: "Quanto a empresa paga por hotel?",
    tellings: [
      "A empresa paga até 600 reais por noite de hotel. O gerente aprova a reserva antes da viagem. O café da manhã não entra no limite.",
      "Para hotéis, o limite é de 600 reais por noite, sem o café da manhã. A reserva precisa ser aprovada pelo gerente antes da viagem.",
      "As despesas de hotel são cobertas até R$ 600 por noite. O café da manhã não conta para esse limite. Um gerente deve aprovar a reserva antes da viagem.",
      "- Limite: 600 reais por noite\n- Café da manhã: não incluído\n- Aprovação: pelo gerente, antes da viagem",
      "Antes da viagem, o gerente precisa aprovar a reserva do hotel. A empresa paga no máximo 600 reais por noite, e o café da manhã não está incluído.",
    ],
    changes: [
      ["number", 0, "600", "900"],
      ["noun", 1, "hotéis", "táxis"],
      ["antonym", 2, "antes da viagem", "depois da viagem"],
      ["negation", 3, "não incluído", "incluído"],
      ["verb", 0, "aprova", "cancela"],
      ["noun", 4, "gerente", "cliente"],
      ["noun", 1, "reais", "dólares"],
    ],
  },
  {
    lang: "pt",
    asked: "Como faço café na prensa francesa?",
    tellings: [
      "Coloque duas colheres de café moído na prensa e despeje água quente. Espere quatro minutos e abaixe o êmbolo devagar. Sirva logo, para o café não ficar amargo.",
      "Ponha na prensa duas colheres de café moído e acrescente água quente. Depois de quatro minutos, abaixe o êmbolo lentamente e sirva em seguida, para que o café não amargue.",
      "1. Coloque duas colheres de café moído na prensa\n2. Despeje água quente\n3. Aguarde 4 minutos\n4. Abaixe o êmbolo devagar\n5. Sirva logo, senão o café fica amargo",
      "Você precisa de duas colheres de café moído e água quente. Coloque tudo na prensa, deixe descansar quatro minutos e abaixe o êmbolo devagar. Sirva imediatamente, para não amargar.",
      "É simples: duas colheres de café moído na prensa, água quente por cima, quatro minutos de espera. Então abaixe devagar o êmbolo e sirva logo para o café não ficar amargo.",
    ],
    changes: [
      ["number", 0, "quatro", "nove"],
      ["antonym", 1, "água quente", "água fria"],
      ["verb", 2, "Abaixe", "Levante"],
      ["noun", 3, "água", "leite"],
      ["antonym", 4, "abaixe devagar", "abaixe rápido"],
      ["noun", 0, "colheres", "xícaras"],
    ],
  },
];

/** Families of answers that differ in a name, in lower case as models write names of packages, plants and dishes. */
export const FAMILIES: readonly {
  readonly lang: "en" | "pt";
  readonly asked: string;
  readonly tellings: readonly [string, string, string];
  readonly names: readonly string[];
}[] = [
  {
    lang: "en",
    asked: "How do I install {}?",
    tellings: [
      "Run `brew install {}` in a terminal. Afterwards {} is on your path.",
      "Open a terminal and type `brew install {}`; then {} is on your path.",
      "You can install {} with Homebrew: brew install {}. After that it is on your path.",
    ],
    names: ["ripgrep", "tmux", "jq", "httpie", "glaze", "direnv"],
  },
  {
    lang: "en",
    asked: "How do I grow {} at home?",
    tellings: [
      "Sow the {} in spring in moist soil and water it every two days. You can harvest {} after eight weeks.",
      "In spring, sow {} in soil that is moist. Water every two days; the {} can be harvested after eight weeks.",
      "- Sow {} in spring, in moist soil\n- Water every two days\n- Harvest after eight weeks",
    ],
    names: ["basil", "spinach", "radish", "parsley", "lettuce", "fennel"],
  },
  {
    lang: "en",
    asked: "How do I clean a {}?",
    tellings: [
      "Wipe the {} with a damp cloth and a little soap, then dry it. Never put a {} in the dishwasher.",
      "Use a damp cloth with a little soap to wipe the {}, and dry it afterwards. A {} must never go in the dishwasher.",
      "With a damp cloth and some soap, wipe the {}; then dry it. Don't ever put the {} in the dishwasher.",
    ],
    names: ["wok", "lamp", "keyboard", "saddle", "violin", "thermos"],
  },
  {
    lang: "pt",
    asked: "Como plantar {} em casa?",
    tellings: [
      "Semeie {} na primavera, em terra úmida, e regue a cada dois dias. A colheita de {} vem depois de oito semanas.",
      "Na primavera, semeie {} em terra úmida. Regue a cada dois dias; depois de oito semanas você colhe {}.",
      "- Semeie {} na primavera, em terra úmida\n- Regue a cada dois dias\n- Colha depois de oito semanas",
    ],
    names: ["salsa", "rúcula", "alface", "couve", "manjericão", "beterraba"],
  },
  {
    lang: "pt",
    asked: "Como limpar {}?",
    tellings: [
      "Passe um pano úmido com um pouco de sabão e depois seque bem. Não coloque {} na lava-louças.",
      "Para limpar {}, use um pano úmido com um pouco de sabão e seque bem depois. Não ponha {} na lava-louças.",
      "Com um pano úmido e um pouco de sabão, limpe {} e seque bem. Nunca coloque {} na lava-louças.",
    ],
    names: ["panela", "violão", "teclado", "sela", "abajur", "guarda-chuva"],
  },
];
