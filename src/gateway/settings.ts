/** The configuration in the gateway's own terms, made anew at each load and never changed. */
import type { Config } from "../config.ts";
import { isAboutNow } from "../core/about-now.ts";
import type { Policy } from "../core/known.ts";
import { type Learned, UNMEASURED_THRESHOLD, withLearned } from "../core/learned.ts";
import { type NormaliseRule, presetRule, readPath } from "../core/normalise.ts";
import type { Correction } from "../core/verify/calibration/neighbourhood-weight.ts";
import type { Recalibration } from "../core/verify/calibration/recalibration.ts";
import type { SecondCalibration } from "../core/verify/calibration/second.ts";
import type { Route, TenantId } from "../model.ts";

export interface GatewayKey {
  readonly name: string;
  readonly tenant: string;
  /** The key sent upstream in place of the caller's; null: the upstream's own key. */
  readonly upstreamKey: string | null;
}

export interface Settings {
  /** The policy with the configured floors; `learned` may change them. */
  readonly policy: Policy;
  /**
   * What was learned of a group (route and model, joined by a space), as of now. `tenant`: who asks; absent: what holds
   * for anybody.
   */
  readonly learned: (group: string, tenant?: TenantId) => Learned;
  /** May what was learned of neighbourhoods raise scores for this tenant? */
  readonly raisesFor: (tenant: TenantId) => boolean;
  /** What the newest labels make of probabilities, as of now; null: they stand as they are. */
  readonly recalibration: () => Recalibration | null;
  /**
   * The confidence from which edited answers are certified, as of now; null: none is. Read only where the measured
   * bound decides.
   */
  readonly adaptedFrom: () => number | null;
  /** Percentage of callers to whom found answers are served, 0 to 100. */
  readonly percentage: number;
  /** True where pairs that labels confirm are served whatever the threshold. */
  readonly confirmedPairs: boolean;
  readonly stickyBy: readonly string[];
  /** Lower-case names of the headers that identify a caller or a tenant. */
  readonly stickyHeaders: ReadonlySet<string>;
  readonly maxTemperature: number;
  readonly normalise: readonly NormaliseRule[];
  /** How many different answers are kept for one question, 1 and up. */
  readonly answersPerKey: number;
  readonly questionAfter: string | null;
  readonly contextFields: readonly string[];
  /**
   * True where the text before the question is retrieved context, which is not part of the scope; answers are checked
   * against it instead.
   */
  readonly grounded: boolean;
  /**
   * What tells tenants apart: "credential", "header:NAME", "body:user" or "shared". Who sends no such header or user is
   * told apart by credential.
   */
  readonly tenantBy: string;
  /** Gateway keys by their keyed digest; null: callers bring upstream's own credentials. */
  readonly keys: ReadonlyMap<string, GatewayKey> | null;
  readonly lookupMsMax: number;
  readonly ttlMs: number;
  /** Milliseconds that an answer to a question about the present moment lives. */
  readonly nowTtlMs: number;
  readonly lifeRules: readonly LifeRule[];
  readonly staleMs: number;
  readonly entryBytesMax: number;
  readonly bodyBytesMax: number;
}

/** A rule that gives some stored answers their own life; the first rule that fits wins. */
export interface LifeRule {
  readonly model: string | null;
  readonly route: string | null;
  readonly tenant: string | null;
  readonly tag: string | null;
  readonly aboutNow: boolean;
  readonly ttlMs: number;
}

/** The policy with what was learned of requests with this route and model, and of this tenant. */
export function policyFor(settings: Settings, route: Route, model: string, tenant?: TenantId): Policy {
  const learned = settings.learned(`${route} ${model}`, tenant);
  const { policy } = settings;
  const mayRaise = policy.neighbourhood == null || tenant === undefined || settings.raisesFor(tenant);
  const floors = mayRaise ? policy : { ...policy, neighbourhoodRaises: false };
  return withLearned(floors, learned, settings.adaptedFrom(), settings.recalibration());
}

/** The facts that the life of an answer depends on. */
export interface LifeOf {
  readonly model: string;
  readonly route: string;
  /** The tenant of the gateway key; null where callers bring upstream's credentials. */
  readonly tenant: string | null;
  readonly question: string;
  readonly tags: readonly string[];
}

/**
 * An answer's life in milliseconds, by the first rule that fits; where none does, a question about the present moment
 * has a short one.
 */
export function ttlMsFor(settings: Settings, asked: LifeOf): number {
  const aboutNow = isAboutNow(asked.question);
  const rule = settings.lifeRules.find(
    (r) =>
      (r.model === null || globbed(r.model, asked.model)) &&
      (r.route === null || r.route === asked.route || r.route === `/v1/${asked.route}`) &&
      (r.tenant === null || r.tenant === asked.tenant) &&
      (r.tag === null || asked.tags.includes(r.tag)) &&
      (!r.aboutNow || aboutNow),
  );
  if (rule !== undefined) return rule.ttlMs;
  return aboutNow ? Math.min(settings.ttlMs, settings.nowTtlMs) : settings.ttlMs;
}

