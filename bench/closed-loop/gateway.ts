/**
 * The gateway's own policy over a stream: `decide`, the measurement, the controller and the learning that ship, without
 * the wire. Who is checked, and what is told to the measurement, is as in src/gateway/label.ts; the judge is asked at
 * once, since truth is known.
 */
import { createMemoryStore } from "../../src/adapters/store-memory.ts";
import { nothingKnown } from "../../src/core/decide.ts";
import { NO_DIRECTIVES } from "../../src/core/directives.ts";
import type { Ask, Candidate, Found, Known, Policy } from "../../src/core/known.ts";
import { withLearned } from "../../src/core/learned.ts";
import { nearlyFound, observed } from "../../src/core/nearly-found.ts";
import { withNeighbourhood } from "../../src/core/neighbourhood.ts";
import { challenge } from "../../src/core/verify/challenge.ts";
import { AnswerGroups } from "../../src/learn/answer-groups.ts";
import { Calibrations } from "../../src/learn/calibrations.ts";
import type { Label } from "../../src/learn/labels.ts";
import { Lately } from "../../src/learn/lately.ts";
import { Learner } from "../../src/learn/learner.ts";
import { RiskMeasuring } from "../../src/learn/measuring.ts";
import { Rollout } from "../../src/learn/rollout.ts";
import { type Change, Walk } from "../../src/learn/walk.ts";
import { standingBy } from "../../src/main/calibrating.ts";
import { calibratedVerifier } from "../../src/main/embedders.ts";
import type { EntryFacts, EntryId, Key, Scope, TenantId } from "../../src/model.ts";
import { walk } from "../../src/walk.ts";
import { chance } from "../chance.ts";
import type { Builtin } from "./builtin.ts";
import type { Near } from "./near.ts";
import { CALLERS, type Stream } from "./streams.ts";
import { type Tally, Tallying } from "./tally.ts";
import type { World } from "./world.ts";

export interface GatewayOptions {
  readonly delta: number;
  /** similarity_threshold; 0: auto. */
  readonly floor: number;
  readonly judge: (isSame: boolean) => "same" | "different";
  readonly seed: number;
  /** Everything is looked up and judged, and nothing served: what the measurement would say had it not served. */
  readonly shadow?: boolean;
}

export interface GatewayRun {
  readonly tally: Tally;
  /** Request at which the percentage first rose; null: never. */
  readonly rose: number | null;
  readonly changes: readonly (Change & { readonly request: number })[];
  readonly alerts: readonly { readonly request: number; readonly name: string; readonly message: string }[];
  readonly adopted: readonly { readonly request: number; readonly why: string }[];
  /** At each request, cumulated: labels of what is or would be served, wrong answers served. */
  readonly at: { readonly labels: Int32Array; readonly wrong: Int32Array };
  /** Wrong answers served, as those that were checked say, each by the inverse of its chance to be. */
  readonly wrongByChecks: number;
}

/** As in src/gateway. */
const NEIGHBOURS = 6;
const LATELY = 64;
const KNOWN = { below: 0.05, chance: 0.25 };
const STEPS = [0, 1, 5, 10, 25, 50, 100];
const REQUEST_MS = 1_000;
const START_MS = Date.UTC(2026, 0, 1);
const DAY_MS = 86_400_000;
const LABELS_MAX = 20_000;
const NAME = "builtin";

export async function runGateway(
  stream: Stream,
  near: Near,
  world: World,
  builtin: Builtin,
  options: GatewayOptions,
): Promise<GatewayRun> {
  return await new Run(stream, near, world, builtin, options).go();
}

class Run {
  readonly #stream: Stream;
  readonly #near: Near;
  readonly #world: World;
  readonly #options: GatewayOptions;
  readonly #rnd: () => number;
  readonly #tallying = new Tallying();
  readonly #stored: Uint8Array;
  readonly #known: Uint8Array;
  readonly #answers: string[] = [];
  readonly #facts: EntryFacts[] = [];
  readonly #labels: Label[] = [];
  readonly #verifier: ReturnType<typeof calibratedVerifier>;
  readonly #calibrations: Calibrations;
  readonly #measuring: RiskMeasuring;
  readonly #rollout: Rollout;
  readonly #learner: Learner;
  readonly #groups = new AnswerGroups();
  readonly #floors: Policy;
  readonly #changes: (Change & { request: number })[] = [];
  readonly #alerts: { request: number; name: string; message: string }[] = [];
  readonly #adopted: { request: number; why: string }[] = [];
  readonly #at: GatewayRun["at"];
  /** Texts that upstream answered last. */
  readonly #lately: number[] = [];
  #request = 0;
  #labelCount = 0;
  #labelsOfServed = 0;
  #wrongServed = 0;
  #wrongByChecks = 0;

