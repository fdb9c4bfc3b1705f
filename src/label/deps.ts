/** The labeller's dependencies, and the types that it passes to them. Both a gateway and a benchmark provide them. */

import type { LeastChances } from "../core/measure/least-chances.ts";
import type { EntryFacts, Scope, TenantId, Usage } from "../model.ts";
import type { Clock, FaultPart, Judge, Judgement, Verifier } from "../ports.ts";
import type { NeighbourhoodPair } from "./found-pair.ts";

/** One judged pair, as reported to `learn/labels.ts`. */
export interface JudgedPair {
  readonly source: "shadow" | "miss" | "sample" | "double" | "known";
  readonly verdict: Judgement["verdict"];
  readonly judge: Judge["kind"];
  /** Tier that served the stored answer, or in shadow mode would have; null: none. */
  readonly tier: "semantic" | "adapted" | null;
  readonly score: number;
  readonly probability: number;
  readonly similarity: number;
  readonly q: number;
  readonly group: string;
  /** Keyed digest of the caller's tenant; null where tenants are not told apart. */
  readonly tenant?: TenantId | null;
  readonly entry: string;
  readonly question: string;
  /** The key of the question that the entry answers. */
  readonly stored?: string;
  /** Neighbourhood features, in the order of `NEIGHBOURHOOD`. */
  readonly neighbourhood?: readonly number[] | null;
  /** Result of `LabelDeps.form`; null where there is none, or the pair may not be served. */
  readonly form?: string | null;
  /** True where the fresh answer went to several requests and already has a label of another one. */
  readonly follower?: boolean;
  /**
   * Both questions, from which features are computed, and which are not stored. Null: both answers are to one question.
   */
  readonly texts: { readonly stored: string; readonly asked: string } | null;
}

/** One request, as the measurement of the error counts it; its least chances are fixed before the look-up. */
export interface CountedRequest extends LeastChances {
  /** Probability of the found pair, on the scale of thresholds, 0 to 1; null: nothing was found. */
  readonly score: number | null;
  /** Probability with which the found pair is judged, above 0 to 1. */
  readonly q: number;
  /** The judge's verdict; null: not judged. */
  readonly verdict: "same" | "different" | null;
  /** False: it has its verdict only as words decided it (core/measure/risk-meter.ts). */
  readonly drawn?: boolean | undefined;
  readonly group: string;
  /** The caller's tenant; null where tenants are not told apart. */
  readonly tenant?: TenantId | null;
  readonly atMs: number;
  /** Key of the question asked. */
  readonly question: string;
  readonly pair: NeighbourhoodPair | null;
}

export interface LabelDeps {
  readonly clock: Pick<Clock, "nowMs">;
  readonly verifier: Pick<Verifier, "compare">;
  readonly judge: () => Judge;
  /**
   * The chat model for verdicts that words cannot decide (null: the request's own), the share of requests, 0 to 1, and
   * how many calls may be made ahead of it while little is measured, and most pairs that one may hold.
   */
  readonly cascade?: () => {
    readonly model: string | null;
    readonly share: number;
    readonly ahead: number;
    readonly pairs: number;
  } | null;
  readonly measuring: {
    observe(of: CountedRequest): void;
    doubleAsked(different: boolean, tenant: TenantId | null): void;
    knownPair(same: boolean): void;
    /** Reports the verdict on an answer and its copy with one change of `kind`. */
    nearProbe?(kind: string, same: boolean): void;
    /** The number of trials of each kind of change. */
    readonly nearProbes?: Readonly<Record<string, { readonly tried: number }>>;
    /** Was the judge tried enough for verdicts to count? Absent: it need not be tried. */
    readonly judgeIsKnown?: boolean;
    /** Is so little measured that verdicts tell most now? Absent: no. */
    readonly isYoung?: boolean;
    /** Is told of each call saved by a served answer, and of each made on the gateway's own account. Absent: nobody is. */
    readonly allowance?: { saved(): void; spent(): void };
    readonly checkChance: number;
    readonly doubleChance: number;
  };
  /** Near probes: copies of an answer with one thing changed, one for each kind that applies. Absent: none are made. */
  readonly probes?: (
    answer: string,
    seed: number,
  ) => readonly { readonly kind: string; readonly text: string }[];
  readonly keepLabel: (pair: JudgedPair) => void;
  /** A random number, 0 up to but not including 1. */
  readonly chance: () => number;
  /** Budget of calls on the gateway's own account. */
  readonly budget: {
    /** May a call be made now? Counts nothing. */
    hasRoom(): boolean;
    /** Counts a call; false: the budget is spent, and the call must not be made. */
    take(): boolean;
    /** Counts the usage that upstream billed for a call. */
    billed(model: string, usage: Usage, purpose: "check" | "double" | "judge"): void;
  };
  /** Text of a stored answer; null where the answer is gone or has no text. Rejects where the store fails. */
  readonly storedText: (facts: EntryFacts) => Promise<string | null>;
  /**
   * Keyed digest of a question's wording, equal for trivial rewordings; null where the question says too little.
   */
  readonly form: (scope: Scope, question: string) => string | null;
  /** Purges, which take what waits for a verdict as well. Absent: none are made. */
  readonly purges?: {
    readonly count: number;
    take(since: number, facts: EntryFacts, saysText: (text: string) => boolean, nowMs: number): boolean;
  };
  /** Resolves when there is time for background work. */
  readonly later: () => Promise<void>;
  readonly onFault: (part: FaultPart, error: unknown) => void;
  /** Is told of each pair that is not judged, as more wait than the judge can take: no fault. Absent: nobody is. */
  readonly leftOut?: () => void;
}
