/**
 * Can a text be understood without what was said before? "And in Java?", "why?", "make it shorter" cannot: they depend
 * on the conversation, so that two equal ones may want different answers.
 *
 * Named rules for English and Portuguese find such texts. A wrongly found one costs a semantic hit, a missed one leaves
 * the decision to the pair score; so the rules find doubtful fragments but no whole questions.
 */
import { antecedents, hasLoosePronoun } from "./loose-pronoun.ts";
import { type PlainWord, readShort, type ShortText } from "./short-text.ts";
import {
  ADDS,
  AUXILIARY,
  CONJUNCTION,
  EDITS,
  isFunctionWord,
  SHORT_PREPOSITIONS,
} from "./short-text-words.ts";
import { ASKERS, type Language } from "./tables.ts";
import { wordIn } from "./word.ts";

export const DEPENDENCES = [
  "no-topic",
  "opens-as-follow-up",
  "fragment",
  "edits-an-answer",
  "points-back",
  "pronoun",
] as const;
/** Name of the rule by which a text depends on what was said before. */
export type Dependence = (typeof DEPENDENCES)[number];

/** Longer texts are taken to stand alone. */
const CHARS_MAX = 400;
const WORDS_MAX = 45;

/** True where the text needs nothing before it. `language` null: unknown, so the rules of both apply. */
export function standsAlone(text: string, language: Language | null = null): boolean {
  return dependenceOf(text, language) === null;
}

/** The rule by which the text does not stand alone; null where it does. Reads only short texts, in bounded time. */
export function dependenceOf(text: string, language: Language | null = null): Dependence | null {
  if (text.length > CHARS_MAX) return null;
  const reading = readShort(text, language);
  const { words } = reading;
  if (words.length > WORDS_MAX || reading.foreign || reading.greets || reading.brings) return null;
  if (words.length === 0) return "no-topic";
  return RULES.find(([, holds]) => holds(reading))?.[0] ?? null;
}

const RULES: readonly (readonly [Dependence, (reading: ShortText) => boolean])[] = [
  ["opens-as-follow-up", opensAsFollowUp],
  ["edits-an-answer", editsAnAnswer],
  ["points-back", pointsBack],
  ["pronoun", hasLoosePronoun],
  ["no-topic", ({ topics }) => topics === 0],
  ["fragment", isFragment],
];

/** Does the text begin like a follow-up: "what about", "same for", or "and" before anything but a whole question? */
function opensAsFollowUp({ words, joined, topics }: ShortText): boolean {
  if (isTitle(words)) return false;
  if (FOLLOW_UP.test(joined)) return true;
  const [first, next] = words;
  if (!CONJUNCTION.has(first!.text) || OWN_SENSE.test(joined)) return false;
  if (next === undefined) return true;
  const isWholeQuestion = AUXILIARY.has(next.text) || words.slice(1, 4).some(({ text }) => ASKERS.has(text));
  return isWholeQuestion ? topics < 2 : topics < 4;
}
const FOLLOW_UP =
  /^(?:(?:and |but |so |or )?(?:what|how) about|what if not|why not$|same (?:for|in|with|but|thing|question|as|here|using)|the same (?:for|in|with|but|thing|question|using)|likewise|ditto|(?:e )?que tal|e quanto|e se|o mesmo|a mesma coisa|mesma coisa|mesma pergunta|idem|igual (?:para|em|com|mas)|as for|quanto (?:a|à|ao)(?= )|e (?:o|a|os|as))(?![\p{L}-])/u;
/** Phrases in which "and", "or" or "e" is the topic itself: the gate, the operator, E. coli. */
const OWN_SENSE =
  /^(?:and|or|nor|e|ou) (?:gates?|operators?|statements?|logic|clause|function|coli|commerce|comercial|exclusivo|ink|numbers?)(?= |$)/;

/** Is the beginning a title, by capitals after the first word: "And Then There Were None", "What About Bob"? */
function isTitle(words: readonly PlainWord[]): boolean {
  const next = words.slice(1, 3);
  return (
    words[0] !== undefined &&
    /^\p{Lu}/u.test(words[0].raw) &&
    next.length === 2 &&
    next.every(({ raw }) => /^\p{Lu}\p{Ll}/u.test(raw)) &&
    words.some(({ raw }, i) => i > 0 && isFunctionWord(raw.toLowerCase()) && /^\p{Lu}/u.test(raw))
  );
}

