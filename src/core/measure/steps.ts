/**
 * Where the percentage goes next: a pure rule over what has been measured. Up one step when the bound is kept, down at
 * once when it is not, and always with one sentence that says why in numbers.
 */

export interface StepState {
  /** The rollout's percentage, 0 to 100. */
  readonly percentage: number;
  /** When the percentage last moved, or the start of measuring. */
  readonly sinceMs: number;
  /** Cacheable requests and checked answers since then. */
  readonly requests: number;
  readonly labels: number;
}

export interface StepEvidence {
  /** The certified threshold; null: none is. */
  readonly threshold: number | null;
  /** Upper limit of the share of wrong answers at that threshold, or at the floor where none is certified. */
  readonly bound: number;
  /** Share of the requests that would be served at that threshold, 0 to 1. */
  readonly servingShare: number;
  /** The most that would be served at any threshold with no more wrong than is allowed, by the labels so far, 0 to 1. */
  readonly servableShare: number;
  readonly requests: number;
  readonly labels: number;
  readonly drift: { readonly alarm: boolean; readonly level: number };
  /** Shares, 0 to 1, of the last requests in which upstream failed, and in which a part of the gateway failed. */
  readonly upstreamErrors: number;
  readonly ownFaults: number;
  /** Bad reports by callers among the last served answers, and how many answers those were. */
  readonly badReports: number;
  readonly servedLately: number;
}

export interface StepRules {
  /** The percentages to go through, ascending, 0 to 100. */
  readonly steps: readonly number[];
  readonly delta: number;
  readonly confidence: number;
  /** Milliseconds after a change before the next step up. */
  readonly dwellMsMin: number;
  /** Cacheable requests after a change before the next step up. */
  readonly requestsMin: number;
}

export interface StepChange {
  readonly percentage: number;
  readonly direction: "up" | "down" | "stay";
  readonly why: string;
  /** True: forget all measurements, as they no longer say anything about present traffic. */
  readonly forget: boolean;
}

/**
 * Least share of what could be served that must be before the percentage rises. A threshold that hardly anything comes near
 * is certified first, by requests alone; steps taken on it try nothing, and the next threshold would be in force for all at
 * once. Meanwhile requests go upstream, where each is a label for nothing.
 */
const OF_SERVABLE_MIN = 0.01;
/** A limit that is told as a product may pass what it was certified for by the last digit. */
const ROUNDING = 1 + 1e-9;
const UPSTREAM_ERRORS_MAX = 0.2;
const OWN_FAULTS_MAX = 0.05;
const BAD_REPORTS_MIN = 5;
/** Highest share of bad reports among the last served answers, as a multiple of the allowed share of errors. */
const BAD_REPORTS_OF_DELTA = 5;

export function nextStep(
  state: StepState,
  evidence: StepEvidence,
  rules: StepRules,
  nowMs: number,
): StepChange {
  const first = rules.steps[0] ?? 0;
  const down = (to: number, why: string, forget = false): StepChange =>
    to < state.percentage
      ? { percentage: to, direction: "down", why, forget }
      : { percentage: state.percentage, direction: "stay", why, forget };

  if (evidence.drift.alarm)
    return down(
      first,
      `wrong answers have risen above ${share(rules.delta)} (drift alarm): measuring begins anew`,
      true,
    );
  if (
    evidence.badReports >= BAD_REPORTS_MIN &&
    evidence.badReports > BAD_REPORTS_OF_DELTA * rules.delta * evidence.servedLately
  ) {
    return down(
      stepBefore(rules.steps, state.percentage),
      `callers reported ${evidence.badReports} of the last ${evidence.servedLately} served answers as bad`,
    );
  }
  if (evidence.threshold === null) {
    const why =
      rules.delta <= 0
        ? "max_error_rate is 0: no measurement can show that nothing is ever wrong, so nothing is served"
        : `no threshold is certified: the error may be up to ${share(evidence.bound)} where ${share(rules.delta)} is allowed, after ${counted(evidence)}`;
    return down(first, why);
  }
  if (evidence.upstreamErrors > UPSTREAM_ERRORS_MAX)
    return down(
      stepBefore(rules.steps, state.percentage),
      `upstream fails ${share(evidence.upstreamErrors)} of requests`,
    );
  if (evidence.ownFaults > OWN_FAULTS_MAX)
    return down(
      stepBefore(rules.steps, state.percentage),
      `parts of the gateway fail on ${share(evidence.ownFaults)} of requests`,
    );

  const little = littleServed(state, evidence, evidence.threshold, rules);
  if (little !== null) return little.to === "stay" ? stay(state, little.why) : down(little.to, little.why);

  const told = `at threshold ${evidence.threshold.toFixed(3)}`;
  // What was certified once is kept a little beyond, so that it does not flicker. That is no reason to go up.
  if (evidence.bound > rules.delta * ROUNDING)
    return stay(
      state,
      `the error may be up to ${share(evidence.bound)} ${told}, which was certified for ${share(rules.delta)}, after ${counted(evidence)}: no step up until it is again`,
    );
  const kept = `the error is at most ${share(evidence.bound)} ${told}, ${share(rules.delta)} is allowed (confidence ${rules.confidence}), after ${counted(evidence)}`;
  return upwards(state, kept, rules, nowMs);
}

/** Whether the percentage may not rise, or has to fall, because the certified threshold serves next to nothing; else null. */
function littleServed(
  { percentage }: StepState,
  evidence: StepEvidence,
  threshold: number,
  { steps }: StepRules,
): { readonly to: number | "stay"; readonly why: string } | null {
  const { servingShare, servableShare, requests } = evidence;
  const at = `be served at the certified threshold ${Number(threshold.toFixed(4))}`;
  // The last step says that everybody is served: not while nothing can be.
  const last = steps.at(-1) ?? 100;
  const isNext = !steps.some((step) => step > percentage && step < last);
  if (servingShare <= 0 && isNext) {
    const why = `nothing would ${at}: none of ${requests} requests came so near`;
    return { to: percentage < last ? "stay" : stepBefore(steps, last), why };
  }
  if (servingShare >= OF_SERVABLE_MIN * servableShare) return null;
  const why = `too little would ${at}: ${share(servingShare)} of requests, where by ${counted(evidence)} ${share(servableShare)} could be`;
  return { to: "stay", why };
}

function stay({ percentage }: StepState, why: string): StepChange {
  return { percentage, direction: "stay", why, forget: false };
}

/** The change while the bound is kept: one step up, once the present step has had its time and its requests. */
function upwards(state: StepState, kept: string, rules: StepRules, nowMs: number): StepChange {
  const next = rules.steps.find((step) => step > state.percentage);
  if (next === undefined) return stay(state, `${kept}; this is the last step`);
  const restMs = state.sinceMs + rules.dwellMsMin - nowMs;
  // A clock that was set back must not hold the percentage for ever.
  if (restMs > 0 && restMs <= rules.dwellMsMin)
    return stay(state, `${kept}; ${Math.ceil(restMs / 1000)} s more on this step`);
  if (state.requests < rules.requestsMin)
    return stay(state, `${kept}; ${rules.requestsMin - state.requests} more requests on this step`);
  return { percentage: next, direction: "up", why: kept, forget: false };
}

/** The next lower step; the first step where there is none. */
function stepBefore(steps: readonly number[], percentage: number): number {
  return steps.filter((step) => step < percentage).at(-1) ?? steps[0] ?? 0;
}

function counted({ labels, requests }: StepEvidence): string {
  return `${labels} labels over ${requests} requests`;
}

function share(value: number): string {
  return `${Number((100 * value).toPrecision(3))} %`;
}
