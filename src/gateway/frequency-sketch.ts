/**
 * Estimates how often a question was asked lately, even where its answer has left a full catalogue: a count-min sketch
 * whose counts are halved from time to time (TinyLFU, Einziger, Friedman and Manes 2017). It tells a question that is
 * asked again and again from one asked once, though neither is stored. Counts may be too high, never too low; 255 at
 * most.
 */

const ROWS = 4;
const WIDTH_MIN = 16_384;
/** Counters per stored answer, so that few questions share one by chance. */
const PLACES = 8;
/** Questions asked, per stored answer, after which counts are halved. */
const WINDOW = 40;

export class FrequencySketch {
  #width = WIDTH_MIN;
  #counts = new Uint8Array(ROWS * WIDTH_MIN);
  #asked = 0;

  /** Counts a question once more. `kept`: about how many answers can be stored. */
  note(key: string, kept: number): void {
    this.#fit(kept);
    const count = this.of(key);
    if (count < 255) this.#each(key, (at) => (this.#counts[at] = Math.max(this.#counts[at] ?? 0, count + 1)));
    if (++this.#asked < WINDOW * Math.max(kept, WIDTH_MIN / PLACES)) return;
    this.#asked = 0;
    for (let at = 0; at < this.#counts.length; at++) this.#counts[at] = (this.#counts[at] ?? 0) >> 1;
  }

  of(key: string): number {
    let least = 255;
    this.#each(key, (at) => (least = Math.min(least, this.#counts[at] ?? 0)));
    return least;
  }

  /** Widens the sketch for more answers; all counts begin anew, as they cannot be redistributed. */
  #fit(kept: number): void {
    if (PLACES * kept <= this.#width) return;
    while (PLACES * kept > this.#width) this.#width *= 2;
    this.#counts = new Uint8Array(ROWS * this.#width);
    this.#asked = 0;
  }

  #each(key: string, visit: (at: number) => void): void {
    const [one, two] = hashes(key);
    for (let row = 0; row < ROWS; row++)
      visit(row * this.#width + (((one + Math.imul(row, two)) >>> 0) & (this.#width - 1)));
  }
}

/** Two FNV-1a hashes with different offsets, mixed further: keys are digests already, except in tests. */
function hashes(key: string): readonly [number, number] {
  let one = 0x811c9dc5;
  let two = 0x9747b28c;
  for (let i = 0; i < key.length; i++) {
    const code = key.charCodeAt(i);
    one = Math.imul(one ^ code, 0x01000193);
    two = Math.imul(two ^ code, 0x85ebca6b);
  }
  return [one ^ (one >>> 15), (two ^ (two >>> 13)) | 1];
}
