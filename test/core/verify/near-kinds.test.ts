/** Kinds of near questions that differ in what is asked: none is served as shipped, and harmless ones of each kind are. */
import { type NearKind, partsByKind } from "../../support/near-kinds.ts";

const KINDS: readonly NearKind[] = [
  {
    kind: "a product's Pro",
    other: [
      ["How much is Windows 11?", "How much is Windows 11 Pro?"],
      ["Quanto custa o iPhone 15?", "Quanto custa o iPhone 15 Pro?"],
      ["Quanto custa o pixel 9?", "Quanto custa o pixel 9 pro?"],
    ],
    same: [
      [
        "Vou levar um presente pro meu pai, o que compro?",
        "Vou levar um presente para o meu pai, o que compro?",
      ],
      ["How do I reset the iPhone 15 Pro?", "How can I reset the iPhone 15 Pro?"],
    ],
  },
  {
    kind: "an acronym with an S of its own",
    other: [
      ["What port does SMTP use?", "What port does SMTPS use?"],
      ["What is HTTP?", "What is HTTPS?"],
      ["Como funciona o FTP?", "Como funciona o FTPS?"],
    ],
    same: [["How do I read PDFs?", "How do I read a PDF?"]],
  },
  {
    kind: "minutes to the hour",
    other: [
      ["O trem sai às 10 para as 8?", "O trem sai às 8 e 10?"],
      ["A aula começa às cinco para as sete?", "A aula começa às sete e cinco?"],
    ],
    same: [["O trem sai às 10 para as 8?", "O trem sai às dez para as oito?"]],
  },
  {
    kind: "units by their capitals",
    other: [
      ["Is 100 Mbps fast?", "Is 100 MBps fast?"],
      ["How much is 5 Kb in bits?", "How much is 5 KB in bits?"],
      ["Is 200 cal much?", "Is 200 Cal much?"],
    ],
    same: [
      ["Is 50 Mbps enough?", "Is 50 mbps enough?"],
      ["How much is 5 KG in pounds?", "How much is 5 kg in pounds?"],
    ],
  },
  {
    kind: "the two ends of one act",
    other: [
      ["Can an employer quit without notice?", "Can an employee quit without notice?"],
      ["What rights does a licensor have?", "What rights does a licensee have?"],
    ],
    same: [["What rights does an employee have?", "What rights do employees have?"]],
  },
  {
    kind: "a span or a list, a day or a deadline",
    other: [
      ["Is the office open Monday to Friday?", "Is the office open Monday or Friday?"],
      ["Can I visit from May to July?", "Can I visit in May and July?"],
      ["Can I park between 8 and 10?", "Can I park at 8 and 10?"],
      ["Does the sale end in June?", "Does the sale end by June?"],
      ["O museu abre de segunda a sexta?", "O museu abre segunda e sexta?"],
      ["Devo entregar o trabalho na quarta?", "Devo entregar o trabalho até quarta?"],
    ],
    same: [
      ["Is the shop open Monday to Friday?", "Is the shop open from Monday to Friday?"],
      ["Is the pool open from May to July?", "Is the pool open May through July?"],
      ["A loja abre de segunda a sexta?", "A loja abre de segunda até sexta?"],
    ],
  },
  {
    kind: "the third day or three days",
    other: [
      ["What happens on day 3?", "What happens in 3 days?"],
      ["What should I do in week 2?", "What should I do in 2 weeks?"],
      ["O curso começa em 2 horas?", "O curso começa às 2 horas?"],
      ["What is ten to eight in Portuguese?", "What is eight ten in Portuguese?"],
    ],
    same: [["What happens in 3 days?", "What will happen in 3 days?"]],
  },
  {
    kind: "marks of a measure",
    other: [
      ["What is 1,500 in Roman numerals?", "What is 1.500 in Roman numerals?"],
      ["What is 5' in cm?", 'What is 5" in cm?'],
      ["Is 5G dangerous?", "Is 5 g dangerous?"],
    ],
    same: [["Is 5G dangerous?", "Is 5g dangerous?"]],
  },
  {
    kind: "a word that small words turn",
    other: [
      ["How do I stop to eat?", "How do I stop eating?"],
      ["Como deixar de comer?", "Como deixar comer?"],
      ["Do few people vote?", "Do a few people vote?"],
      ["May I travel to Peru?", "Can I travel to Peru in May?"],
      ["Quando é a quinta aula?", "Quando é a aula de quinta?"],
      ["What was music like in the 20s?", "What was music like in your 20s?"],
      ["How do I get a loan?", "How do I give a loan?"],
      ["How do I rent a house?", "How do I rent out a house?"],
      ["How do I let a flat?", "How do I let out a flat?"],
      ["Is Rome as old as Paris?", "Is Rome older than Paris?"],
    ],
    same: [
      ["How do I stop smoking?", "How can I stop smoking?"],
      ["A loja abre na quinta?", "A loja abre na quinta-feira?"],
      ["May I swim here?", "Can I swim here?"],
      ["How do I set up my printer?", "How do I set my printer up?"],
    ],
  },
  {
    kind: "words that are near",
    other: [
      ["How do I treat a bored child?", "How do I treat a boring child?"],
      ["How do I claim damages?", "How do I claim damage?"],
      ["Can a felon vote?", "Can a felony vote?"],
      ["How do I restart my laptop?", "How do I restore my laptop?"],
      ["Como cozer batata?", "Como coser batata?"],
      ["O que é o caixa?", "O que é a caixa?"],
      ["Quanto pesa a grama?", "Quanto pesa o grama?"],
    ],
    same: [
      ["How do I cook an egg?", "How do I cook eggs?"],
      ["Qual é a capital da França?", "Qual a capital da França?"],
    ],
  },
  {
    kind: "who does what, and which of two follows",
    other: [
      ["Can I work while studying?", "Can I study while working?"],
      ["Do I pay tax if I work?", "Do I work if I pay tax?"],
      ["O que causa estresse?", "O que o estresse causa?"],
      ["Quem ajuda o governo?", "Quem o governo ajuda?"],
    ],
    same: [
      ["O que causa insônia?", "O que é que causa insônia?"],
      ["Can I eat while driving?", "Can I eat when driving?"],
      ["Do I pay a fee if I cancel?", "If I cancel, do I pay a fee?"],
    ],
  },
  {
    kind: "a longer name",
    other: [
      ["What is the population of Mexico City?", "What is the population of Mexico?"],
      ["What is the flag of North Macedonia?", "What is the flag of Macedonia?"],
      ["Qual é a área do estado de São Paulo?", "Qual é a área de São Paulo?"],
      ["Qual é a capital do Mato Grosso?", "Qual é a capital do Mato Grosso do Sul?"],
      ["Is the Xbox One loud?", "Is the Xbox loud?"],
    ],
    same: [
      ["What is the best hotel in Paris?", "What is the best hotel in Paris, France?"],
      ["What is the capital of South Korea?", "what is the capital of south korea"],
    ],
  },
  {
    kind: "capitals that make another word",
    other: [
      ["What is Python?", "What is a python?"],
      ["How big is Amazon?", "How big is the Amazon?"],
      ["Is CO dangerous?", "Is Co dangerous?"],
      ["How do I change my PIN?", "How do I change my pin?"],
      ["Is Mercury toxic?", "Is mercury toxic?"],
      ["Does IT work well?", "Does it work well?"],
    ],
    same: [
      ["how do i install python", "How do I install Python?"],
      ["HOW DO I RESET MY ROUTER?", "How do I reset my router?"],
      ["what is my pin", "What is my PIN?"],
      ["How do I use Excel?", "How do I use excel?"],
      ["What is a black hole?", "What is a Black Hole?"],
    ],
  },
];

partsByKind(KINDS);
