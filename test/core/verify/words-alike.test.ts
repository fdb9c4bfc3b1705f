/** Words that a stem, a table or small letters take for one, and that ask for another thing: none is served as shipped. */
import { type NearKind, partsByKind } from "../../support/near-kinds.ts";

const KINDS: readonly NearKind[] = [
  {
    kind: "a name and the thing that it is called after",
    other: [
      ["What is a flask?", "What is Flask?"],
      ["o que é um node", "o que é o Node"],
      ["is a spark dangerous", "is Spark dangerous"],
      ["preço do visa", "preço da Visa"],
      ["how old is apple", "how old is an apple"],
      ["what does target sell", "what does a target sell"],
      ["how old is prince", "how old is the prince"],
      ["why is windows slow to open", "why are windows slow to open"],
    ],
    same: [
      ["what is a docker container", "What is a Docker container?"],
      ["o que é o python", "O que é o Python?"],
      ["Is Turkey safe for tourists?", "is turkey safe for tourists"],
      ["What is an API?", "what is API"],
    ],
  },
  {
    kind: "a name and a plural",
    other: [
      ["How do I close Teams?", "How do I close a team?"],
      ["como apagar o Maps do celular", "como apagar um mapa do celular"],
      ["como abrir o Pages no mac", "como abrir uma page no mac"],
    ],
    same: [
      ["Do Teslas need oil?", "Does a Tesla need oil?"],
      ["How do I create a team in Teams?", "how to create a team in teams"],
    ],
  },
  {
    kind: "a title in capitals behind a small first word",
    other: [["quotes by Martin Luther", "quotes by Martin Luther King"]],
    same: [["what is Machine Learning Engineering", "what is machine learning engineering"]],
  },
  {
    kind: "a small word that is named",
    other: [
      ["o que faz o as no python", "o que faz o in no python"],
      ["What is the is operator in Python?", "What is the in operator in Python?"],
      ["What does let do in JavaScript?", "What does get do in JavaScript?"],
      ["diferença entre is e as no kotlin", "diferença entre is e in no kotlin"],
    ],
    same: [
      ["How do I write to a file in Python?", "how to write into a file in python"],
      ["what does as do in sql", "What does AS do in SQL?"],
    ],
  },
  {
    kind: "a term of code and its synonym, or its other ending",
    other: [
      ["how does the linux find command work", "how does the linux locate command work"],
      ["What is a class method in Python?", "What is a class function in Python?"],
      ["python sort method", "python sorted function"],
      ["o que é um throw em java", "o que é um throws em java"],
      ["js slice vs splice", "js slice vs split"],
    ],
    same: [
      ["How do I build a Docker image?", "How do I create a Docker image?"],
      ["How do I find large files in Linux?", "how do I locate large files in linux"],
      ["What is a React hook?", "What are React hooks?"],
      ["What is a config file in Docker?", "What is a configuration file in Docker?"],
    ],
  },
  {
    kind: "a synonym in one sense only",
    other: [
      ["como gravar a tela do pc", "como salvar a tela do pc"],
      ["tempo em Curitiba amanhã", "prazo em Curitiba amanhã"],
      ["How do I change the driver of my printer?", "How do I update the driver of my printer?"],
      ["Qual o principal rio do Pará?", "Qual o maior rio do Pará?"],
    ],
    same: [
      ["How do I change my address?", "How do I update my address?"],
      ["como gravar o documento no word", "como salvar o documento no word"],
    ],
  },
  {
    kind: "another word of one stem",
    other: [
      ["Quanto custa uma bola?", "Quanto custa um bolo?"],
      ["what is policy", "what is police"],
      ["How much does a baker cost?", "How much does a bakery cost?"],
      ["qual a história do prato", "qual a história da prata"],
      ["history of the market in Brazil", "history of marketing in Brazil"],
      ["introduction to fishing", "introduction to fish"],
      ["onde comprar bola pequena", "onde comprar bolo pequeno"],
    ],
    same: [
      ["What is a camera?", "What are cameras?"],
      ["como trocar o pneu do carro", "como troco o pneu do carro"],
      ["como troca o pneu do carro", "como troco o pneu do carro"],
      ["how to train a dog", "how to training a dog"],
      ["Which is the best dancing academy in Pune?", "Which is the best dance academy in Pune?"],
      ["project topics for chemical engineering", "project topics for chemical engineers"],
      ["como plantar tomate", "como plantar tomates"],
      ["o que são células", "o que é uma célula"],
      ["como funciona a vacina", "como funcionam as vacinas"],
      ["como limpar tênis branco", "como limpar tênis brancos"],
    ],
  },
  {
    kind: "a synonym of the dictionary alone",
    other: [
      ["how to clean a pond", "how to clean a pool"],
      ["how do I boot my phone", "how do I reboot my phone"],
      ["population of Russia in 1980", "population of USSR in 1980"],
    ],
    same: [
      ["what is the closest airport to Pisa", "what is the nearest airport to Pisa"],
      ["how do I improve my humour", "how do I improve my humor"],
    ],
  },
  {
    kind: "a used thing",
    other: [
      ["how much is a used Corolla", "how much is a Corolla"],
      ["onde comprar livros usados", "onde comprar livros"],
    ],
    same: [["how is python used?", "how is Python used?"]],
  },
  {
    kind: "from one to the other, in short",
    other: [["copiar do notebook pro celular", "copiar do celular pro notebook"]],
    same: [["how do macbook pro users reset it", "how do MacBook Pro users reset it"]],
  },
  {
    kind: "a small verb that is what is asked for",
    other: [
      ["what does Nvidia make", "what does Nvidia need"],
      ["o que a Petrobras faz", "o que a Petrobras quer"],
      ["como ter um site", "como fazer um site"],
    ],
    same: [
      ["do I need to pay tax on gifts", "do I have to pay tax on gifts"],
      ["how to make pancakes", "how do I make pancakes"],
      ["como fazer um site", "como faço um site"],
    ],
  },
  {
    kind: "one of a kind, or several",
    other: [
      ["me indique um livro de economia", "me indique livros de economia"],
      ["one reason to learn Go", "reasons to learn Go"],
    ],
    same: [
      ["how to write a function in go", "how to write functions in go"],
      ["give me a recipe for banana bread", "give me recipe for banana bread"],
      ["best restaurant in Porto", "best restaurants in Porto"],
    ],
  },
  {
    kind: "which of two is inside the other",
    other: [
      ["run python in docker", "run docker in python"],
      ["colocar pdf no word", "colocar word no pdf"],
    ],
    same: [["in python how to use docker", "how to use docker in python"]],
  },
  {
    kind: "a request and its number",
    other: [
      ["Give me 5 ideas for a birthday party", "Can you give me six ideas for a birthday party?"],
      ["Explain recursion in two sentences", "Explain recursion in 3 sentences"],
    ],
    same: [
      ["Give me 5 ideas for a birthday party", "Can you give me five ideas for a birthday party?"],
      ["Explain recursion in two sentences", "Explain recursion in 2 sentences"],
      ["Crie um plano de treino para iniciantes", "Faça um plano de treino para iniciantes"],
    ],
  },
  {
    kind: "a word and the library called after it",
    other: [
      ["what is meteor", "what is meteor.js"],
      ["what is a node", "what is node.js"],
    ],
    same: [
      ["how do I install vue", "how do I install vue.js"],
      ["how do I use chart in react", "how do I use chart.js in react"],
    ],
  },
  {
    kind: "a town and the thing that it is called after",
    other: [
      ["clima em natal", "clima no natal"],
      ["presidente do santos", "presidente dos santos"],
    ],
    same: [["o que fazer em Vitória", "o que fazer em vitoria"]],
  },
  {
    kind: "two substances",
    other: [
      ["what is propane used for", "what is propene used for"],
      ["para que serve o nitrito de sódio", "para que serve o nitrato de sódio"],
    ],
    same: [["are nitrates bad", "is nitrate bad"]],
  },
  {
    kind: "a thing inside its like",
    other: [["how to sort a list of lists", "how to sort a list"]],
    same: [["how to sort a list of lists", "how do I sort a list of lists"]],
  },
  {
    kind: "capitals of names of code",
    other: [["What is Map in Go?", "What is map in Go?"]],
    same: [
      ["does Ford make trucks", "does ford make trucks"],
      ["Does the iPhone 15 Pro have USB-C?", "does iphone 15 pro have usb-c"],
    ],
  },
  {
    kind: "one word in a long question",
    other: [
      [
        "I need a script that walks through every folder in my backups and deletes files older than 30 days",
        "I need a script that walks through every folder in my backups and lists files older than 30 days",
      ],
    ],
    same: [
      [
        "I need a script that walks through every folder in my backups and deletes files older than 30 days",
        "I need a script that walks through every folder in my backups and removes files older than 30 days",
      ],
    ],
  },
];

partsByKind(KINDS);