/** Does the text ask to edit an answer without giving one: "translate to French", "add comments", "in Java again"? */
function editsAnAnswer({ words, joined, topics }: ShortText): boolean {
  const texts = words.map(({ text }) => text);
  const start = POLITE.exec(joined)?.[0].trim().split(" ").length ?? 0;
  const verb = texts[start] ?? "";
  const rest = words.slice(start + 1);
  const after = rest[0]?.text ?? "";
  if (EDITS.has(verb) && SHORT_PREPOSITIONS.has(after) && rest.filter((word) => word.topic).length <= 1)
    return true;
  if (ADDS.has(verb) && rest.length > 0 && !/\d.*\d/.test(joined) && !OWN_USE.test(joined)) {
    const few = rest.filter((word) => word.topic).length <= 2;
    if (few && !rest.some(({ text }) => SHORT_PREPOSITIONS.has(text))) return true;
  }
  if (/(?:^| )instead(?! of)/.test(joined)) return topics <= 2;
  return (
    topics <= 1 && /(?:^| )(?:again|too|as well|either|de novo|novamente|outra vez|também)$/.test(joined)
  );
}
const POLITE =
  /^(?:(?:can|could|would|will) you |(?:você |vc )?(?:pode|poderia|consegue) |i (?:want|need) you to |quero que você )(?:please |por favor |me )*/;
const OWN_USE = /^(?:use case|add on|add ons|drop table|insert into|drop shipping)/;

/** Does the text refer to something earlier: "the second one", "the previous answer", "as you said"? */
function pointsBack({ joined, words, topics }: ShortText): boolean {
  if (BACK.test(joined) || (topics <= 2 && YOURS.test(joined))) return true;
  if (/^(?:option|choice|answer|alternative|opção|alternativa|letra|resposta) \S{1,3}$/.test(joined))
    return true;
  const one = ONE.exec(joined);
  if (one === null) return false;
  const at = joined.slice(0, one.index).split(" ").length - 1;
  const after = words.slice(at + 1).filter((word) => word.topic).length;
  return after < 2 && antecedents(words, at) === 0;
}
const BACK =
  /(?<![\p{L}-])(?:the (?:former|latter|above(?! average))|(?:previous|last|earlier|above) (?:answer|response|message|question|example|point|step|code|version|reply|text|one)|you (?:just |have just )?(?:said|mentioned|wrote|gave|told|suggested|described)|your (?:last|previous|earlier) (?:answer|response|reply|explanation|code|message)|(?:resposta|mensagem|pergunta|exemplo|código|texto|item|ponto|opção|versão|função|passo) (?:anterior|acima)|você (?:acabou de|disse|falou|mencionou|escreveu|sugeriu|explicou)|(?:a )?sua (?:última )?resposta|seu (?:último )?(?:exemplo|código|texto)|(?:more|another|further|additional|other|mais(?: um| uma| dois| duas| três| \d+)?|outros?|outras?) (?:examples?|options?|ideas?|ones?|versions?|reasons?|suggestions?|jokes?|tries|exemplos?|opç(?:ão|ões)|ideias?|vers(?:ão|ões)|motivos?|razões|sugest(?:ão|ões)|piadas?))(?![\p{L}-])/u;
const YOURS = /\byour (?:answer|response|reply|explanation|code)\b/;
const ONE = /(?:first|second|third|last|other|another|next|previous|which|better|best|new|old) ones?(?= |$)/;

/** Is the text a prepositional phrase only, without a question: "In Java?", "com Docker"? */
function isFragment({ words, joined, topics, asksAQuestion }: ShortText): boolean {
  const [first] = words;
  if (asksAQuestion || !SHORT_PREPOSITIONS.has(first!.text) || OWN_PHRASE.test(joined)) return false;
  if (first!.text === "no" && topics > 1) return false;
  const capitals = words.filter(({ raw }) => /^\p{Lu}/u.test(raw)).length;
  const isName = words.length >= 4 && capitals >= 3 && /^\p{Lu}/u.test(wordIn(words, 1).raw);
  return topics <= 2 && !isName;
}
const OWN_PHRASE =
  /^(?:for (?:loops?|each|sale|profit|dummies)|in (?:vitro|vivo|memory|law|situ)|on call|on premises?|to do|with statement|over the counter|under armour|de facto|by default|at commands?|no code|no reply)(?= |$)/;
