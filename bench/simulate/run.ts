/** One seeded run of the measurement and the controller over a world. */
import { CheckAllowance } from "../../src/core/measure/check-allowance.ts";
import { RiskLedger } from "../../src/core/measure/ledger.ts";
import { noiseLimits } from "../../src/core/measure/noise.ts";
import { BET_SHARE } from "../../src/core/measure/risk-meter.ts";
import { checkChance } from "../../src/core/measure/sampling.ts";
import { nextStep } from "../../src/core/measure/steps.ts";
import { chance } from "../chance.ts";
import { scoreOf, trueRisk, type World } from "./world.ts";

export interface RunOptions {
  readonly requests: number;
  readonly delta: number;
  readonly confidence: number;
  /** Chance that a verdict is turned round. */
  readonly judgeNoise: number;
  readonly seed: number;
}

export interface RunResult {
  /** The true error was above what is allowed while anything was served. */
  readonly exceeded: boolean;
  /** Requests until anything was served; null: never. */
  readonly firstServed: number | null;
  /** Shares of the requests, 0 to 1; `checked`: answered by meaning, and asked of upstream all the same. */
  readonly served: number;
  readonly wrong: number;
  readonly checked: number;
  /** Requests, labels and wrong answers from the middle of the run until nothing was served; null: it did not fall. */
  readonly fall: { readonly requests: number; readonly labels: number; readonly wrong: number } | null;
}

const STEPS = [0, 1, 5, 10, 25, 50, 100];
const SAMPLE = 0.02;
/** One request in so many is asked twice: often at first, then seldom. */
const DOUBLES = { early: 8, until: 50, rarely: 40 };
/** One request in so many has its answer judged against another question's: that costs no call. */
const KNOWN_EVERY = 4;
const REQUEST_MS = 500;

export function run(world: World, options: RunOptions): RunResult {
  const rnd = chance(options.seed);
  const alpha = 1 - options.confidence;
  const ledger = new RiskLedger(
    { delta: options.delta, confidence: options.confidence, floor: 0, windowRequests: 20_000 },
    [options.delta],
  );
  const rules = {
    steps: STEPS,
    delta: options.delta,
    confidence: options.confidence,
    dwellMsMin: 10_000,
    requestsMin: 100,
  };
  const counts = { doubles: 0, doublesDifferent: 0, known: 0, knownSame: 0 };
  let noise = noiseLimits(counts, alpha * (1 - BET_SHARE));
  let state = { percentage: 0, sinceMs: 0, requests: 0, labels: 0 };
  let exceeded = false;
  let firstServed: number | null = null;
  let served = 0;
  let wrong = 0;
  let checks = 0;
  let labels = 0;
  let fall: RunResult["fall"] = null;
  const half = { labels: 0, wrong: 0 };
  let serving: number | null = null;
  const allowance = new CheckAllowance();
  for (let i = 0; i < options.requests; i++) {
    const progress = i / options.requests;
    if (i === options.requests / 2) Object.assign(half, { labels, wrong });
    const judged = (isWrong: boolean): "same" | "different" =>
      isWrong !== rnd() < options.judgeNoise ? "different" : "same";
    if (i % (counts.doubles < DOUBLES.until ? DOUBLES.early : DOUBLES.rarely) === 0) {
      counts.doubles++;
      if (judged(false) === "different") counts.doublesDifferent++;
    }
    if (i % KNOWN_EVERY === 0) {
      counts.known++;
      if (judged(true) === "same") counts.knownSame++;
    }
    if (i % 40 === 0) noise = noiseLimits(counts, alpha * (1 - BET_SHARE));
    const score = rnd() < world.nothing ? null : scoreOf(rnd());
    const isWrong = score !== null && rnd() < world.wrongAt(score, progress);
    const inside = rnd() * 100 < state.percentage;
    const isServed = inside && serving !== null && score !== null && score >= serving;
    const of = { requests: ledger.requests, delta: options.delta, allowed: allowance, floor: SAMPLE };
    const q = inside ? checkChance({ ...of, ...ledger.drift }) : 1;
    const checked = score !== null && (!isServed || rnd() < q);
    const verdict = checked ? judged(isWrong) : null;
    if (isServed) {
      served++;
      if (isWrong) wrong++;
      allowance.saved();
      if (checked) {
        allowance.spent();
        checks++;
      }
      firstServed ??= i;
      if (trueRisk(world, serving!, progress) > options.delta) exceeded = true;
    }
    // A candidate that was not served had upstream's answer for certain: it counts with chance 1.
    ledger.observe({ score, q: isServed ? q : 1, qServed: q, verdict, group: "all" }, noise, serving);
    if (verdict !== null && score !== null && score >= (serving ?? 0.9)) labels++;
    state.requests++;
    if (verdict !== null && score !== null && serving !== null && score >= serving) state.labels++;
    serving = ledger.pooled;
    if (i % 4 !== 0) continue;
    const change = nextStep(
      state,
      {
        threshold: serving,
        bound: serving === null ? 1 : options.delta,
        servingShare: serving === null ? 0 : ledger.hitShare(serving),
        servableShare: ledger.servableShare,
        requests: ledger.requests,
        labels: ledger.labels,
        drift: ledger.drift,
        upstreamErrors: 0,
        ownFaults: 0,
        badReports: 0,
        servedLately: 0,
      },
      rules,
      i * REQUEST_MS,
    );
    if (change.forget) ledger.beginEpoch();
    if (change.direction !== "stay") {
      if (change.percentage === 0 && progress >= 0.5 && fall === null)
        fall = {
          requests: i - options.requests / 2,
          labels: labels - half.labels,
          wrong: wrong - half.wrong,
        };
      state = { percentage: change.percentage, sinceMs: i * REQUEST_MS, requests: 0, labels: 0 };
    }
    if (change.forget) serving = null;
  }
  const of = (count: number): number => count / options.requests;
  return { exceeded, firstServed, served: of(served), wrong: of(wrong), checked: of(checks), fall };
}
