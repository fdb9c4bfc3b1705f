/** The types of a decision: what a request asks, the operator's policy, what is known so far, and the next step. */
import type { EntryFacts, EntryId, Key, PairVerdict, Scope } from "../model.ts";
import type { Directives } from "./directives.ts";
import type { Grounds, Unsupported } from "./ground/support.ts";
import type { LivesMsMax } from "./life.ts";
import type { ExactOnly, NotCacheable, Reason } from "./reasons.ts";
import type { Correction } from "./verify/calibration/neighbourhood-weight.ts";
import type { Recalibration } from "./verify/calibration/recalibration.ts";
import type { SecondCalibration } from "./verify/calibration/second.ts";

/** What is fixed for one request before anything is looked up. */
export type Ask =
  | { readonly cacheable: false; readonly why: NotCacheable; readonly onlyIfCached: boolean }
  | {
      readonly cacheable: true;
      readonly scope: Scope;
      readonly key: Key;
      readonly exactOnly: boolean;
      /** Why only an equal request may share, where the cause is known. */
      readonly exactWhy?: ExactOnly | null;
      readonly directives: Directives;
      /** The caller's own minimum confidence, 0 to 1; it may only raise the threshold. Null: none. */
      readonly minConfidence: number | null;
      /** Is the caller inside the rollout's percentage? */
      readonly inside: boolean;
      /**
       * Retrieved context that answers made from other contexts are checked against; absent or null: context is
       * scope.
       */
      readonly grounds?: AskedGrounds | null;
      /** Upstream refused this credential lately: nothing stored may be served on it. */
      readonly credentialRefused: boolean;
    };

export interface AskedGrounds extends Grounds {
  /** Keyed digest of the context. */
  readonly digest: string;
  /** Tags of the context's sources, with their versions. */
  readonly tags: readonly string[];
}

/** Where a threshold comes from: the configuration, labels of all traffic, or labels of the request's own group. */
export type PolicySource = "floor" | "learned" | "group";

/**
 * The policy in force for this request: configuration, learned thresholds, and the correction by neighbourhood features;
 * absent or null: the neighbourhood changes no probability.
 */
export interface Policy extends Correction {
  /** enable_traditional: exact answers for every caller, whatever the rollout says. */
  readonly exactForAll: boolean;
  /** enable_semantic_cache: look for reworded questions at all. */
  readonly semantic: boolean;
  /** use_integrated_cache: what is found by meaning may be served; false is shadow. */
  readonly serveFound: boolean;
  /** enable_background_save: may fresh answers be stored? */
  readonly save: boolean;
  /** Calibrated probability, 0 to 1, from which a stored answer is served as it is. */
  readonly similarityThreshold: number;
  /** Calibrated probability, 0 to 1, from which an answer may be edited. */
  readonly adaptationThreshold: number;
  readonly adapt: boolean;
  /** Has the embedder a calibration? Without one, semantic answers are only reported, not served. */
  readonly calibrated: boolean;
  /** When to ask the slower second judge; null: none is configured. */
  readonly secondLook: SecondLookPolicy | null;
  /** Where the thresholds come from. Absent: the floors of the configuration. */
  readonly thresholdFrom?: PolicySource;
  /** Longest fresh and stale times that the configuration gives; longer ones are not believed. Absent: not known. */
  readonly livesMsMax?: LivesMsMax;
  /** True where only a certified threshold may serve and none is: what is found by meaning is only reported. */
  readonly uncertified?: boolean;
  /** May the neighbourhood raise a probability, or only lower it? Absent: it may raise it. */
  readonly neighbourhoodRaises?: boolean;
  /**
   * Corrects probabilities by labels (verify/calibration/recalibration.ts): `similarityThreshold` and what candidates are
   * given are then corrected ones. Absent or null: nothing is corrected.
   */
  readonly recalibration?: PolicyRecalibration | null;
}

export interface PolicyRecalibration extends Recalibration {
  /** May it raise a probability? Never where a threshold set by hand decides, as more would be served. */
  readonly raises: boolean;
  /** The threshold before recalibration, on the scale that errors are measured by. */
  readonly measuredThreshold: number;
}

/** Pairs with a first probability from `low` up to but not including `high` are in doubt: a slower judge is asked. */
export interface SecondLookPolicy {
  readonly low: number;
  readonly high: number;
  /**
   * Turns the judge's raw score into a probability; null: none is learned yet, and the judge only runs beside
   * upstream to be measured.
   */
  readonly calibration: SecondCalibration | null;
}

export interface Neighbourhood {
  /** Feature values, in the order of `NEIGHBOURHOOD`. */
  readonly features: readonly number[];
  /** Probability from the pair's words alone; the verdict's may already include the neighbourhood. */
  readonly words: number;
}

