/**
 * The nearest earlier questions of each question of a stream, found once for all policies: each takes those that it has
 * stored. Where the list does not hold enough of them, everything stored is scanned.
 */
import { rowMemory } from "../../src/core/verify/read/simd.ts";
import type { UnitVector } from "../../src/model.ts";
import { PAGE_BYTES } from "../../src/wasm.ts";
import type { Text } from "./streams.ts";

export interface Neighbour {
  /** Place of the stored text. */
  readonly at: number;
  readonly cosine: number;
}

const LIST = 64;
/** Of unit vectors: to signed bytes. */
const SCALE = 300;

export class Near {
  readonly #texts: readonly Text[];
  readonly #vectors: readonly UnitVector[];
  readonly #lists: (readonly Neighbour[])[];
  /** Scans beyond the lists. */
  scans = 0;

  constructor(texts: readonly Text[], vectors: readonly UnitVector[]) {
    this.#texts = texts;
    this.#vectors = vectors;
    this.#lists = listsOf(texts, vectors);
  }

  /** Best first, at most `count`, of what is stored; the text itself never. */
  of(at: number, stored: Uint8Array, count: number): Neighbour[] {
    const list = this.#lists[at]!;
    const out: Neighbour[] = [];
    for (const near of list) {
      if (stored[near.at] === 0) continue;
      out.push(near);
      if (out.length === count) return out;
    }
    return list.length < LIST ? out : this.#scan(at, stored, count);
  }

  #scan(at: number, stored: Uint8Array, count: number): Neighbour[] {
    this.scans++;
    const out: Neighbour[] = [];
    for (let j = 0; j < at; j++) {
      if (stored[j] === 0 || scopeOf(this.#texts[j]!) !== scopeOf(this.#texts[at]!)) continue;
      const cosine = dot(this.#vectors[at]!, this.#vectors[j]!);
      if (out.length === count && cosine <= out.at(-1)!.cosine) continue;
      out.push({ at: j, cosine });
      out.sort((a, b) => b.cosine - a.cosine);
      out.length = Math.min(out.length, count);
    }
    return out;
  }
}

/** Of bytes first, which is ten times as fast; the cosines are those of the vectors themselves. */
function listsOf(texts: readonly Text[], vectors: readonly UnitVector[]): (readonly Neighbour[])[] {
  const size = vectors[0]?.length ?? 0;
  const memory = rowMemory(Math.ceil((texts.length * size) / PAGE_BYTES) + 1);
  const bytes = new Int8Array(memory.buffer);
  for (const [i, vector] of vectors.entries())
    for (let k = 0; k < size; k++)
      bytes[i * size + k] = Math.max(-127, Math.min(127, Math.round(vector[k]! * SCALE)));
  const sums = new Int32Array(LIST);
  const places = new Int32Array(LIST);
  return texts.map((text, i) => {
    const scope = scopeOf(text);
    let found = 0;
    for (let j = 0; j < i; j++) {
      const sum = memory.dot(i * size, j * size, (i + 1) * size);
      if (found === LIST && sum <= sums[LIST - 1]!) continue;
      if (scopeOf(texts[j]!) !== scope) continue;
      let place = Math.min(found, LIST - 1);
      while (place > 0 && sums[place - 1]! < sum) {
        sums[place] = sums[place - 1]!;
        places[place] = places[place - 1]!;
        place--;
      }
      sums[place] = sum;
      places[place] = j;
      found = Math.min(LIST, found + 1);
    }
    return Array.from(places.subarray(0, found), (at) => ({
      at,
      cosine: dot(vectors[i]!, vectors[at]!),
    })).sort((a, b) => b.cosine - a.cosine);
  });
}

function scopeOf({ scope, group }: Text): string {
  return scope ?? group;
}

function dot(a: UnitVector, b: UnitVector): number {
  let out = 0;
  for (let k = 0; k < a.length; k++) out += a[k]! * b[k]!;
  return out;
}
