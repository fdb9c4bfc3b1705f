/** Near questions that ask for another thing in nearly the same words: none is served as shipped, and other wordings are. */
import { type NearKind, partsByKind } from "../../support/near-kinds.ts";

const KINDS: readonly NearKind[] = [
  {
    kind: "who else",
    other: [
      ["Where else can I vote?", "Where can I vote?"],
      ["Who else must sign the will?", "Who must sign the will?"],
      ["Que mais preciso levar ao cartório?", "Que preciso levar ao cartório?"],
      ["Quem mais pode assinar o laudo?", "Quem pode assinar o laudo?"],
    ],
    same: [
      ["Where else can I vote?", "Where else can I vote, please?"],
      ["Qual é o carro mais barato?", "Qual o carro mais barato?"],
    ],
  },
  {
    kind: "who, and what",
    other: [
      ["Who is charged at arrival?", "What is charged at arrival?"],
      ["Who should I call in an emergency?", "What should I call in an emergency?"],
      ["Quem foi afetado pela mudança?", "O que foi afetado pela mudança?"],
      ["A quem devo pagar?", "O que devo pagar?"],
    ],
    same: [
      ["Who is your favorite Pokemon?", "What is your favorite Pokemon?"],
      ["Who are angel investors?", "What are angel investors?"],
      ["Quem é o fiador?", "O que é o fiador?"],
    ],
  },
  {
    kind: "what, and when, where or how it is done",
    other: [
      ["What does the baby eat?", "When does the baby eat?"],
      ["What should I study for the exam?", "How should I study for the exam?"],
      ["O que devo assinar?", "Onde devo assinar?"],
      ["Fiança: o que é?", "Fiança: quanto é?"],
      ["O que vestir na entrevista?", "Como se vestir na entrevista?"],
      ["When should I bake the bread?", "How long should I bake the bread?"],
    ],
    same: [
      ["What do you call a baby goat?", "How do you call a baby goat?"],
      ["What is the deadline for enrollment?", "When is the deadline for enrollment?"],
    ],
  },
  {
    kind: "one, and several that one may have, or those that are known",
    other: [
      ["Can I bring a guest to the party?", "Can I bring guests to the party?"],
      ["Posso incluir um dependente no plano?", "Posso incluir dependentes no plano?"],
      ["How do I remove a user?", "How do I remove the users?"],
      ["Como faço para baixar uma nota?", "Como faço para baixar as notas?"],
    ],
    same: [
      ["How do I write a unit test?", "How do I write unit tests?"],
      ["How does a heat pump work?", "How do heat pumps work?"],
      ["Como funciona uma vacina?", "Como funcionam as vacinas?"],
    ],
  },
  {
    kind: "of how much, and whether",
    other: [
      ["De quanto é a multa por atraso?", "Tem multa por atraso?"],
      ["Para quem é a bolsa de estudo?", "Tem bolsa de estudo?"],
    ],
    same: [
      ["De quanto é a multa por atraso?", "A multa por atraso é de quanto?"],
      ["Is the United Nations corrupt?", "In what ways is the United Nations corrupt?"],
    ],
  },
  {
    kind: "what only and even bear on, at the beginning and within",
    other: [
      ["Is just the deposit refunded?", "Is the deposit just refunded?"],
      ["Só o médico usa máscara?", "O médico usa só máscara?"],
      ["Até a criança paga passagem?", "A criança paga até passagem?"],
      ["Só alunos usam o laboratório?", "Alunos só usam o laboratório?"],
      ["Only admins can view logs?", "Admins can only view logs?"],
      ["Does the policy cover just fire?", "Does the policy cover fire?"],
    ],
    same: [
      ["Can I just pay the fine?", "Can I pay just the fine?"],
      ["A loja só vende sapato?", "A loja vende só sapato?"],
      ["Só vendem sapatos?", "Vendem só sapatos?"],
      ["Can I just cancel online?", "Can I cancel online?"],
    ],
  },
  {
    kind: "Portuguese verbs that a preposition makes another",
    other: [
      ["Como passar a rua?", "Como passar da rua?"],
      ["Como olhar o bebê?", "Como olhar pelo bebê?"],
      ["Quem bateu o carro?", "Quem bateu no carro?"],
      ["Como ganhar a aposta?", "Como ganhar da aposta?"],
    ],
    same: [
      ["Como trocar o carro?", "Como trocar de carro?"],
      ["Como passar a roupa?", "Como é que passa a roupa?"],
      ["Preciso de visto?", "Eu preciso de um visto?"],
    ],
  },
  {
    kind: "what a thing is, does, how it works, what it is for",
    other: [
      ["What does git rebase do?", "How does git rebase work?"],
      ["What does an antihistamine do?", "What is an antihistamine?"],
      ["What is git stash for?", "How does git stash work?"],
      ["How does a heat pump work?", "What is a heat pump for?"],
      ["What is an escrow account?", "What is an escrow account for?"],
      ["Para que serve o git stash?", "O que é o git stash?"],
      ["O que faz um hepatologista?", "O que é um hepatologista?"],
      ["O que é o git bisect?", "Como funciona o git bisect?"],
    ],
    same: [
      ["Para que serve um firewall?", "Qual é a finalidade de um firewall?"],
      ["How does a mortgage work?", "Explain how a mortgage works"],
      ["What is a fuse?", "What's a fuse?"],
    ],
  },
  {
    kind: "which measure of time",
    other: [
      ["De quanto em quanto tempo dou banho no bebê?", "Por quanto tempo dou banho no bebê?"],
      ["Em quanto tempo a vacina faz efeito?", "Por quanto tempo a vacina faz efeito?"],
      ["Há quanto tempo a loja está fechada?", "Por quanto tempo a loja está fechada?"],
      ["Quando posso dirigir depois da operação?", "Por quanto tempo posso dirigir depois da operação?"],
      ["Since when is the minimum wage paid?", "How often is the minimum wage paid?"],
    ],
    same: [
      ["How long do I bake a pie?", "For how long do I bake a pie?"],
      ["De quanto em quanto tempo rego o cacto?", "Com que frequência rego o cacto?"],
      ["Por quanto tempo asso a torta?", "Quanto tempo asso a torta?"],
      ["Em quanto tempo posso voar depois da cirurgia?", "Quando posso voar depois da cirurgia?"],
    ],
  },
  {
    kind: "how a thing is made, and of what",
    other: [
      ["How is soap made?", "What is soap made of?"],
      ["Como é feito o sabão?", "De que é feito o sabão?"],
      ["Como se faz tapioca?", "De que se faz tapioca?"],
    ],
    same: [["What is soap made of?", "What is soap made from?"]],
  },
  {
    kind: "up to or from a limit",
    other: [
      ["Até que idade a criança usa cadeirinha?", "A partir de que idade a criança usa cadeirinha?"],
      ["A partir de quando a lei vale?", "Até quando a lei vale?"],
      ["Até que horas posso fazer Pix?", "A partir de que horas posso fazer Pix?"],
    ],
    same: [["A partir de que horas posso fazer Pix?", "A partir de que horas eu posso fazer Pix?"]],
  },
  {
    kind: "a thing or what is done with it",
    other: [
      ["What are the effects of caffeine?", "How do I stop the effects of caffeine?"],
      ["What is the interest on my loan?", "How do I lower the interest on my loan?"],
      ["Qual é o limite do cartão?", "Como aumento o limite do cartão?"],
    ],
    same: [["What is it like to live in Lagos?", "How does it feel to live in Lagos?"]],
  },
  {
    kind: "what the asker does, and what is done to the asker",
    other: [
      ["How do I buy insurance for my wife?", "How does my wife buy insurance for me?"],
      ["O vizinho pode parar na minha vaga?", "Posso parar na vaga do vizinho?"],
      ["What do I do if the train is late?", "What do I do if I am late for the train?"],
      ["O que fazer se o ônibus faltar?", "O que fazer se eu faltar ao ônibus?"],
    ],
    same: [["Can you book a taxi for me?", "Can I book a taxi?"]],
  },
  {
    kind: "what it is, and what is in it or made with it",
    other: [
      ["What is in a vaccine?", "What is a vaccine?"],
      ["O que fazer com leite azedo?", "Com o que se faz leite azedo?"],
      ["De onde sai o trem para Santos?", "Quando sai o trem para Santos?"],
      ["By when do I file taxes?", "From when do I file taxes?"],
      ["De quanto é a multa?", "Quanto tempo dura a multa?"],
    ],
    same: [
      ["What should I serve with fish?", "What should I serve fish with?"],
      ["By when do I file taxes?", "When do I file taxes?"],
    ],
  },
  {
    kind: "of each or of all",
    other: [
      ["How much does each ticket cost?", "How much do all the tickets cost?"],
      ["What is the fee per transfer?", "What is the total fee for the transfers?"],
      ["Qual é a taxa por saque?", "Qual é a taxa total dos saques?"],
    ],
    same: [
      ["What is the price per night?", "What is the price of each night?"],
      ["Quanto custa cada passagem?", "Qual o preço de cada passagem?"],
    ],
  },
  {
    kind: "in another's place or beside it",
    other: [
      ["Posso usar também manteiga?", "Posso usar manteiga no lugar?"],
      ["Como entrar com e-mail em vez de telefone?", "Como entrar com e-mail e telefone?"],
      ["How do I log in with a code instead of a password?", "How do I log in with a code and a password?"],
    ],
    same: [
      ["Can I use honey instead of sugar?", "Can I use honey in place of sugar?"],
      ["Posso usar mel em vez de açúcar?", "Posso usar mel no lugar do açúcar?"],
    ],
  },
  {
    kind: "cause and effect, without a helping verb",
    other: [
      ["O que causa febre em crianças?", "O que a febre causa em crianças?"],
      ["Desidratação dá dor de cabeça?", "Dor de cabeça dá desidratação?"],
      ["What can I make with flour?", "What can I make flour with?"],
    ],
    same: [
      ["O que causa anemia?", "Qual é a causa da anemia?"],
      ["Quanto dorme uma criança de dois anos?", "Criança de dois anos dorme quanto?"],
    ],
  },
  {
    kind: "roles exchanged across frames",
    other: [
      ["Can I freeze cooked rice?", "Is it possible to cook frozen rice?"],
      ["Posso ralar manteiga congelada?", "Dá para congelar manteiga ralada?"],
    ],
    same: [["Can I freeze cooked pasta?", "Is it possible to freeze cooked pasta?"]],
  },
  {
    kind: "good advice or a duty",
    other: [
      ["Convém trocar a senha todo mês?", "É preciso trocar a senha todo mês?"],
      ["Vale a pena declarar o carro?", "É preciso declarar o carro?"],
      ["Is it recommended to wear a helmet?", "Is it necessary to wear a helmet?"],
    ],
    same: [
      ["Do I need to rinse rice?", "Is it necessary to rinse rice?"],
      ["É preciso lavar o arroz?", "É necessário lavar o arroz?"],
    ],
  },
  {
    kind: "an amount of one kind",
    other: [
      ["Quanto custa a passagem para Lisboa?", "Quanto custa a passagem de ônibus para Lisboa?"],
      ["Quanto custa o seguro para o Japão?", "Quanto custa o seguro de saúde para o Japão?"],
    ],
    same: [["Quanto custa a passagem para Lisboa?", "Qual é o preço da passagem para Lisboa?"]],
  },
];

partsByKind(KINDS);
