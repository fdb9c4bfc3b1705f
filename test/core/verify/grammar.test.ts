/** Questions of equal words that grammar alone parts: none is served as shipped, and harmless ones beside them are. */
import { describe, expect, it } from "vitest";
import { isServed, type NearKind } from "../../support/near-kinds.ts";

const KINDS: readonly NearKind[] = [
  {
    kind: "what has to be done, and what is done or had",
    other: [
      ["Do bakers have to wear hats?", "Do bakers wear hats?"],
      ["Does the hotel need to store luggage?", "Does the hotel store luggage?"],
      ["Which seats do children have to use?", "Which seats do children have?"],
      ["O hotel tem que guardar a mala?", "O hotel guarda a mala?"],
      ["O coelho precisa comer feno?", "O coelho come feno?"],
      ["Quantas provas o aluno tem que fazer?", "Quantas provas o aluno tem?"],
    ],
    same: [
      ["Do I have to pay the toll?", "Do I need to pay the toll?"],
      ["What documents do I have to bring?", "What documents do I need to bring?"],
      ["O hotel tem que guardar a mala?", "O hotel tem de guardar a mala?"],
    ],
  },
  {
    kind: "what is made to do it, and what does it",
    other: [
      ["How do I get a plant to flower?", "How does a plant flower?"],
      ["How can I make bread rise?", "How does bread rise?"],
      ["Como faço o bebê dormir?", "Como o bebê dorme?"],
    ],
    same: [
      ["How do I make bread rise?", "How can I make bread rise?"],
      ["Como faço para dormir?", "Como faço pra dormir?"],
    ],
  },
  {
    kind: "what a denied verb helps to deny",
    other: [
      ["Meu gato não quer comer, o que faço?", "Meu gato não para de comer, o que faço?"],
      ["Meu celular não liga", "Meu celular não para de ligar"],
      ["Eu não posso pagar a dívida", "Eu não quero pagar a dívida"],
      ["Meu filho não gosta de estudar", "Meu filho não para de estudar"],
      ["I must not eat sugar", "I need not eat sugar"],
      ["Visitors must not pay in advance", "Visitors do not have to pay in advance"],
    ],
    same: [
      ["Não consigo entrar na conta", "Eu não posso entrar na conta"],
      ["Meu cachorro não come", "Meu cachorro não quer comer"],
      ["I cannot log in", "I can't log in"],
    ],
  },
  {
    kind: "who gives and who gets, where Portuguese leaves the asker out",
    other: [
      ["Meu pai pode doar a casa para mim?", "Posso doar a casa para o meu pai?"],
      ["Minha mãe pode vender o carro para mim?", "Posso vender o carro para a minha mãe?"],
      ["Meu chefe pode gritar comigo?", "Posso gritar com o meu chefe?"],
    ],
    same: [["Posso doar a casa para o meu pai?", "Eu posso doar a casa para o meu pai?"]],
  },
  {
    kind: "what is done with it: made, used, eaten",
    other: [
      ["How do plants make oxygen?", "How do plants use oxygen?"],
      ["How do bees make honey?", "How do bees eat honey?"],
      [
        "How long is the flu contagious before symptoms?",
        "How long is the flu contagious once symptoms are gone?",
      ],
    ],
    same: [["How do I use a drill?", "How to use a drill?"]],
  },
  {
    kind: "participles in front of a noun, which say of no deed who does it",
    other: [["Is it possible to freeze cooked rice?", "Is it possible to cook frozen rice?"]],
    same: [
      ["Can I freeze cooked rice?", "Is it possible to freeze cooked rice?"],
      ["Can I repair cracked glass?", "Is it possible to repair cracked glass?"],
      ["Posso congelar arroz cozido?", "É possível congelar arroz cozido?"],
    ],
  },
  {
    kind: "what a negation bears on",
    other: [
      ["Is it legal not to vote in Belgium?", "Is it not legal to vote in Belgium?"],
      ["Why don't all dogs like snow?", "Why do all dogs not like snow?"],
      ["How do I tell a friend that I don't want to go?", "How do I not tell a friend that I want to go?"],
      ["Posso não assinar o contrato?", "Não posso assinar o contrato?"],
      ["Como pedir para a visita não entrar?", "Como não pedir para a visita entrar?"],
    ],
    same: [
      ["Why isn't the printer printing?", "Why is the printer not printing?"],
      ["How do I train a puppy not to bite?", "How do I train a puppy to not bite?"],
      ["Why do some vaccines not work?", "Why don't some vaccines work?"],
      ["A payment to my friend hasn't arrived, why?", "Why hasn't a payment to my friend arrived?"],
    ],
  },
  {
    kind: "what changes places round a small word",
    other: [
      ["Do I need a permit although I have a visa?", "Do I need a visa although I have a permit?"],
      ["Write SQL that finds users without orders.", "Write SQL that finds orders without users."],
      ["Corrija só a gramática, não o estilo.", "Corrija só o estilo, não a gramática."],
      ["List towns that used to be forts of Spain.", "List towns that used to have forts of Spain."],
      ["How do I know if I passed out?", "How do I know if I passed?"],
    ],
    same: [["What do I do if it rains?", "If it rains, what do I do?"]],
  },
  {
    kind: "how long, and what Portuguese says either way",
    other: [
      ["How many weeks does it take to heal?", "How many hours does it take to heal?"],
      ["Quantos minutos dura a prova?", "Quantos dias dura a prova?"],
      ["O bebê só dorme à noite", "O bebê só dorme até a noite"],
      ["Quem é o marido da prima dela?", "Quem é a prima do marido dela?"],
    ],
    same: [
      ["Quantos minutos dura a prova?", "Quanto tempo dura a prova?"],
      ["Quantos meses leva o processo?", "Quanto tempo leva o processo?"],
      ["O bebê só dorme à noite", "O bebê só dorme de noite"],
      ["É legal gravar uma ligação?", "Gravar uma ligação é legal?"],
      ["Onde é a saída?", "Onde fica a saída?"],
      ["Escreva um poema sobre uma árvore", "Escreve pra mim um poema sobre uma árvore"],
    ],
  },
  {
    kind: "what an adverb tells of",
    other: [
      ["How do I tell my son calmly to leave?", "How do I tell my son to leave calmly?"],
      ["Can I legally refuse to work?", "Can I refuse to work legally?"],
      ["Como pedir calmamente que ele saia?", "Como pedir que ele saia calmamente?"],
    ],
    same: [["Can I legally work in Spain?", "Can I work in Spain legally?"]],
  },
  {
    kind: "the preposition of what is asked for",
    other: [
      ["Who is the gift for?", "Who is the gift from?"],
      ["De onde vem o ônibus?", "Para onde vem o ônibus?"],
      ["A que horas abre a feira?", "Até que horas abre a feira?"],
    ],
    same: [
      ["What is soap made of?", "What is soap made from?"],
      ["Who can I talk to about debt?", "Who can I talk with about debt?"],
    ],
  },
  {
    kind: "before, until and at",
    other: [
      ["Can he make me leave before the lease ends?", "Can he make me leave when the lease ends?"],
      ["Espero na sala até chamarem?", "Espero na sala quando chamarem?"],
      ["Do I mop and then sweep?", "Do I sweep and then mop?"],
      ["O sono causa dor?", "A dor causa sono?"],
    ],
    same: [["What do I do after I lose my job?", "What do I do when I lose my job?"]],
  },
  {
    kind: "what an only bears on",
    other: [
      ["Does the permit let me only work at night?", "Does the permit let only me work at night?"],
      ["Só eu posso apagar a conta?", "Eu só posso apagar a conta?"],
    ],
    same: [["Só eu posso apagar a conta?", "Apenas eu posso apagar a conta?"]],
  },
  {
    kind: "ser and estar",
    other: [
      ["Por que o cachorro é magro?", "Por que o cachorro está magro?"],
      ["O que fazer quando o aluno é calmo?", "O que fazer quando o aluno está calmo?"],
    ],
    same: [
      ["Onde é o banheiro?", "Onde está o banheiro?"],
      ["Qual é a previsão do tempo no Porto?", "Como está a previsão do tempo no Porto?"],
      ["O que é um mutex?", "O que seria um mutex?"],
    ],
  },
  {
    kind: "oneself and another",
    other: [
      ["Como se apresentar numa entrevista?", "Como apresentar um amigo numa entrevista?"],
      ["Como me cadastrar no site?", "Como cadastrar um cliente no site?"],
      ["How do I introduce myself to a client?", "How do I introduce a client to myself?"],
    ],
    same: [
      ["Como me cadastrar no site?", "Como se cadastrar no site?"],
      ["Como se aposentar cedo?", "Como aposentar cedo?"],
      ["Como se faz um nó de gravata?", "Como fazer um nó de gravata?"],
    ],
  },
  {
    kind: "who of the asker and another does it",
    other: [
      ["Do I have to give my landlord notice?", "Does my landlord have to give me notice?"],
      ["O que meu chefe deve me entregar?", "O que eu devo entregar ao meu chefe?"],
      ["Can my wife drive my car?", "Can I drive my wife's car?"],
      ["Who invited you to the party?", "Who did you invite to the party?"],
    ],
    same: [
      ["I need to book a taxi", "Please book a taxi for me"],
      ["Can I be fired by my boss?", "Can my boss fire me?"],
      ["What can I do if my boss yells at me?", "If my boss yells at me, what can I do?"],
    ],
  },
  {
    kind: "one or several that are wanted",
    other: [
      ["Suggest a book about the Romans.", "Suggest books about the Romans."],
      ["Me dê uma ideia de presente para o pai.", "Me dê ideias de presentes para o pai."],
      ["How do I remove the first line of a file?", "How do I remove the first lines of a file?"],
    ],
    same: [
      ["How do I delete a file in Linux?", "How do I delete files in Linux?"],
      ["Does God make mistakes?", "Can God make a mistake?"],
      ["What are the symptoms of a cold?", "What are symptoms of a cold?"],
    ],
  },
  {
    kind: "the noun of an adjective, and verbs that com turns",
    other: [
      ["Como achar cartas antigas de primos?", "Como achar cartas de primos antigos?"],
      ["Como limpar mala de pano branca?", "Como limpar mala de pano branco?"],
      ["Como acabar com o trabalho?", "Como acabar o trabalho?"],
    ],
    same: [
      ["Como achar cartas antigas de primos?", "Como encontrar cartas antigas de primos?"],
      ["Como ficar mais forte?", "Como eu fico mais forte?"],
    ],
  },
  {
    kind: "a small word in another sense",
    other: [
      ["What is she like?", "What does she like?"],
      ["Posso tomar café todo dia?", "Posso tomar café o dia todo?"],
      ["Por que o cachorro mal dorme?", "Por que o cachorro dorme mal?"],
      ["Can I make my son sleep alone?", "Can I let my son sleep alone?"],
      ["Argumentos contra a pena de morte", "Argumentos a favor da pena de morte"],
    ],
    same: [
      ["Posso correr o dia todo?", "Eu posso correr o dia todo?"],
      ["What is it like to live in Oslo?", "What's it like living in Oslo?"],
    ],
  },
  {
    kind: "duty, choice and time",
    other: [
      ["Quando devo podar a roseira?", "Quando posso podar a roseira?"],
      ["Which hotels have a pool and a gym?", "Which hotels have a pool or a gym?"],
      ["Desde quando o museu abre à noite?", "Até quando o museu abre à noite?"],
      ["O aplicativo ainda aceita pix?", "O aplicativo já aceita pix?"],
    ],
    same: [
      ["Which is faster, a train or a bus?", "Which is faster, a train and a bus?"],
      ["What can I do about snoring?", "What should I do about snoring?"],
    ],
  },
];

describe("grammar alone", () => {
  it.each(KINDS)("parts questions by $kind", ({ other }) => {
    expect(other.filter(([a, b]) => isServed(a, b) || isServed(b, a))).toEqual([]);
  });

  it.each(KINDS)("leaves what is the same beside $kind", ({ same }) => {
    expect(same.filter(([a, b]) => !isServed(a, b) || !isServed(b, a))).toEqual([]);
  });
});
