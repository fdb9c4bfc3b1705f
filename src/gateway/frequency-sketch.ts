/**
 * How often a question was asked lately, of those that left a full memory too: a count-min sketch whose counts are halved
 * in time (TinyLFU, Einziger, Friedman and Manes 2017). So what is asked again and again is told from what comes once,
 * though both are new when they come. Counts may be too high, never too low; 255 at most.
 */

const ROWS = 4;
const WIDTH_MIN = 16_384;
/** Places for each answer that is kept, so that chance meetings are few. */
const PLACES = 8;
/** Questions asked for each answer that is kept until counts are halved. */
const WINDOW = 40;

export class FrequencySketch {
  #width = WIDTH_MIN;
  #counts = new Uint8Array(ROWS * WIDTH_MIN);
  #asked = 0;

  /** Asked once more. `kept`: how many answers there is room for, about. */
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

  /** A wider one begins anew: what was counted cannot be told apart any more. */
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

/** FNV-1a from two beginnings, mixed: keys are digests already, except in tests. */
function hashes(key: string): readonly [number, number] {
  let [one, two] = [0x811c9dc5, 0x9747b28c];
  for (let i = 0; i < key.length; i++) {
    const code = key.charCodeAt(i);
    one = Math.imul(one ^ code, 0x01000193);
    two = Math.imul(two ^ code, 0x85ebca6b);
  }
  return [one ^ (one >>> 15), (two ^ (two >>> 13)) | 1];
}
