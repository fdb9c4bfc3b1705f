/** Reports each request to the measurement, and each verdict as a label. */
import type { LeastChances } from "../core/measure/least-chances.ts";
import type { EntryFacts, Key } from "../model.ts";
import type { Fresh, ModelCalls, Subject, UpstreamCall } from "./answered.ts";
import type { JudgedPair, LabelDeps } from "./deps.ts";
import type { FoundPair } from "./found-pair.ts";
import type { Draw, Judged, Judging } from "./judging.ts";

/** What a comparison tells the measurement: the chance with which it had a verdict, and the verdict; null: it has none. */
export interface Verdicted {
  readonly q: number;
  readonly verdict: Judged["counts"] | null;
  /** False: it has the verdict only as words decided it. Absent: true. */
  readonly drawn?: boolean | undefined;
}

/** A stored answer and a fresh one, and how they came together. */
export interface Comparison {
  readonly stored: string;
  readonly fresh: Fresh;
  /** The upstream call that gave the fresh answer. */
  readonly call: UpstreamCall;
  readonly calls: ModelCalls | undefined;
  /** Null: what words leave in doubt counts as different. */
  readonly draw: Draw | null;
  readonly source: "shadow" | "miss" | "sample";
  /** Chance with which the two are compared, above 0 to 1. */
  readonly q: number;
  /** Bytes of the fresh answer that are kept until the verdict. Absent: none. */
  readonly bytes?: number;
}

type Told = Pick<LabelDeps, "clock" | "measuring" | "keepLabel" | "form" | "purges">;

export class Bookkeeping {
  readonly #deps: Told;
  readonly #judging: Judging;

  constructor(deps: Told, judging: Judging) {
    this.#deps = deps;
    this.#judging = judging;
  }

  /** Counts one request. `found` null: nothing was found; `verdict` null: it was not judged. */
  count(of: Subject, found: FoundPair | null, { q, verdict, drawn }: Verdicted): void {
    const { group, tenant, key: question } = of;
    // Who shares an upstream call shares its draw, which another request's chance was for.
    const [score, pair] = [found?.score ?? null, found?.pair ?? null];
    const least = lowered(of.least, score, q);
    if (!of.isCounted || !(least.qServed > 0)) return;
    const atMs = this.#deps.clock.nowMs();
    this.#deps.measuring.observe({ score, q, ...least, verdict, drawn, group, tenant, atMs, question, pair });
  }

  /**
   * Has both answers judged, keeps what was said and counts it; without a verdict nothing is kept, and nothing counted.
   * Resolves when that is done, or the pair waits for a call of another request. `told` is called with the verdict.
   */
  label(
    subject: Subject,
    pair: FoundPair,
    compared: Comparison,
    told: (verdict: Verdicted["verdict"]) => void = () => {},
  ): Promise<void> {
    const { candidate, tier } = pair;
    const { question } = subject;
    // What hears the verdict may wait long: it must not hold `calls`, and with it the credential.
    const { stored, fresh, call, calls, source, q: compareChance } = compared;
    const held = candidate.entry.question;
    const served = source === "sample" ? { bytes: compared.bytes ?? 0 } : undefined;
    const isPurged = this.#isPurged(candidate.entry, [question, stored, fresh.text ?? ""]);
    const answers = { question, held, stored, fresh, calls, served, isPurged, draw: compared.draw };
    return this.#judging.judgeOnce(
      call,
      `${tier} ${candidate.entry.id}`,
      answers,
      (said, { draw, follower }) => {
        if (said === null) return;
        if (isInDoubt(said)) this.#judging.doubted(pair.score ?? 1);
        const weighed = weighedBy(said, compareChance, draw);
        const q = said.by === "model" ? weighed.q : compareChance;
        this.#keep(subject, pair, said, { source, q, follower });
        this.count(subject, pair, weighed);
        told(weighed.verdict);
      },
    );
  }

  /** Whether a purge has taken a stored answer, or a text beside it, since now. */
  #isPurged(entry: EntryFacts, texts: readonly string[]): (() => boolean) | undefined {
    const { purges, clock } = this.#deps;
    if (purges === undefined) return undefined;
    const seen = purges.count;
    const says = (part: string): boolean =>
      entry.question.includes(part) || texts.some((text) => text.includes(part));
    return () => purges.take(seen, entry, says, clock.nowMs());
  }

  /** Keeps the label of a trial of the judge. `stored`: key of the other answer's question, where it is another one. */
  trial(
    { group, key, tenant }: Subject,
    { verdict, by }: Judged,
    source: "double" | "known",
    stored?: Key,
  ): void {
    const none = { tier: null, score: 0, probability: 0, similarity: 0, texts: null } as const;
    this.#deps.keepLabel({
      ...{ ...none, source, q: 1, group, entry: "", question: key, tenant, verdict, judge: by },
      ...(stored === undefined ? {} : { stored }),
    });
  }

  #keep(
    { question, key, group, tenant }: Subject,
    { candidate, tier, probability }: FoundPair,
    { verdict, by }: Judged,
    { source, q, follower }: Pick<Comparison, "source" | "q"> & { readonly follower: boolean },
  ): void {
    const { entry, similarity, neighbourhood } = candidate;
    const { score } = candidate.verdict;
    const form = this.#deps.form(entry.scope, question);
    const label: JudgedPair = {
      ...{ source, tier, probability, q, form, follower },
      ...{ score, similarity, group, tenant, entry: entry.id, question: key, stored: entry.key },
      texts: { stored: entry.question, asked: question },
      neighbourhood: tier === "semantic" ? (neighbourhood?.features ?? null) : null,
      ...{ verdict, judge: by },
    };
    this.#deps.keepLabel(label);
  }
}

/** No higher than the chance that a pair of this score had. */
function lowered({ qServed, surer }: LeastChances, score: number | null, q: number): LeastChances {
  const isSurer = surer !== undefined && score !== null && score >= surer.from;
  return {
    qServed: Math.min(qServed, q),
    surer: isSurer ? { ...surer, qServed: Math.min(surer.qServed, q) } : surer,
  };
}

/**
 * Each pair counts by the inverse of the chance with which it gets a verdict: one that words decide always does, one that
 * they leave in doubt where a model was drawn for it. So no verdict is left out by what it would have been.
 */
function weighedBy(said: Judged, q: number, draw: Draw | null): Verdicted {
  const { counts } = said;
  if (draw === null || !isInDoubt(said)) return { q, verdict: counts, drawn: draw?.isDrawn };
  return { q: q * draw.chance, verdict: draw.isDrawn ? counts : null };
}

/** Did words leave it in doubt? */
function isInDoubt({ verdict, by }: Judged): boolean {
  return by === "model" || verdict === "unsure";
}
