/** What the shipped model, and what it is measured against, says of a pair. */
import { loadBuiltin } from "../../src/adapters/embedder-builtin.ts";
import { Alignment } from "../../src/core/verify/align.ts";
import type { Knots } from "../../src/core/verify/calibration/knots.ts";
import { EVIDENCE, evidenceOf } from "../../src/core/verify/evidence.ts";
import { Reader } from "../../src/core/verify/read/reader.ts";
import { Score } from "../../src/core/verify/score.ts";
import { createVerifier } from "../../src/core/verify/verifier.ts";
import type { PairVerdict, UnitVector } from "../../src/model.ts";
import { isPair, type Row } from "./data.ts";

export interface Judged {
  readonly a: string;
  readonly b: string;
  readonly same: boolean;
  readonly verdict: PairVerdict;
  /** Of the built-in vectors. */
  readonly cosine: number;
  readonly figures: Float64Array;
  /** Of the trees alone, vetoes aside. */
  readonly taught: number;
}

/** Below every score: where a veto puts a pair. */
export const VETOED = -100;

export class Model {
  /** Score to probability, as shipped. */
  readonly knots: Knots;
  readonly #embed: (text: string) => UnitVector;
  readonly #verifier: ReturnType<typeof createVerifier>;
  readonly #reader: Reader;
  readonly #pair: Alignment;
  readonly #score: Score;
  readonly #vectors = new Map<string, UnitVector>();

  private constructor(builtin: Awaited<ReturnType<typeof loadBuiltin>>) {
    this.knots = builtin.pairModel.calibration;
    this.#embed = (text) => builtin.embedder.embed(text, 1_000) as UnitVector;
    this.#verifier = createVerifier(builtin.lexicon, builtin.pairModel);
    this.#reader = new Reader(builtin.lexicon, builtin.pairModel);
    this.#pair = new Alignment(this.#reader.vocabulary);
    this.#score = new Score(builtin.pairModel);
  }

  static async load(): Promise<Model> {
    return new Model(await loadBuiltin());
  }

  vector(text: string): UnitVector {
    let vector = this.#vectors.get(text);
    if (vector === undefined) {
      vector = this.#embed(text);
      this.#vectors.set(text, vector);
    }
    return vector;
  }

  cosine(a: string, b: string): number {
    const [x, y] = [this.vector(a), this.vector(b)];
    let out = 0;
    for (let i = 0; i < x.length; i++) out += x[i]! * y[i]!;
    return out;
  }

  judge(row: Row): Judged {
    const [label, a, b] = row as readonly [string, string, string];
    const cosine = this.cosine(a, b);
    const figures = evidenceOf(
      this.#pair.lay(...this.#reader.together(a, b)),
      new Float64Array(EVIDENCE.length),
    );
    return {
      a,
      b,
      same: label === "1",
      verdict: this.#verifier.compare(a, b, cosine),
      cosine,
      figures,
      taught: this.#score.logOddsOf(figures),
    };
  }

  /** What a correction learnt from labels is made of; null where none applies. */
  figures({ a, b }: Judged): readonly number[] | null {
    return this.#verifier.features?.(a, b) ?? null;
  }

  judgeAll(rows: readonly Row[]): Judged[] {
    return rows.filter(isPair).map((row) => this.judge(row));
  }
}

/** The rank of the shipped score; vetoed pairs below all others, in the order of theirs. */
export function rankOf({ verdict, taught }: Judged): number {
  return verdict.veto === null ? verdict.score : VETOED + taught;
}

/** Log odds of the calibrated probability, finite. */
export function logOddsOf({ verdict }: Judged): number {
  const p = Math.min(1 - 1e-4, Math.max(1e-4, verdict.probability));
  return Math.log(p / (1 - p));
}

export function isServed({ verdict }: Judged, threshold: number): boolean {
  return verdict.veto === null && verdict.probability >= threshold;
}
