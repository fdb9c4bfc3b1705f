/** A date, a unit, a compound, an abbreviation or a word in another spelling is the same fact; another fact still refuses. */
import { describe, expect, it } from "vitest";
import { loadBuiltin } from "../../../src/adapters/embedder-builtin.ts";
import { alikeTokens } from "../../../src/core/verify/read/alike.ts";
import { inWords } from "../../../src/core/verify/read/signs.ts";
import { createVerifier } from "../../../src/core/verify/verifier.ts";
import { fc } from "../../support/property.ts";

const { lexicon, pairModel } = await loadBuiltin();
const verifier = createVerifier(lexicon, pairModel);

const saidOf = (text: string): string =>
  alikeTokens(text)
    .map((token) => token.text)
    .join(" ");

describe("read in one way", () => {
  it.each([["July 4th, 2024", "the 4th of July 2024", "2024-07-04", "7/4/24"]])(
    "a date, however it is put: %s",
    (...texts) => {
      expect(texts.map(saidOf)).toEqual(["4 july 2024", "the 4 july 2024", "4 july 2024", "7-4-24"]);
    },
  );

  it.each([
    ["25/12/2023 or 12/25/2023 or 25.12.2023", "25 december 2023 or 25 december 2023 or 25 december 2023"],
    ["03/04/2023, 3/4/2023", "3-4-2023 3-4-2023"],
    ["5/5/2023", "5 may 2023"],
    ["31/02/2023 99/99/2023", "31 february 2023 99-99-2023"],
    ["no dia 1º de maio", "em 1 may"],
    ["em 25 de dezembro de 2023", "em 25 december 2023"],
    ["may 4 people share it?", "may 4 people share it"],
    ["on Tue, on Sun, the Sun, in Oct, he sat", "on tuesday on sunday the sun in october he sat"],
    ["the 90s, '90s, the nineties, in her 90s, for 90s", "the 1990s 1990s the 1990s in her 90 s for 90 s"],
    ["nos anos 90, na década de 80", "nos anos 1990 na década de 1980"],
    ["na segunda-feira, na seg, a segunda vez", "na segunda na segunda a segunda vez"],
    ["Python3.12 on iOS17, an MP3 with B12", "python 3.12 on ios 17 an mp3 with b12"],
    ["Python version 3, Python v3, v3 of the API", "python 3 python 3 version 3 of the api"],
    ["a T-shirt, T shirt, tshirt", "a tshirt tshirt tshirt"],
    ["e-mail, wi fi, web site", "email wifi website"],
    ["How do I login? The log-in page", "how do i log in the login page"],
    ["re-sign or resign", "re-sign or resign"],
    ["100°C, 100 degrees Celsius, 100 °", "100 celsius 100 celsius 100 degrees"],
    ["USD 5, INR 25k, 5 per cent, 5 por cento", "5 usd 25000 inr 5 percent 5 porcento"],
    ["PCs, PDFs and DVDs of the iOS, K8s", "pc pdf and dvd of the ios k8s"],
    ["Wall St. in St. Louis", "wall street in st louis"],
    ["Doctor Who's doctor", "dr who is doctor"],
    ["a décima segunda emenda, o décimo", "a 12 emenda o 10"],
    [
      "colour, organisations, cancelled; the exercise, a promise",
      "color organizations canceled the exercise a promise",
    ],
    ["two and a half hours, a year and a half, one and a half cups", "2.5 hours 1.5 year 1.5 cups"],
    ["duas horas e meia, um copo e meio de leite, 1 hora e meia", "2.5 horas 1.5 copo de leite 1.5 hora"],
    ["às duas e meia, um copo e meio limão", "às duas e meia um copo e meio limão"],
    ["by 2 percentage points, três pontos percentuais, 2 percent", "by 2 pp três pp 2 percent"],
    ["1/2 cup, ½ cup, half a cup, 1 ½ cups, 24/7", "0.5 cup 0.5 cup 0.5 cup 1.5 cups 24 / 7"],
    ["5 pm, 5:30 p.m., 5 am, noon", "17 h 17:30 5 am 12 h"],
    ["twice, 3x a day, seat 3x", "2 times 3 times a day seat 3x"],
    ["em 12x sem juros", "em 12 vezes sem juros"],
    ["das 9h às 18h; fecha às 24h; aberto 24h", "das 9 às 18 h fecha às 0 h aberto 24 h"],
    [
      "Mon-Fri, Mon to Fri, de seg a sex, segunda à sexta-feira",
      "monday to friday monday to friday de segunda a sexta segunda a sexta",
    ],
    ["async/await, feature/login, a 404 error", "async await feature / login a error 404"],
    ["10k followers, a 4k TV, 7 o'clock", "10000 followers a 4 k tv 7 h"],
    ["a .docx file, .env", "a docx file .env"],
    ["re-install, un-subscribe, post-workout", "reinstall unsubscribe post workout"],
    ["acções, contactos, idéias; actor", "ações contatos ideias actor"],
  ])("%s", (text, said) => {
    expect(saidOf(text)).toBe(said);
  });

  it.each([
    ["w/o a fee, w/ a fee", "without a fee, with a fee"],
    ["#1 or No. 1 or nº 1", "number 1 or number 1 or number 1"],
    ["2+2, 2 * 3, 2 × 3, 8 ÷ 2, 10 - 3", "2 + 2, 2x3, 2x3, 8/2, 10-3"],
    ["open 24x7 or 24-7", "open 24/7 or 24/7"],
    ["what is 24 x 7", "what is 24x7"],
    ["is there no 5 star hotel, no 5 andar", "is there no 5 star hotel, no 5 andar"],
    ["fish & chips", "fish and chips"],
    ["CO₂, 20 m², 5², séc. XIX", "CO2, 20 m2, 5 ^ 2, século XIX"],
    ["13:30h or 13h30min", "13:30 or 13h30"],
    ["café & pão de queijo", "café e pão de queijo"],
    ["R&D, C#, #tag, /etc/no. x, c/o", "R&D, C#, #tag, /etc/no. x, c/o"],
    ["why does `1+1` fail", "why does `1+1` fail"],
    ['say "w/o" and 2+2', 'say "w/o" and 2+2'],
  ])("signs: %s", (text, said) => {
    expect(inWords(text)).toBe(said);
  });
});

