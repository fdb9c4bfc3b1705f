/**
 * One exchange in a sentence, by kind. Its nouns, verbs and names are found in the sentences themselves by their place,
 * so that neither words nor rules are the judge's.
 */
type Exchange = (sentence: string) => string | null;
type Kind = "noun" | "verb" | "number" | "name" | "role" | "negation" | "pronoun";

const L = "[\\p{L}-]";
const NOUN = {
  en: new RegExp(
    `(?<=(?<!${L})(?:the|an?|his|her|their) )\\p{Ll}{3,}(?= (?:is|are|was|were|in|on|at|with|and|to|from|by|of|that|for)(?!${L})|[.,])`,
    "gu",
  ),
  pt: new RegExp(
    `(?<=(?<!${L})(?:o|a|um|uma|do|da|no|na) )\\p{Ll}{3,}(?= (?:está|é|foi|em|de|com|e|para|que|por|no|na|do|da)(?!${L})|[.,])`,
    "gu",
  ),
};
const VERB = {
  en: new RegExp(
    `(?<=(?<!${L})(?:is|are|was|were|to|will|would) )(?!not|the|being)\\p{Ll}{3,}(?= (?:an?|the|in|on|his|her|their|at|with|some|from|for|to|by)(?!${L}))`,
    "gu",
  ),
  pt: new RegExp(
    `(?<=(?<!${L})(?:está|estão|vai|vão|foi|foram|deve|pode) )(?!ser|não|uma?(?!${L}))\\p{Ll}{3,}(?= (?:o|a|os|as|um|uma|em|no|na|por|para|com|pelo|pela|de)(?!${L}))`,
    "gu",
  ),
};
const NAME = /(?<=\p{Ll},? )\p{Lu}\p{Ll}{2,}(?![\p{L}'’])/gu;
const NUMBER = /(?<![\p{L}\d.,$-])\d{1,4}(?![\d.,:/-]*\d|\p{L})/gu;
const PRONOUN: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  en: { his: "her", her: "his", he: "she", she: "he", him: "her", my: "your", your: "my" },
  pt: { ele: "ela", ela: "ele", dele: "dela", dela: "dele", meu: "seu", minha: "sua" },
};
/** Not nouns, though they stand where nouns do. */
const NO_NOUN = new Set(
  "same first last other most best new one two three first-quarter good such mesma mesmo outro outra primeira primeiro última último maior menor gente que qual".split(
    " ",
  ),
);

export function exchanges(
  lang: "en" | "pt",
  sentences: readonly string[],
  rnd: () => number,
): Readonly<Record<Kind, Exchange>> {
  const found = (shape: RegExp): string[] =>
    [...new Set(sentences.flatMap((text) => text.match(shape) ?? []))].filter((word) => !NO_NOUN.has(word));
  const put = (shape: RegExp): Exchange => {
    const pool = found(shape);
    return (sentence) =>
      inOnePlace(sentence, shape, (word) => {
        if (NO_NOUN.has(word)) return word;
        const ending = word.slice(-2);
        const alike = pool.filter((other) => other !== word && other.endsWith(ending) && !isKin(word, other));
        return alike.length === 0 ? word : alike[Math.floor(rnd() * alike.length)]!;
      });
  };
  const inOnePlace = (sentence: string, shape: RegExp, change: (word: string) => string): string | null => {
    const places = [...sentence.matchAll(shape)];
    if (places.length === 0) return null;
    const { 0: word, index } = places[Math.floor(rnd() * places.length)]!;
    const other = change(word);
    return other === word ? null : sentence.slice(0, index) + other + sentence.slice(index + word.length);
  };
  return {
    noun: put(NOUN[lang]),
    verb: put(VERB[lang]),
    name: put(NAME),
    number: (sentence) => inOnePlace(sentence, NUMBER, (n) => String(Number(n) + 1 + Math.floor(rnd() * 7))),
    role: (sentence) => swapped(sentence, NOUN[lang]),
    negation: (sentence) =>
      lang === "en"
        ? inOnePlace(
            sentence,
            /(?<![\p{L}])(?:is|are|was|were|has|have|will|can|would|could)(?![\p{L}'’]| not)/gu,
            (verb) => `${verb} not`,
          )
        : inOnePlace(
            sentence,
            /(?<![\p{L}]|não )(?:é|são|foi|está|estão|tem|têm|pode|vai|vão|deve)(?![\p{L}])/gu,
            (verb) => `não ${verb}`,
          ),
    pronoun: (sentence) =>
      inOnePlace(sentence, /(?<![\p{L}])\p{Ll}+(?![\p{L}'’])/gu, (word) => PRONOUN[lang]![word] ?? word),
  };
}

function isKin(a: string, b: string): boolean {
  return a.slice(0, 4) === b.slice(0, 4);
}

/** The first and the last noun change places; lists ("a cat and a dog") are left alone. */
function swapped(sentence: string, shape: RegExp): string | null {
  const places = [...sentence.matchAll(shape)].filter(({ 0: word }) => !NO_NOUN.has(word));
  const [first, last] = [places[0], places.at(-1)];
  if (!first || !last || first[0] === last[0]) return null;
  const between = sentence.slice(first.index + first[0].length, last.index);
  if (/(?<![\p{L}])(?:and|or|e|ou)(?![\p{L}])|,/u.test(between) || isKin(first[0], last[0])) return null;
  return (
    sentence.slice(0, first.index) +
    last[0] +
    between +
    first[0] +
    sentence.slice(last.index + last[0].length)
  );
}