/** A stored question near the asked one, with what the verifier said of the pair. */
export interface Candidate {
  readonly entry: EntryFacts;
  readonly similarity: number;
  readonly verdict: PairVerdict;
  /** True where a person reported this answer as wrong for this question. */
  readonly refusedPair: boolean;
  /** Upstream's fresh answers to this question agreed with it often enough: served whatever the threshold is. */
  readonly confirmedPair: boolean;
  /** How many labels confirm the pair; shown to people only. */
  readonly confirmations?: number;
  /** Present on the surest candidate only, where its probability by words is high enough; see neighbourhood.ts. */
  readonly neighbourhood?: Neighbourhood;
  /** The verdict's probability before it was recalibrated, which is what is measured; absent: it was not. */
  readonly measured?: number;
}

/** A stored answer with one slot edited, and how sure the evidence for the edit is (0 to 1). */
export interface Adapted {
  readonly entry: EntryFacts;
  readonly similarity: number;
  readonly confidence: number;
}

export type FaultReason = Extract<
  Reason,
  | "store-failed"
  | "index-failed"
  | "embedder-failed"
  | "embedder-off"
  | "verifier-failed"
  | "adapter-failed"
  | "lookup-timeout"
>;

export interface Known {
  readonly ask: Ask;
  readonly exact:
    | { readonly at: "unasked" | "absent" }
    | { readonly at: "failed"; readonly why: FaultReason }
    | { readonly at: "found"; readonly entry: EntryFacts };
  readonly near:
    | { readonly at: "unasked" }
    | { readonly at: "failed"; readonly why: FaultReason }
    /** behind: something of this scope is stored and cannot be found by meaning yet. */
    | { readonly at: "found"; readonly candidates: readonly Candidate[]; readonly behind?: boolean };
  /** Raw scores of a slower judge. failed: the first score stands. */
  readonly second:
    | { readonly at: "unasked" | "failed" }
    | { readonly at: "looked"; readonly scores: ReadonlyMap<EntryId, number> };
  readonly adapted:
    | { readonly at: "unasked" | "unconfirmed" }
    | { readonly at: "failed"; readonly why: FaultReason }
    | { readonly at: "made"; readonly adapted: Adapted };
  /** What reading the bodies of neighbours showed; one that is not here was not read. */
  readonly bodies: ReadonlyMap<EntryId, BodySays>;
  /** May the page that asks read a stored answer? "none": no page asks. */
  readonly origin: "none" | "unasked" | "allowed" | "unknown";
  /** running: upstream was asked beside the look-up, whose result can no longer be served. */
  readonly upstream: "unasked" | "running" | "failed";
}

/**
 * What a neighbour's body says of serving it. gone: it is no longer in the store. depends: it repeats a word that the
 * asked question replaced. stands: it may be served. Unsupported: it was made from another context, and the asked one
 * lacks a sentence of it.
 */
export type BodySays = "gone" | "depends" | "stands" | Unsupported;

export type HitTier = "exact" | "semantic" | "adapted" | "stale";

/** What was found, reported in headers whether or not it is served. */
export interface Found {
  readonly tier: HitTier;
  readonly entry: EntryFacts;
  readonly similarity: number | null;
  readonly confidence: number | null;
}

export type Step =
  | { readonly do: "look-up" }
  | { readonly do: "search" }
  | { readonly do: "second-look"; readonly candidates: readonly Candidate[] }
  | { readonly do: "adapt"; readonly candidates: readonly Candidate[] }
  /** Read a neighbour's stored answer, to see whether it may be served. */
  | { readonly do: "read"; readonly candidate: Candidate }
  /** Find out whether the page that sent the request may read a stored answer (CORS). */
  | { readonly do: "ask-origin" }
  | { readonly do: "serve"; readonly why: Reason; readonly found: Found }
  /** Ask upstream. `beside`: at once, and go on looking; `join`: share a running request of the same key. */
  | {
      readonly do: "fetch";
      readonly why: Reason;
      readonly beside: boolean;
      readonly join: boolean;
      readonly store: boolean;
      readonly nearest: Candidate | null;
    }
  /** The look-up beside upstream has ended: what it would have served, or why nothing. */
  | {
      readonly do: "observe";
      readonly why: Reason;
      readonly found: Found | null;
      readonly nearest: Candidate | null;
    }
  | { readonly do: "bypass"; readonly why: Reason }
  /** only-if-cached, and there is nothing: 504. */
  | { readonly do: "refuse"; readonly why: Reason }
  /** Upstream failed and nothing stored may stand in: its failure goes to the caller. */
  | { readonly do: "give-up" };