it("keeps every token within the text and in order, whatever the text", () => {
  const word = fc.constantFrom(
    ..."July 4 4th of de May 2024 25/12/2023 25.12.2023 Tue segunda feira seg 90s '90s nineties anos década USD $5 5k per cent e- mail wi-fi re-sign login to Python3 .12 v3 version number #1 100 °C º degrees PCs Wall St. Dr. Who half 1/2 ½ 5pm twice 12x noon and a half e meia percentage points Mon - Fri async / await 404 error , . - constructor __proto__".split(
      " ",
    ),
  );
  const text = fc.oneof(
    fc.array(word, { maxLength: 14 }).map((words) => words.join(" ")),
    fc.array(word, { maxLength: 8 }).map((words) => words.join("")),
    fc.string({ unit: "grapheme" }),
  );
  fc.assert(
    fc.property(text, (said) => {
      const plain = said.toWellFormed().normalize("NFC");
      let from = 0;
      for (const { kind, text: value, start, end } of alikeTokens(plain)) {
        expect([start >= from, end > start, end <= plain.length, value !== ""]).toEqual([
          true,
          true,
          true,
          true,
        ]);
        if (kind === "number") expect(value).not.toMatch(/NaN|Infinity|undefined/);
        from = start;
      }
    }),
    { numRuns: 500 },
  );
});

