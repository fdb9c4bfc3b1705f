/**
 * Answers of the same words in another order. Clauses and things of a list may change places, each whole; "the pump stopped
 * because the pressure dropped" and the same the other way round are two facts, and so are steps in another order.
 */
import { wordSet } from "../../word-set.ts";
import type { Finding } from "./replacement.ts";
import { STEP_VERBS } from "./step-verbs.ts";

/** Where a piece ends; what opens a clause stays with it. */
const BORDER =
  /[,;:.!?()\n—–]+\s*|\s+(?=(?:because|if|when|unless|while|before|after|until|since|although|so that|in|on|at|for|by|with|from|during|to|porque|se|quando|enquanto|antes|depois|até|embora|para|em|no|na|nos|nas|por|com|de|do|da|pelo|pela|durante|neste|nesse)\s)|\s+(?:and|or|e|ou)\s+|\s+(?=(?:is|are|é|são)\s)/iu;
const IN_ORDER = wordSet(
  "order respectively format first then ordem respectivamente formato primeiro depois",
);
const ALL = /^(?:every|each|all|todo|toda|todos|todas|cada|nenhum|nenhuma)(?!\p{L})/iu;

export function piecesPart(a: readonly string[], b: readonly string[]): Finding | null {
  if (wordsIn(a).join(" ") === wordsIn(b).join(" ")) return null;
  const [one, two] = [piecesOf(a), piecesOf(b)];
  const isTold = wordsIn(a)
    .slice(0, ORDER_WORDS_MAX)
    .some((word) => IN_ORDER.has(word));
  const areWhole = [...one].sort().join("\n") === [...two].sort().join("\n");
  const at = Math.max(
    0,
    one.findIndex((piece, i) => piece !== two[i]),
  );
  const why = `"${one[at] ?? ""}" of one stands where the other has "${two[at] ?? ""}"`;
  const found: Finding = { verdict: "unsure", kind: "role", why };
  if (!areWhole) return found;
  const moved = one.filter((piece, i) => piece !== two[i]);
  if (moved.some((piece) => ALL.test(piece))) return found;
  const steps = moved.filter((piece) => STEP_VERBS.has(piece.split(" ")[0] ?? ""));
  return steps.length > 1 || (isTold && a.length === 1) ? found : null;
}
/** Words from the beginning among which an order is told of a single sentence. */
const ORDER_WORDS_MAX = 12;

function piecesOf(sentences: readonly string[]): readonly string[] {
  return inLine(sentences).flatMap((sentence) =>
    sentence
      .replace(LIST, sorted)
      .split(BORDER)
      .map((piece) => wordsIn([piece]).join(" "))
      .filter((piece) => piece !== ""),
  );
}

/** "You need:" and things in lines of their own, as one sentence. */
function inLine(sentences: readonly string[]): readonly string[] {
  const at = sentences.findIndex((sentence) => sentence.endsWith(":"));
  const things = sentences.slice(at + 1);
  if (at < 0 || things.length < 2 || things.some((thing) => thing.split(" ").length > THING_WORDS_MAX))
    return sentences;
  const list = `${things.slice(0, -1).join(", ")} and ${things.at(-1)}`;
  return [...sentences.slice(0, at), `${sentences[at]?.slice(0, -1)} ${list}`];
}
const THING_WORDS_MAX = 3;

const THING = "(?:(?:an?|the|your|my|um|uma|os?|as?|seu|sua) )?[\\p{L}\\p{N}-]+";
const LIST = new RegExp(
  `(?<![\\p{L}\\p{N}])${THING}(?:, ${THING})*,? (?:and|or|e|ou) ${THING}(?![\\p{L}\\p{N}])`,
  "giu",
);

/** Things of a list in one order, whichever they are told in. */
function sorted(list: string): string {
  const things = list.toLowerCase().split(/,? (?:and|or|e|ou) |, /u);
  return things.every((thing) => STEP_VERBS.has(thing)) ? list : things.sort().join(" and ");
}

function wordsIn(texts: readonly string[]): readonly string[] {
  return texts
    .flatMap((text) => text.toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu) ?? [])
    .filter((word) => word !== "and" && word !== "e");
}
