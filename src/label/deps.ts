/** What the labeller needs of others, and what it tells them. It knows no gateway: a benchmark hands it the same. */

import type { EntryFacts, Scope, TenantId, Usage } from "../model.ts";
import type { Clock, FaultPart, Judge, Judgement, Verifier } from "../ports.ts";
import type { NeighbourhoodPair } from "./found-pair.ts";

/** One judged pair, as reported to `learn/labels.ts`. */
export interface JudgedPair {
  readonly source: "shadow" | "miss" | "sample" | "double" | "known";
  readonly verdict: Judgement["verdict"];
  readonly judge: Judge["kind"];
  /** Null: nothing that was or would be served. */
  readonly tier: "semantic" | "adapted" | null;
  readonly score: number;
  readonly probability: number;
  readonly similarity: number;
  readonly q: number;
  readonly group: string;
  /** Keyed digest of who asked; null: nobody is told apart. */
  readonly tenant?: TenantId | null;
  readonly entry: string;
  readonly question: string;
  /** The key of the question that the entry answers. */
  readonly stored?: string;
  /** Neighbourhood features, in the order of `NEIGHBOURHOOD`. */
  readonly neighbourhood?: readonly number[] | null;
  /** See `LabelDeps.form`; null: none, or not of a pair that may be served. */
  readonly form?: string | null;
  /** The fresh answer answered several requests, and another label tells of it. */
  readonly follower?: boolean;
  /** Both questions, to compute features from; not kept. Null: both answers are to one question. */
  readonly texts: { readonly stored: string; readonly asked: string } | null;
}

/** One request, counted once: the measurement of the error is made of these. */
export interface CountedRequest {
  /** On the scale that thresholds are on, 0 to 1; null: nothing was found. */
  readonly score: number | null;
  /** Chance with which what was found is judged, above 0 to 1. */
  readonly q: number;
  /** Chance of a check had an answer been served; fixed before the look-up. */
  readonly qServed: number;
  /** The judge's verdict; null: not judged. */
  readonly verdict: "same" | "different" | null;
  readonly group: string;
  /** Who asked; null: nobody is told apart. */
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
  /** Who is asked where words cannot decide: a model (null: the request's own), and of how many requests at most. */
  readonly cascade?: () => { readonly model: string | null; readonly share: number } | null;
  readonly measuring: {
    observe(of: CountedRequest): void;
    doubleAsked(different: boolean): void;
    knownPair(same: boolean): void;
    /** Reports the verdict on an answer and its copy with one change of `kind`. */
    nearProbe?(kind: string, same: boolean): void;
    /** How often each kind was tried. */
    readonly nearProbes?: Readonly<Record<string, { readonly tried: number }>>;
    readonly checkChance: number;
    readonly doubleChance: number;
  };
  /** Copies of an answer with one thing changed, one of each kind that finds a place in it; absent: there are none. */
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
    /** Counts a call; false: it must not be made. */
    take(): boolean;
    /** What upstream billed for one. */
    billed(model: string, usage: Usage, purpose: "check" | "double" | "judge"): void;
  };
  /** Text of a stored answer; null where it is no longer there, or says none. Rejects where the store fails. */
  readonly storedText: (facts: EntryFacts) => Promise<string | null>;
  /** Keyed digest of what a question says whatever its wording; null where it says too little to be told by. */
  readonly form: (scope: Scope, question: string) => string | null;
  /** Resolves when a moment has come for work that nobody waits for. */
  readonly later: () => Promise<void>;
  readonly onFault: (part: FaultPart, error: unknown) => void;
}
