/** Letter trigrams and function words of a question as ascending lists of numbers, for comparing two questions. */
import { MARK } from "./vocabulary.ts";
import { type Part, type Word, wordIn } from "./word.ts";

const TRIPLES_CHARS_MAX = 300;

/** The letter trigrams, each packed into an integer: exact for letters up to U+03FF, a hash for others. */
export function triplesOf(subject: readonly Word[]): Int32Array {
  let text = " ";
  for (let i = 0; i < subject.length && text.length <= TRIPLES_CHARS_MAX; i++) {
    text += i === 0 ? wordIn(subject, i).form.fold : ` ${wordIn(subject, i).form.fold}`;
  }
  text = `${text.slice(0, TRIPLES_CHARS_MAX + 1)} `;
  const all = new Int32Array(Math.max(0, text.length - 2));
  for (let i = 0; i < all.length; i++) {
    all[i] = (text.charCodeAt(i) << 20) ^ (text.charCodeAt(i + 1) << 10) ^ text.charCodeAt(i + 2);
  }
  all.sort();
  let kept = 0;
  for (let i = 0; i < all.length; i++) if (i === 0 || all[i] !== all[i - 1]) all[kept++] = all[i]!;
  return all.slice(0, kept);
}

/** Kinds of function words whose differences are features, see `setBagGaps` (evidence.ts). */
export const BAGS = ["role", "connecting", "other", "helper", "person"] as const;
const BAG_OF: { readonly [P in Part]?: number } = Object.fromEntries(BAGS.map((part, i) => [part, i]));
/** Factor of the kind in a packed function word; stem ids are below it. */
export const BAG_STEP = 2 ** 24;

export function bagsOf(words: readonly Word[]): readonly number[] {
  const out: number[] = [];
  for (const { part, form, stemId } of words) {
    const kind = BAG_OF[part];
    if (kind !== undefined) out.push(kind * BAG_STEP + stemId);
    if ((form.marks & MARK.connecting) !== 0) out.push(BAGS.indexOf("connecting") * BAG_STEP + stemId);
  }
  return out.sort((a, b) => a - b);
}