it.each([
  ["Is the shop open on July 4th, 2024?", "Is the shop open on 4 July 2024?"],
  ["O que aconteceu em 25/12/2023?", "O que aconteceu em 25 de dezembro de 2023?"],
  ["Do you open on Tue?", "Do you open on Tuesday?"],
  ["A loja abre na terça?", "A loja abre na terça-feira?"],
  ["Which bands were big in the 1990s?", "Which bands were big in the '90s?"],
  ["Is iOS17 stable?", "Is iOS 17 stable?"],
  ["Is a t-shirt ok?", "Is a tshirt ok?"],
  ["How do I log in to my account?", "How do I login to my account?"],
  ["Is 100°C hot?", "Is 100 degrees Celsius hot?"],
  ["What is USD 20 worth?", "What is $20 worth?"],
  ["Is 25 per cent a lot?", "Is 25% a lot?"],
  ["Can I enter w/o a ticket?", "Can I enter without a ticket?"],
  ["Is it the #1 song?", "Is it the number one song?"],
  ["O que diz a 12ª emenda?", "O que diz a décima segunda emenda?"],
  ["Are PCs safe?", "Are PC's safe?"],
  ["Why do people go to the theatre?", "Why do people go to the theater?"],
  ["Que acções pagam dividendos?", "Que ações pagam dividendos?"],
  ["Is chat available 24/7?", "Is chat available 24 x 7?"],
  ["Does the store close at 17:00?", "Does the store close at 5pm?"],
  ["Is 1/2 cup of sugar too much?", "Is half a cup of sugar too much?"],
  ["Posso parcelar em 12x?", "Posso parcelar em 12 vezes?"],
  ["Is support available Mon-Fri?", "Is support available Monday-Friday?"],
  ["How do I re-install the app?", "How do I reinstall the app?"],
])("the same fact in another spelling serves: %s | %s", (a, b) => {
  for (const [stored, asked] of [
    [a, b],
    [b, a],
  ] as const) {
    const { veto, probability } = verifier.compare(stored, asked, 0.9);
    expect({ veto, isServed: probability >= 0.85 }).toEqual({ veto: null, isServed: true });
  }
  expect(verifier.canonical?.(a)).toBe(verifier.canonical?.(b));
});

it.each([
  ["What happened on 03/04/2023?", "What happened on 3 April 2023?"],
  ["What happened on 03/04/2023?", "What happened on March 4, 2023?"],
  ["Is the trip from July 4 to May 5?", "Is the trip from May 4 to July 5?"],
  ["Can I check in on the second of May?", "Can I check in on the second week of May?"],
  ["A loja abre na terça?", "A loja abre na quarta-feira?"],
  ["Which bands were big in the 1990s?", "Which bands were big in 1990?"],
  ["Should a man in his 60s run?", "Should a man in the 1960s run?"],
  ["How do I install Python3?", "How do I install Python2?"],
  ["How do I write an e-mail?", "How do I write a mail?"],
  ["Is e-commerce legal?", "Is commerce legal?"],
  ["How do I re-cover a sofa?", "How do I recover a sofa?"],
  ["Is 100°C hot?", "Is 100°F hot?"],
  ["What is $20 worth?", "What is €20 worth?"],
  ["Can I enter w/o a ticket?", "Can I enter w/ a ticket?"],
  ["Where is Park Ave?", "Where is Park St?"],
  ["What is CSS?", "What is CS?"],
  ["Is chat available 24/7?", "Is chat available 24/6?"],
  ["Is the meeting at 17:00?", "Is the meeting at 5 am?"],
  ["A loja abre 24h?", "A loja abre às 24h?"],
  ["Do I take it twice a day?", "Do I take it 3x a day?"],
  ["Are you open Mon-Fri?", "Are you open Mon-Sat?"],
  ["Do I need a passport and a visa?", "Do I need a passport or a visa?"],
  ["Posso pagar com Pix e cartão?", "Posso pagar com Pix ou cartão?"],
  ["What can I use for milk?", "What can I use milk for?"],
  ["How do I back up my phone?", "How do I back my phone?"],
  ["Can I get an invoice for last month?", "Can I get an invoice for this month?"],
  ["Como vejo a fatura do mês passado?", "Como vejo a fatura do mês que vem?"],
])("another fact does not: %s | %s", (a, b) => {
  for (const [stored, asked] of [
    [a, b],
    [b, a],
  ] as const)
    expect(verifier.compare(stored, asked, 0.99).probability).toBeLessThan(0.85);
});

it("says and or or of what is compared", () => {
  const [a, b] = [
    "What is the difference between a ferret and a chinchilla?",
    "What is the difference between a ferret or a chinchilla?",
  ];
  expect(verifier.compare(a, b, 0.99).doubt).toBeUndefined();
});
