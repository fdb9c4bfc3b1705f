/**
 * Right answers as texts, as models give them, in place of names: for the judge by words that ships. The same answer has the
 * same facts each time; two that differ do so in what the telling says.
 */
import { chance } from "../chance.ts";
import { LATER } from "../judge/later.ts";
import { FAMILIES, WORDINGS } from "../judge/wordings.ts";

export const TELLINGS = [
  /** Two or three sentences, always worded alike; and in one of five wordings, drawn anew each time. */
  "one wording",
  "five wordings",
  /** About 800 words, of which one number differs, at any place. */
  "800 words, one number",
  /** A paragraph in which one lower-case noun differs. */
  "one noun",
] as const;
export type Telling = (typeof TELLINGS)[number];

/** Tells the answer of this name; a template's answer holds what its name says. */
export type Teller = (name: string) => string;

const ENGLISH = [...WORDINGS, ...LATER].filter(({ lang }) => lang === "en");
const SUBJECTS = ENGLISH.map(({ tellings }) => tellings);
const LONG_WORDS = 800;
const NOUNS =
  "lamp basket kettle ladder mirror pillow bucket carpet candle hammer ribbon saddle wallet bottle cushion drawer jacket blanket compass lantern whistle teapot mattress trumpet".split(
    " ",
  );

export function teller(telling: Telling, seed: number): Teller {
  const rnd = chance(seed);
  const wording = telling === "five wordings" ? (): number => Math.floor(5 * rnd()) : (): number => 0;
  const places = new Map<string, number>();
  return (name) => {
    const templated = templateOf(name);
    if (templated !== null) return templated(telling === "five wordings" ? rnd : () => 0);
    const place = places.get(name) ?? places.size;
    places.set(name, place);
    if (telling === "one noun") return withNoun(place);
    if (telling === "800 words, one number") return withNumber(place);
    return reworded(place, wording());
  };
}

/** One of the hand-written subjects, and of whom it is told: as many answers as there are names. */
function reworded(place: number, wording: number): string {
  const subject = SUBJECTS[place % SUBJECTS.length]!;
  const who = properName(Math.floor(place / SUBJECTS.length));
  const opening = [
    `This holds for ${who}.`,
    `It holds for ${who}.`,
    `For ${who} this holds.`,
    `For ${who}:`,
    `Here is what holds for ${who}.`,
  ];
  return `${opening[wording]!} ${subject[wording]!}`;
}

const SYLLABLES = "ba ke lo mi nu ra so ti ve zo".split(" ");

function properName(n: number): string {
  const digits = String(n).padStart(3, "0");
  const word = [...digits].map((digit) => SYLLABLES[Number(digit)]!).join("");
  return `${word[0]!.toUpperCase()}${word.slice(1)}n`;
}

const LONG = longText();

function longText(): string {
  let text = "";
  for (let i = 0; text.split(/\s+/).length < LONG_WORDS; i++)
    text += `${SUBJECTS[i % SUBJECTS.length]![Math.floor(i / SUBJECTS.length) % 5]!}\n\n`;
  return text.trim();
}

const NUMBER_PLACES = [...LONG.matchAll(/(?<![\w.,])\d{1,3}(?![\w.,]*\d|\w)/g)].map(({ index }) => index);

/** The text itself for the first; each other one differs from it in one number. */
function withNumber(place: number): string {
  if (place === 0) return LONG;
  const at = NUMBER_PLACES[place % NUMBER_PLACES.length]!;
  const [found] = /^\d+/.exec(LONG.slice(at))!;
  const other = Number(found) + 1 + Math.floor(place / NUMBER_PLACES.length);
  return `${LONG.slice(0, at)}${other}${LONG.slice(at + found.length)}`;
}

/** Neighbouring places differ in one noun alone. */
function withNoun(place: number): string {
  const [one, two] = [NOUNS[place % NOUNS.length]!, NOUNS[Math.floor(place / NOUNS.length) % NOUNS.length]!];
  return `Open the ${one} first and leave it in the sun for an hour. Then put the ${two} beside the window, and wait until both are dry before you close the room again.`;
}

const TEMPLATE = "template";
/** Packages, plants, things: lower case, as people and models write them. */
const NAMES =
  "ripgrep tmux httpie direnv zoxide starship helix lazygit ffmpeg pandoc sqlite redis nginx caddy podman terraform ansible vault consul grafana basil spinach radish parsley lettuce fennel chives dill thyme oregano carrots leeks peas beans beets kale rocket chard celery turnips".split(
    " ",
  );
const FRAMES: readonly ((ask: string) => string)[] = [
  (ask) => `How do I ${ask}?`,
  (ask) => `how can i ${ask}`,
  (ask) => `What is the way to ${ask}?`,
  (ask) => `please tell me how to ${ask}`,
  (ask) => `I want to ${ask}, how?`,
];
const TEMPLATES = FAMILIES.filter(({ lang }) => lang === "en");

/** Questions of templates with a name in lower case; texts of one class ask the same. */
export function templateTexts(): { readonly text: string; readonly class: string }[] {
  return TEMPLATES.flatMap(({ asked }, family) =>
    NAMES.flatMap((name) => {
      const ask = asked
        .replace(/^How do I /, "")
        .replace("?", "")
        .replace("{}", name);
      return FRAMES.map((frame) => ({ text: frame(ask), class: `${TEMPLATE} ${family} ${name}` }));
    }),
  );
}

/** Null: the answer is not a template's. What changed half-way has another number of days in it. */
function templateOf(name: string): ((rnd: () => number) => string) | null {
  const read = /^template (\d+) ([a-z]+)(, changed)?$/.exec(name);
  if (read === null) return null;
  const { tellings } = TEMPLATES[Number(read[1])]!;
  return (rnd) => {
    const text = tellings[Math.floor(tellings.length * rnd())]!.replaceAll("{}", read[2]!);
    return read[3] === undefined ? text : `${text} This takes 3 days longer than it used to.`;
  };
}
