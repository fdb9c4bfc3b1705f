/** Words of two parts, which are written as one, with a hyphen or with a space: "t-shirt", "tshirt" and "T shirt". */
import { wordSet } from "../../word-set.ts";

type Parts = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** By the first part: the second, and how the whole is said. A space joins them as a hyphen does. */
const COMPOUNDS = compounds(
  `per-cent por-cento/porcento et-cetera/etc et-al t-shirt t-shirts wi-fi x-ray x-rays u-turn web-site web-sites web-page
  web-pages home-page screen-shot screen-shots user-name user-names time-zone time-zones data-base data-bases
  smart-phone smart-phones key-board key-boards pass-word pass-words co-worker co-workers day-care child-care health-care
  life-style note-book note-books text-book text-books file-name file-names sub-domain sub-domains hot-spot hot-spots
  micro-wave anti-virus non-profit blu-ray side-bar code-base pop-ups plug-ins start-ups add-ons log-ins
  back-ups sign-ups`,
);
/** Here only a hyphen does: "on line 3" is not online. Some are other words without it: to re-sign, to resign. */
const HYPHENED = compounds(
  `on-line off-line read-only week-end week-ends re-cover/re-cover re-covered/re-covered re-sign/re-sign re-signed/re-signed
  re-signing/re-signing re-form/re-form re-formed/re-formed re-creation/re-creation re-sent/re-sent re-mark/re-mark
  re-lay/re-lay re-lease/re-lease re-present/re-present re-serve/re-serve re-solve/re-solve re-dress/re-dress
  re-act/re-act re-pair/re-pair re-tire/re-tire`,
);
/** Nouns of a verb and its particle. After a word that wants a verb they are the verb: "to login" is "to log in". */
const NOUNS: ReadonlyMap<string, readonly [verb: string, particle: string]> = new Map(
  `log-in log-on log-out log-off sign-in sign-on sign-up sign-out set-up back-up check-in check-out clean-up shut-down
  roll-back work-out start-up pop-up plug-in add-on follow-up`
    .split(/\s+/)
    .map((parts) => parts.split("-"))
    .map(([verb = "", particle = ""]) => [verb + particle, [verb, particle]] as const),
);
const WANTS_VERB = wordSet(
  "to i you we they can could not will would should must may please let us people users or and never always",
);
const WANTS_NOUN = wordSet("the a an my your our his her their this that of early late online");

const LOOSE_PREFIXES = wordSet("multi micro semi");
const PREFIXES = wordSet("re un co sub");

const VERBS: ReadonlySet<string> = new Set([...NOUNS.values()].map(([verb]) => verb));
/** Words that are two, or one with any word behind it, hyphen or not. */
export const OPENS_COMPOUND: ReadonlySet<string> = new Set([...NOUNS.keys(), ...LOOSE_PREFIXES]);
/** Words that are one with some words behind them. */
export const JOINED: ReadonlySet<string> = new Set([...COMPOUNDS.keys(), ...VERBS]);

/** May a word begin a phrase where a hyphen stands behind it? */
export function opensHyphened(word: string): boolean {
  return word === "e" || PREFIXES.has(word) || HYPHENED.has(word);
}

/** Is a word the second part of one? */
export function endsCompound(word: string): boolean {
  return SECOND_PARTS.has(word);
}
const SECOND_PARTS: ReadonlySet<string> = new Set([
  ...[...COMPOUNDS.values()].flatMap((seconds) => [...seconds.keys()]),
  ...[...NOUNS.values()].map(([, particle]) => particle),
]);

/** How two words are said as one; undefined where they are two. `gap`: what stands between them; `before`: the word before. */
export function compoundOf(
  first: string,
  second: string,
  gap: string,
  before: string | undefined,
): string | undefined {
  const isHyphen = gap === "-";
  // "E-mail", and "e- mail": all that is electronic.
  if (first === "e" && gap.startsWith("-") && second.length > 2) return `e${second}`;
  if (!isHyphen && gap !== " ") return undefined;
  if (isPrefix(first, second, isHyphen)) return HYPHENED.get(first)?.get(second) ?? first + second;
  const said = COMPOUNDS.get(first)?.get(second) ?? (isHyphen ? HYPHENED.get(first)?.get(second) : undefined);
  if (said !== undefined || !VERBS.has(first) || !NOUNS.has(first + second)) return said;
  const isNoun = before !== undefined && (isHyphen ? !WANTS_VERB.has(before) : WANTS_NOUN.has(before));
  return isNoun ? first + second : undefined;
}

/** "Re-install" and "multi city" as one word. "Post workout" is two, as "post a comment" is. */
function isPrefix(first: string, second: string, isHyphen: boolean): boolean {
  return second.length > 2 && (LOOSE_PREFIXES.has(first) || (isHyphen && PREFIXES.has(first)));
}

/** Verb and particle of a word that is a verb here; undefined for another. */
export function verbOf(word: string, before: string | undefined): readonly string[] | undefined {
  return before !== undefined && WANTS_VERB.has(before) ? NOUNS.get(word) : undefined;
}

function compounds(text: string): Parts {
  const out = new Map<string, Map<string, string>>();
  for (const entry of text.split(/\s+/)) {
    const [parts = "", said = parts.replace("-", "")] = entry.split("/");
    const [first = "", second = ""] = parts.split("-");
    out.set(first, (out.get(first) ?? new Map<string, string>()).set(second, said));
  }
  return out;
}
