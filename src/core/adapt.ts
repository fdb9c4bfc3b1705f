/**
 * The adapted tier, first form: edit one slot of a stored answer, and only when stored answers themselves prove that
 * answers to this template differ in that slot and in nothing else.
 *
 * Three stored questions of one template (Python, Go, Ruby) whose answers turn into one another by swapping the slot
 * confirm two pairs with the answer that would be edited; a single pair that does not turn into the other refutes the
 * template, and nothing is edited. The idea of confirming a mapping by past pairs is GenCache's, without code
 * generation (field: slot substitution).
 */
import type { EntryFacts, Slot } from "../model.ts";

/** Pairs that must confirm the mapping before anything is edited. */
const CONFIRMED_PAIRS_MIN = 2;

export interface SlotAnswer {
  readonly entry: EntryFacts;
  readonly similarity: number;
  readonly slot: Slot;
  /** The stored answer's text. */
  readonly text: string;
}

export type Adaptation =
  | {
      readonly ok: true;
      readonly from: SlotAnswer;
      readonly text: string;
      readonly confirmedBy: number;
      readonly confidence: number;
    }
  | { readonly ok: false; readonly why: "too-few" | "refuted" | "slot-not-verbatim" };

/** Picks the nearest answer whose edit is confirmed by the others of its template. Pure. */
export function planAdaptation(answers: readonly SlotAnswer[]): Adaptation {
  let why: "too-few" | "refuted" | "slot-not-verbatim" = "too-few";
  for (const from of answers) {
    const kin = answers.filter((other) => isKin(from, other));
    if (kin.length < CONFIRMED_PAIRS_MIN) continue;
    const proven = kin.every(
      (other) => substitute(from.text, from.slot.stored, other.slot.stored) === other.text,
    );
    if (!proven) {
      why = "refuted";
      continue;
    }
    const text = substitute(from.text, from.slot.stored, from.slot.asked);
    if (text === null) {
      why = "slot-not-verbatim";
      continue;
    }
    return { ok: true, from, text, confirmedBy: kin.length, confidence: successionRule(kin.length) };
  }
  return { ok: false, why };
}

function isKin(a: SlotAnswer, b: SlotAnswer): boolean {
  return (
    a !== b &&
    a.slot.template === b.slot.template &&
    a.slot.asked === b.slot.asked &&
    a.slot.stored !== b.slot.stored
  );
}

/** Laplace's rule of succession: the chance that the next pair holds too, after n that all held. */
function successionRule(confirmed: number): number {
  return (confirmed + 1) / (confirmed + 2);
}

/**
 * `text` with the whole word(s) `from` replaced by `to` wherever they stand. Null when that would be a guess: `from`
 * does not occur verbatim, occurs in another case or inside a longer word, or `to` already stands in the text.
 */
export function substitute(text: string, from: string, to: string): string | null {
  if (from === "" || to === "" || occurrences(text, to).length > 0) return null;
  const at = occurrences(text, from);
  if (at.length === 0) return null;
  let out = "";
  let done = 0;
  for (const i of at) {
    if (text.slice(i, i + from.length) !== from || !isWhole(text, i, i + from.length)) return null;
    out += text.slice(done, i) + to;
    done = i + from.length;
  }
  return out + text.slice(done);
}

/** Where `part` stands in `text`, whatever the case of its letters. */
function occurrences(text: string, part: string): number[] {
  const hay = lower(text);
  const needle = lower(part);
  const out: number[] = [];
  for (let i = hay.indexOf(needle); i >= 0; i = hay.indexOf(needle, i + needle.length)) out.push(i);
  return out;
}

/** Lower case that keeps every position: letters whose lower case has another length stay as they are. */
function lower(text: string): string {
  const low = text.toLowerCase();
  if (low.length === text.length && !GROWS.test(text)) return low;
  let out = "";
  for (const letter of text) {
    const small = letter.toLowerCase();
    out += small.length === letter.length ? small : letter;
  }
  return out;
}

/** The one letter whose lower case is longer (İ), and the one that looks at its neighbours (Σ): Unicode 16, SpecialCasing. */
const GROWS = /[\u0130\u03a3]/;

const WORD = /[\p{L}\p{N}_]/u;

function isWhole(text: string, from: number, to: number): boolean {
  return !(isWord(text, from - 1) && isWord(text, from)) && !(isWord(text, to - 1) && isWord(text, to));
}

function isWord(text: string, at: number): boolean {
  return at >= 0 && at < text.length && WORD.test(text[at]!);
}
