/**
 * What is known of the calls of a model in the name of each payer, who is a tenant with its credential and upstream. A key
 * that may not use the model, or answers that it cannot read, must not end the asking for all others.
 */

/** Pairs in the first call that is shared; twice as many after each reply that told of all. */
export const FIRST_PAIRS = 2;
/**
 * Calls in a row that give no verdict, after which no model is asked for so many requests: words alone judge meanwhile,
 * and trials of the judge need not wait for a model that cannot help. So long too one is asked for no more pairs than it
 * told of.
 */
const USELESS = { after: 3, rest: 1_000 };
/** Payers that are known, those asked for last. */
const PAYERS_MAX = 256;

interface Payer {
  /** Calls in a row without a verdict. */
  useless: number;
  restsUntil: number;
  /** Most pairs that a call may hold, as far as it was tried. */
  most: number;
  /** Most pairs until request `until`, as more were not told of. */
  few: { readonly most: number; readonly until: number };
  /** Index of the way of asking that its server knows. */
  way: number;
}

interface ToldOf {
  readonly pairs: number;
  readonly told: number;
  readonly at: number;
  readonly way: number;
}

export class Payers {
  readonly #of = new Map<string, Payer>();

  rests(name: string, at: number): boolean {
    return at < (this.#of.get(name)?.restsUntil ?? 0);
  }

  way(name: string): number {
    return this.#of.get(name)?.way ?? 0;
  }

  /** Most pairs that a call may hold at request `at`. */
  most(name: string, at: number): number {
    const payer = this.#of.get(name);
    if (payer === undefined) return FIRST_PAIRS;
    return at < payer.few.until ? Math.min(payer.few.most, payer.most) : payer.most;
  }

  /** A call for so many pairs told the verdicts of some. True: the next may hold twice as many. */
  told(name: string, of: ToldOf): boolean {
    const payer = this.#known(name);
    payer.useless = 0;
    payer.way = of.way;
    if (2 * of.told <= of.pairs) few(payer, of.told, of.at);
    const grows = of.told === of.pairs && of.pairs > 1 && of.pairs >= payer.most;
    if (grows) payer.most = 2 * of.pairs;
    return grows;
  }

  /**
   * A call brought no verdict. `mayPass`: no word of how many pairs it held. Several may be more than the model, its server
   * or the time allow: after two such calls, or one that says so, one pair alone shows whether it can help.
   */
  useless(name: string, { at, mayPass }: { readonly at: number; readonly mayPass: boolean }): void {
    const payer = this.#known(name);
    // After a rest a single call shows whether it can help by now.
    if (++payer.useless >= USELESS.after) payer.restsUntil = at + USELESS.rest;
    if (mayPass && payer.useless < 2) return;
    payer.most = FIRST_PAIRS;
    few(payer, 1, at);
  }

  #known(name: string): Payer {
    const payer = this.#of.get(name) ?? {
      ...{ useless: 0, restsUntil: 0, most: FIRST_PAIRS, way: 0 },
      few: { most: 1, until: 0 },
    };
    this.#of.delete(name);
    this.#of.set(name, payer);
    if (this.#of.size > PAYERS_MAX) this.#forgetOldest();
    return payer;
  }

  #forgetOldest(): void {
    const [oldest] = this.#of.keys();
    if (oldest !== undefined) this.#of.delete(oldest);
  }
}

function few(payer: Payer, most: number, at: number): void {
  payer.few = { most, until: at + USELESS.rest };
}