/** Does the text match the pattern? `*` stands for any run of characters; everything else for itself. */
export function globbed(pattern: string, text: string): boolean {
  const parts = pattern.split("*");
  const [first = "", ...rest] = parts;
  if (rest.length === 0) return first === text;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  const last = rest.pop() ?? "";
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}

function normaliseRule(rule: Config["cache_migration"]["identity"]["normalise"][number]): NormaliseRule {
  if (typeof rule === "string") return presetRule(rule);
  return { path: readPath(rule.path), pattern: new RegExp(rule.pattern, "gu"), replace: rule.replace };
}

/** The context fields and whether answers are checked against them; "grounded" alone takes the default fields. */
function contextOf(context: Config["cache_migration"]["identity"]["context"]) {
  if (context === "grounded") return { contextFields: ["domain"], grounded: true };
  const contextFields = context.filter((field) => field !== "grounded");
  return { contextFields, grounded: contextFields.length < context.length };
}

export interface SettingsInputs {
  readonly config: Config;
  readonly percentage: number;
  readonly keys: Settings["keys"];
  /** True where the embedder has a calibration. Default true, as for the built-in one. */
  readonly calibrated?: boolean;
  /** Calibration of the configured second look; null or absent: there is none. */
  readonly secondCalibration?: SecondCalibration | null;
  /** What was learned of a group; absent: the configured floors hold. */
  readonly learned?: Settings["learned"];
  readonly adaptedFrom?: Settings["adaptedFrom"];
  readonly raisesFor?: Settings["raisesFor"];
  readonly recalibration?: Settings["recalibration"];
  readonly correction?: Correction;
}

/**
 * First probabilities between which a second look is asked. Below, hardly a pair is right and nearly every neighbour
 * would be asked about; above, hardly one is wrong.
 */
export const GREY = { low: 0.2, high: 0.97 };

export function settingsOf(inputs: SettingsInputs): Settings {
  const { config, percentage, keys, calibrated = true, secondCalibration = null } = inputs;
  const { cache_migration: cache } = config;
  const { semantic_cache: semantic, rollout, identity } = cache;
  const floor = semantic.similarity_threshold;
  return {
    policy: {
      exactForAll: cache.enable_traditional,
      semantic: cache.enable_semantic_cache,
      serveFound: cache.use_integrated_cache,
      save: cache.enable_background_save,
      similarityThreshold: floor === "auto" ? UNMEASURED_THRESHOLD : floor,
      adaptationThreshold: semantic.adaptation_threshold,
      adapt: semantic.adaptation.mode === "slots",
      calibrated,
      livesMsMax: {
        fresh: 1000 * Math.max(semantic.ttl_seconds, ...semantic.ttl_rules.map((r) => r.ttl_seconds)),
        stale: 1000 * semantic.stale_if_error_seconds,
      },
      secondLook: semantic.second_look.kind === "off" ? null : { ...GREY, calibration: secondCalibration },
      neighbourhood: inputs.correction?.neighbourhood ?? null,
      openNeighbourhood: inputs.correction?.openNeighbourhood ?? null,
    },
    learned: inputs.learned ?? (() => null),
    adaptedFrom: inputs.adaptedFrom ?? (() => null),
    raisesFor: inputs.raisesFor ?? (() => true),
    recalibration: inputs.recalibration ?? (() => null),
    percentage,
    confirmedPairs: rollout.confirmed_pairs,
    stickyBy: rollout.sticky_by,
    stickyHeaders: new Set(
      [...rollout.sticky_by, identity.tenant]
        .filter((s) => s.startsWith("header:"))
        .map((s) => s.slice(7).toLowerCase()),
    ),
    maxTemperature: identity.max_temperature,
    normalise: identity.normalise.map(normaliseRule),
    answersPerKey: semantic.answers_per_key,
    questionAfter: identity.question === "whole" ? null : identity.question.after,
    ...contextOf(identity.context),
    tenantBy: identity.tenant,
    keys,
    lookupMsMax: semantic.lookup_timeout_ms,
    ttlMs: semantic.ttl_seconds * 1000,
    nowTtlMs: semantic.freshness.now_seconds * 1000,
    lifeRules: semantic.ttl_rules.map((r) => ({
      model: r.model ?? null,
      route: r.route ?? null,
      tenant: r.tenant ?? null,
      tag: r.tag ?? null,
      aboutNow: r.about_now ?? false,
      ttlMs: r.ttl_seconds * 1000,
    })),
    staleMs: semantic.stale_if_error_seconds * 1000,
    entryBytesMax: semantic.max_entry_bytes,
    bodyBytesMax: config.listen.max_body_bytes,
  };
}
