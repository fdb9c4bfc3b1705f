/** The company that a word keeps: how much of what stands around it in one answer stands around a place of the other. */
import { FREE, type Match } from "../match.ts";
import type { SaidWord } from "../read.ts";
import { nth } from "../words/nth.ts";

/** What a word counts that stands on the other side there, or in another clause than its neighbour. */
const OTHER_SIDE = 0.2;
const OTHER_CLAUSE = 0.1;

export interface Company {
  /** Most words looked at on either side. */
  readonly reach: number;
  /** For each word of either answer 1 where it is no company, and no distance either. */
  readonly passedA: Uint8Array;
  readonly passedB: Uint8Array;
}

/** Nearer words weigh more. */
export function together({ a, b, toB }: Match, at: number, place: number, of: Company): number {
  let out = 0;
  for (let step = -1; step <= 1; step += 2)
    for (let n = 1, far = 0; n <= of.reach; n++) {
      const i = at + step * n;
      const word = a.said[i];
      if (word === undefined || word.sentence !== nth(a.said, at).sentence) break;
      if (of.passedA[i] === 1) continue;
      far++;
      const partner = toB[i] ?? FREE;
      const away = partner === FREE ? 0 : distance(b.said, place, partner, of);
      if (away === 0) continue;
      const side = away > 0 === step > 0 ? 1 : OTHER_SIDE;
      const isNear =
        word.clause === nth(a.said, at).clause && nth(b.said, partner).clause === nth(b.said, place).clause;
      out += (side * (isNear ? 1 : OTHER_CLAUSE)) / (far * Math.abs(away));
    }
  return out;
}

/** Words from one place to another, negative to the left; 0: none, another sentence, or too far. */
function distance(said: readonly SaidWord[], from: number, to: number, of: Company): number {
  if (Math.abs(to - from) > of.reach || nth(said, from).sentence !== nth(said, to).sentence) return 0;
  const step = Math.sign(to - from);
  let out = step;
  for (let i = from + step; i !== to; i += step) if (of.passedB[i] !== 1) out += step;
  return out;
}