  constructor(stream: Stream, near: Near, world: World, builtin: Builtin, options: GatewayOptions) {
    this.#stream = stream;
    this.#near = near;
    this.#world = world;
    this.#options = options;
    this.#rnd = chance(options.seed);
    this.#stored = new Uint8Array(stream.texts.length);
    this.#known = new Uint8Array(stream.texts.length);
    const size = stream.requests.length;
    this.#at = {
      labels: new Int32Array(size),
      wrong: new Int32Array(size),
    };
    const { floor, delta } = options;
    this.#floors = {
      ...{ exactForAll: true, semantic: true, serveFound: options.shadow !== true, save: true, adapt: false },
      ...{ similarityThreshold: Math.max(floor, 0.5), adaptationThreshold: Math.max(floor, 0.5) },
      ...{ calibrated: true, secondLook: null },
    };
    const nowMs = (): number => START_MS + this.#request * REQUEST_MS;
    const onFault = (error: unknown): void => {
      throw error;
    };
    const store = createMemoryStore({ entriesMax: 1_000, bytesMax: 10_000_000 });
    this.#measuring = new RiskMeasuring(
      { delta, confidence: 0.95, floor, sampleShare: 0.02, judge: "known" },
      { onObserved: () => this.#rollout.judge(), onFault },
    );
    this.#rollout = new Rollout(
      {
        ...{ store, measuring: this.#measuring, nowMs },
        ...{ walk: new Walk(store, "bench"), lately: new Lately(nowMs) },
        events: {
          onChange: (change) => this.#changes.push({ ...change, request: this.#request }),
          onAlert: (name, message) => this.#alerts.push({ request: this.#request, name, message }),
          onNote: () => {},
          onSettle: () => {},
        },
      },
      {
        ...{ file: "auto", steps: STEPS, semantic: true, serveFound: options.shadow !== true, demo: false },
        ...{ dwellMs: 10_000, threshold: this.#floors.similarityThreshold, rules: this.#measuring.rules },
      },
    );
    this.#verifier = calibratedVerifier(builtin.lexicon, builtin.pairModel);
    this.#calibrations = new Calibrations({ version: "shipped", knots: builtin.pairModel.calibration });
    const taught = builtin.pairModel.calibration;
    this.#learner = new Learner({
      ...{ model: this.#verifier.version, taught, shipped: this.#calibrations.shipped(NAME) },
      ...{ labels: () => this.#labels, challenge, nowMs, onKeep: () => {}, onAlert: () => {}, onFault },
      serving: () => ({
        ...{ decides: true, percentage: this.#rollout.percentage, isIdle: this.#rollout.isIdle, delta },
      }),
      remeasure: (reading) => this.#measuring.remeasure(standingBy(reading)),
      onChange: (calibration, why, isMeasured) => {
        this.#calibrations.install(NAME, calibration);
        this.#verifier.use(this.#calibrations.learned(NAME));
        if (!isMeasured) this.#measuring.beginEpoch();
        this.#adopted.push({ request: this.#request, why });
      },
    });
  }

  async go(): Promise<GatewayRun> {
    const { requests, callers } = this.#stream;
    for (const [i, text] of requests.entries()) {
      this.#request = i;
      this.#one(text, callers[i]!);
      this.#at.labels[i] = this.#labelsOfServed;
      this.#at.wrong[i] = this.#wrongServed;
      // Notes are written behind the requests, as in the gateway.
      if (i % 1_000 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    const rose = this.#changes.find(({ to, from }) => to > from);
    return {
      tally: this.#tallying.tally,
      rose: rose?.request ?? null,
      ...{ changes: this.#changes, alerts: this.#alerts, adopted: this.#adopted, at: this.#at },
      wrongByChecks: this.#wrongByChecks,
    };
  }

  #one(text: number, caller: number): void {
    const { group } = this.#stream.texts[text]!;
    const right = this.#world.answer(text, this.#request);
    const inside = !this.#options.shadow && (caller / CALLERS) * 100 < this.#rollout.percentage;
    // Settled before anything is found.
    const qServed = inside ? this.#measuring.checkChance : 1;
    let of: Candidate | null = null;
    const count = (score: number | null, q: number, verdict: "same" | "different" | null): void => {
      const { verdict: said, neighbourhood } = of ?? {};
      const pair =
        said && neighbourhood
          ? { probability: neighbourhood.words, score: said.score, neighbourhood: neighbourhood.features }
          : null;
      this.#measuring.observe({
        score,
        q,
        qServed,
        verdict,
        group,
        question: keyOf(text),
        pair,
        atMs: START_MS,
      });
    };
    if (this.#known[text] === 1) {
      this.#tallying.request("exact", "nothing");
      count(null, 1, null);
      return;
    }
    const policy = {
      ...withLearned(this.#floors, this.#measuring.learned(group), null),
      neighbourhood: this.#learner.inForce?.neighbourhood ?? null,
    };
    const candidates = this.#candidates(text);
    const { served, known } = this.#walk(text, inside, policy, candidates);
    if (served !== null) {
      const place = Number(served.entry.id);
      const isRight = this.#answers[place] === right;
      this.#tallying.request("hit", isRight ? "right" : "wrong");
      if (!isRight) this.#wrongServed++;
      const score = served.confidence ?? 0;
      of = candidates.find((c) => c.entry.id === served.entry.id)!;
      if (this.#rnd() >= qServed) {
        count(score, qServed, null);
        return;
      }
      if (!isRight) this.#wrongByChecks += 1 / qServed;
      this.#tallying.extra++;
      const verdict = this.#judged(text, candidates, served, isRight, "sample", qServed);
      this.#labelsOfServed++;
      count(score, qServed, verdict);
      // The fresh answer is kept: the next one who asks this gets it.
      if (verdict === "different") this.#store(text, right);
      return;
    }
    const found = this.#wouldServe(known, policy);
    const nearly = found ?? this.#nearly(known, policy);
    const wouldBe = found && (this.#answers[Number(found.entry.id)] === right ? "right" : "wrong");
    this.#tallying.request("miss", wouldBe ?? "nothing");
    if (this.#rnd() < this.#measuring.doubleChance) {
      this.#tallying.extra++;
      this.#measuring.doubleAsked(this.#options.judge(true) === "different");
    }
    if (this.#rnd() < KNOWN.chance) this.#tryKnown(text, right);
    if (nearly === null) count(null, 1, null);
    else {
      const isRight = this.#answers[Number(nearly.entry.id)] === right;
      of = candidates.find((c) => c.entry.id === nearly.entry.id)!;
      const verdict = this.#judged(text, candidates, nearly, isRight, found === null ? "miss" : "shadow", 1);
      if (found !== null) this.#labelsOfServed++;
      count(nearly.confidence ?? 0, 1, verdict);
    }
    this.#store(text, right);
  }

  #candidates(text: number): readonly Candidate[] {
    const { texts } = this.#stream;
    const found = this.#near.of(text, this.#stored, NEIGHBOURS).map(({ at, cosine }) => ({
      entry: this.#facts[at]!,
      similarity: cosine,
      verdict: this.#verifier.compare(texts[at]!.text, texts[text]!.text, cosine),
      ...{ refusedPair: false, confirmedPair: false, gone: false },
    }));
    return withNeighbourhood(found, START_MS, (key) => this.#groups.of(key));
  }

  /** What is served; null: upstream answers. */
  #walk(
    text: number,
    inside: boolean,
    policy: Policy,
    candidates: readonly Candidate[],
  ): { readonly served: Found | null; readonly known: Known } {
    const ask: Ask = {
      ...{ cacheable: true, scope: this.#scope(text), key: keyOf(text), exactOnly: false },
      ...{ directives: NO_DIRECTIVES, minConfidence: null, inside, credentialRefused: false },
    };
    const walked = walk(nothingKnown(ask), policy, {
      nowMs: () => START_MS,
      lookUp: () => ({ at: "absent" }),
      search: () => ({ at: "found", candidates }),
      lookAgain: () => ({ at: "failed" }),
      read: ({ id }) => ({ at: "read", text: this.#answers[Number(id)] ?? "" }),
      adapt: () => ({ at: "unconfirmed" }),
      askOrigin: () => "allowed",
      serve: () => {},
      fetch: ({ beside }) => (beside ? "running" : "answered"),
    });
    if (walked instanceof Promise) throw new Error("nothing here has to be waited for");
    const { step, known } = walked;
    return { served: step.do === "serve" ? step.found : null, known };
  }

  /** What the policy in force would serve to somebody inside. */
  #wouldServe(known: Known, policy: Policy): Found | null {
    return policy.uncertified === true ? null : observed(known, policy, START_MS);
  }

  #nearly(known: Known, policy: Policy): Found | null {
    return nearlyFound(known, policy, START_MS);
  }

  /** The answer to a question far from this one, of those that were asked last. */
  #tryKnown(text: number, right: string): void {
    const other = this.#lately[Math.floor(this.#rnd() * this.#lately.length)];
    const { texts } = this.#stream;
    if (other === undefined || texts[other]!.group !== texts[text]!.group) return;
    const { veto, probability } = this.#verifier.compare(texts[other]!.text, texts[text]!.text, 1);
    if (veto === null && probability >= KNOWN.below) return;
    this.#measuring.knownPair(this.#options.judge(this.#answers[other] === right) === "same");
  }

  #judged(
    text: number,
    candidates: readonly Candidate[],
    found: Found,
    isRight: boolean,
    source: Label["source"],
    q: number,
  ): "same" | "different" {
    const verdict = this.#options.judge(isRight);
    const { verdict: pair, entry, neighbourhood } = candidates.find((c) => c.entry.id === found.entry.id)!;
    this.#labelCount++;
    const label: Label = {
      ...{
        id: `${this.#labelCount}`,
        atMs: START_MS + this.#request * REQUEST_MS,
        source,
        verdict,
        judge: "answer",
      },
      ...{
        tier: "semantic",
        score: pair.score,
        probability: found.confidence ?? 0,
        similarity: found.similarity ?? 0,
      },
      ...{
        figures: this.#figuresOf(entry.question, text),
        q,
        group: this.#stream.texts[text]!.group,
        entry: found.entry.id,
      },
      ...{
        question: keyOf(text),
        version: this.#verifier.version,
        neighbourhood: neighbourhood?.features ?? null,
        stored: entry.key,
      },
    };
    this.#labels.push(label);
    this.#groups.added(label);
    if (this.#labels.length > 2 * LABELS_MAX) this.#labels.splice(0, LABELS_MAX);
    this.#learner.labelled(label);
    return verdict;
  }

  #figuresOf(stored: string, asked: number): readonly number[] | null {
    return this.#verifier.figures?.(stored, this.#stream.texts[asked]!.text) ?? null;
  }

  #store(text: number, answer: string): void {
    this.#known[text] = 1;
    this.#stored[text] = 1;
    this.#lately.push(text);
    if (this.#lately.length > LATELY) this.#lately.shift();
    this.#answers[text] = answer;
    this.#facts[text] ??= {
      ...{ id: `${text}` as EntryId, key: keyOf(text), scope: this.#scope(text), tenant: "all" as TenantId },
      ...{ route: "chat", model: "model", question: this.#stream.texts[text]!.text, semantic: true },
      ...{ storedAtMs: START_MS, expiresAtMs: START_MS + DAY_MS, staleUntilMs: START_MS + DAY_MS },
      ...{ form: "json", usage: null, upstreamMs: 0 },
    };
  }

  #scope(text: number): Scope {
    return this.#stream.texts[text]!.group as Scope;
  }
}

/** As spread as a digest. */
function keyOf(text: number): Key {
  return `${Math.imul(text + 1, 0x9e3779b1) >>> 0}-${text}` as Key;
}
