/**
 * The gateway's own policy over a stream, without the wire: `decide`, the labeller, the measurement, the controller and
 * the learning that ship. A request is answered, and what the labeller makes of it is waited for before the next.
 */
import { nothingKnown } from "../../src/core/decide.ts";
import { NO_DIRECTIVES } from "../../src/core/directives.ts";
import { createWordJudge } from "../../src/core/judge/judge.ts";
import type { Candidate, Found, Known, Policy } from "../../src/core/known.ts";
import { withLearned } from "../../src/core/learned.ts";
import { withNeighbourhood } from "../../src/core/neighbourhood.ts";
import type { CacheableAsk } from "../../src/core/neighbours.ts";
import type { Answered, UpstreamCall } from "../../src/label/answered.ts";
import type { JudgedPair } from "../../src/label/deps.ts";
import type { FoundPair } from "../../src/label/found-pair.ts";
import { answerJudge } from "../../src/learn/judges.ts";
import type { Change } from "../../src/learn/rollout-position.ts";
import type { EntryFacts, EntryId, Key, Scope, TenantId } from "../../src/model.ts";
import { type Answering, walk } from "../../src/walk.ts";
import { chance } from "../chance.ts";
import type { Builtin } from "./builtin.ts";
import { Deployment } from "./deployment.ts";
import { isIntruder } from "./intruders.ts";
import type { Near } from "./near.ts";
import { Oracle, type OracleErrors } from "./oracle.ts";
import { pairOf, type Said, sayingBy } from "./said.ts";
import { CALLERS, type Stream } from "./streams.ts";
import { type Tally, Tallying } from "./tally.ts";
import type { Teller } from "./told.ts";
import type { World } from "./world.ts";

export interface GatewayOptions {
  readonly delta: number;
  /** similarity_threshold; 0: auto. */
  readonly floor: number;
  readonly judge: (isSame: boolean) => "same" | "different";
  readonly seed: number;
  /** Answers are texts, compared by the judge by words that ships; absent: they are names, compared by `judge`. */
  readonly say?: Teller;
  /** A model that is asked for what words cannot decide; absent: none is. */
  readonly oracle?: OracleErrors;
  /** `rollout.judge.ahead`, default 0, and `rollout.judge.pairs`, default 1. */
  readonly ahead?: number;
  readonly pairs?: number;
  /** Everything is looked up and judged, and nothing served: what the measurement would say had it not served. */
  readonly shadow?: boolean;
}

export interface GatewayRun {
  readonly tally: Tally;
  /** Of those who mean nobody ill. */
  readonly honest: Tally;
  /** Calls of the model that judges. */
  readonly judgeCalls: number;
  /** Request at which the percentage first rose; null: never. */
  readonly rose: number | null;
  readonly changes: readonly (Change & { readonly request: number })[];
  readonly alerts: readonly { readonly request: number; readonly name: string; readonly message: string }[];
  readonly adopted: readonly { readonly request: number; readonly why: string }[];
  /** At each request, cumulated: labels of what is or would be served, wrong answers served. */
  readonly at: { readonly labels: Int32Array; readonly wrong: Int32Array };
  readonly said: readonly Said[];
  /** Wrong answers served, as those that were checked say, each by the inverse of its chance to be. */
  readonly wrongByChecks: number;
}

/** As in src/gateway. */
const NEIGHBOURS = 6;
const REQUEST_MS = 1_000;
const START_MS = Date.UTC(2026, 0, 1);
const DAY_MS = 86_400_000;
/** As `rollout.judge.share` is where nothing else is said. */
const JUDGE_SHARE = 0.05;

export async function runGateway(
  stream: Stream,
  near: Near,
  world: World,
  builtin: Builtin,
  options: GatewayOptions,
): Promise<GatewayRun> {
  return await new Run(stream, near, world, builtin, options).go();
}

interface Walked {
  /** Null: upstream answers. */
  readonly served: Found | null;
  /** What the policy would have served to somebody inside, by the look-up beside upstream. */
  readonly beside: Found | null;
  /** At its end. */
  readonly known: Known;
}

class Run {
  readonly #stream: Stream;
  readonly #near: Near;
  readonly #world: World;
  readonly #tallying = new Tallying();
  readonly #honest = new Tallying();
  readonly #stored: Uint8Array;
  /** Of each stored answer: which one is right for its question, and what it says. */
  readonly #answers: string[] = [];
  readonly #said: string[] = [];
  readonly #say: Teller;
  readonly #isTold: boolean;
  readonly #oracle: Oracle | null;
  readonly #facts: EntryFacts[] = [];
  readonly #floors: Policy;
  readonly #deployment: Deployment;
  readonly #changes: (Change & { request: number })[] = [];
  readonly #alerts: { request: number; name: string; message: string }[] = [];
  readonly #adopted: { request: number; why: string }[] = [];
  readonly #at: GatewayRun["at"];
  #request = 0;
  /** What is served, or would be to somebody inside, as truth has it. */
  #would: "nothing" | "right" | "wrong" = "nothing";
  #labelsOfServed = 0;
  #wrongServed = 0;
  #wrongByChecks = 0;
  #labels = 0;
  readonly #spoken: Said[] = [];
  readonly #sayingOf: ReturnType<typeof sayingBy>;

  constructor(stream: Stream, near: Near, world: World, builtin: Builtin, options: GatewayOptions) {
    this.#stream = stream;
    this.#near = near;
    this.#world = world;
    this.#stored = new Uint8Array(stream.texts.length);
    const size = stream.requests.length;
    this.#at = { labels: new Int32Array(size), wrong: new Int32Array(size) };
    const { floor, delta, judge, seed, say, oracle, ahead = 0, pairs = 1 } = options;
    this.#sayingOf = sayingBy(builtin.pairModel.calibration);
    this.#oracle = oracle === undefined ? null : new Oracle(oracle, chance(seed + 1));
    this.#isTold = say !== undefined;
    this.#say = say ?? ((name) => name);
    const words = say && createWordJudge(builtin.lexicon, builtin.pairModel, builtin.thesaurus);
    this.#floors = {
      ...{ exactForAll: true, semantic: true, serveFound: options.shadow !== true, save: true, adapt: false },
      ...{ similarityThreshold: Math.max(floor, 0.5), adaptationThreshold: Math.max(floor, 0.5) },
      ...{ calibrated: true, secondLook: null },
    };
    this.#deployment = new Deployment(builtin, {
      ...{ delta, floor, floors: this.#floors, chance: chance(seed), probes: words?.probes },
      ...(oracle === undefined ? {} : { cascade: () => ({ model: null, share: JUDGE_SHARE, ahead, pairs }) }),
      judge: words
        ? answerJudge(words).judge
        : ({ stored, fresh }) => ({ verdict: judge(stored === fresh), why: "" }),
      nowMs: () => START_MS + this.#request * REQUEST_MS,
      storedAnswer: ({ id }) => this.#said[Number(id)]!,
      onJudged: (pair) => this.#judged(pair),
      onExtraCall: () => this.#tallying.extra++,
    });
  }

  async go(): Promise<GatewayRun> {
    const { requests, callers } = this.#stream;
    for (const [i, text] of requests.entries()) {
      this.#request = i;
      await this.#one(text, callers[i]!);
      this.#note();
      this.#at.labels[i] = this.#labelsOfServed;
      this.#at.wrong[i] = this.#wrongServed;
      // Notes are written behind the requests, as in the gateway.
      if (i % 1_000 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    const rose = this.#changes.find(({ to, from }) => to > from);
    return {
      tally: this.#tallying.tally,
      honest: this.#honest.tally,
      judgeCalls: this.#oracle?.asked ?? 0,
      rose: rose?.request ?? null,
      ...{ changes: this.#changes, alerts: this.#alerts, adopted: this.#adopted, at: this.#at },
      ...{ wrongByChecks: this.#wrongByChecks, said: this.#spoken },
    };
  }

  /** What the deployment told during this request. */
  #note(): void {
    const request = this.#request;
    const { changes, alerts, adopted } = this.#deployment;
    this.#changes.push(...changes.splice(0).map((change) => ({ ...change, request })));
    this.#alerts.push(...alerts.splice(0).map((alert) => ({ ...alert, request })));
    this.#adopted.push(...adopted.splice(0).map((why) => ({ why, request })));
  }

  async #one(text: number, caller: number): Promise<void> {
    const { labeller, measuring, rollout, correction, recalibration } = this.#deployment;
    const right = this.#world.answer(text, this.#request);
    // Settled before anything is found.
    const checkChance = labeller.chanceNow;
    const tenant = this.#tenant;
    const learned = measuring.learned(this.#stream.texts[text]!.group, tenant);
    const policy: Policy = {
      ...withLearned(this.#floors, learned, null, recalibration),
      ...{ ...correction, neighbourhoodRaises: this.#deployment.raisesFor(tenant) },
    };
    const inside = this.#floors.serveFound && (caller / CALLERS) * 100 < rollout.percentage;
    const ask: CacheableAsk = {
      ...{ cacheable: true, scope: this.#scope(text), key: keyOf(text), exactOnly: false },
      ...{ directives: NO_DIRECTIVES, minConfidence: null, inside, credentialRefused: false },
    };
    const walked = this.#walk(text, ask, policy);
    const { served, beside } = walked;
    this.#tally({ served, beside: policy.uncertified === true ? null : beside }, right);
    this.#speak(pairOf(served ?? beside, walked.known, policy, START_MS), right);
    const said = this.#told(right);
    if (served === null) this.#store(text, right, said);
    const answered = this.#answered(text, { ask, policy, ...walked, right, said });
    labeller.afterwards(answered, checkChance);
    await labeller.idle();
  }

  #speak(pair: FoundPair | null, right: string): void {
    if (pair === null) return;
    const same = this.#answers[Number(pair.candidate.entry.id)] === right;
    this.#spoken.push({ labels: this.#labels, ...this.#sayingOf(pair), same });
  }

  #told(right: string): string {
    const text = this.#say(right);
    this.#oracle?.told(text, right);
    return text;
  }

  get #tenant(): TenantId {
    return (this.#stream.tenants?.[this.#request] ?? "") as TenantId;
  }

  #tally({ served, beside }: Pick<Walked, "served" | "beside">, right: string): void {
    const found = served ?? beside;
    const isRight = found !== null && this.#answers[Number(found.entry.id)] === right;
    const isExact = served?.tier === "exact";
    this.#would = found === null || isExact ? "nothing" : isRight ? "right" : "wrong";
    if (served !== null && this.#would === "wrong") this.#wrongServed++;
    const outcome = isExact ? "exact" : served ? "hit" : "miss";
    this.#tallying.request(outcome, this.#would);
    if (!isIntruder(this.#tenant)) this.#honest.request(outcome, this.#would);
  }

  #answered(
    text: number,
    {
      ask,
      policy,
      served,
      beside,
      known,
      right,
      said,
    }: Walked & Pick<Answered, "ask" | "policy"> & { readonly right: string; readonly said: string },
  ): Answered {
    const { group, text: question } = this.#stream.texts[text]!;
    const storedText = (): string => this.#said[Number(served?.entry.id)]!;
    const callOf = (text: string): UpstreamCall => ({
      ...{ fresh: () => ({ text, usage: null }), whyNone: () => "" },
    });
    return {
      tenant: this.#tenant,
      outcome: served === null ? "miss" : served.tier,
      // A group is route and model, joined by a space.
      ...{ ask, policy, question, route: "chat", model: group.slice("chat ".length), follower: false },
      served: served && { found: served, known, text: storedText },
      upstream: async () => callOf(said),
      lookedUp: async () => ({ found: beside, known, edited: null }),
      whenSent: (then) => then(),
      ...(this.#oracle === null ? {} : { modelCalls: () => this.#oracle!.calls(ask.scope) }),
      // The fresh answer is kept: the next one who asks this gets it.
      askAgain: async () => {
        const again = this.#told(right);
        return { ...callOf(again), save: () => this.#store(text, right, again) };
      },
    };
  }

  #judged({ source, tier, q }: JudgedPair): void {
    if (tier === null) return;
    this.#labels++;
    if (this.#would !== "nothing") this.#labelsOfServed++;
    if (source === "sample" && this.#would === "wrong") this.#wrongByChecks += 1 / q;
  }

  #walk(text: number, ask: CacheableAsk, policy: Policy): Walked {
    let known = nothingKnown(ask);
    const steps: Answering = {
      nowMs: () => START_MS,
      lookUp: () =>
        this.#stored[text] === 1 ? { at: "found", entry: this.#facts[text]! } : { at: "absent" },
      search: () => ({ at: "found", candidates: this.#candidates(text) }),
      lookAgain: () => ({ at: "failed" }),
      // An answer that is known by name repeats no word of a question.
      read: ({ id }) => ({ at: "read", text: this.#isTold ? this.#said[Number(id)]! : "" }),
      adapt: () => ({ at: "unconfirmed" }),
      askOrigin: () => "allowed",
      serve: () => {},
      fetch: ({ beside }) => (beside ? "running" : "answered"),
      taking: (_, now) => {
        known = now;
      },
    };
    const walked = walk(known, policy, steps);
    if (walked instanceof Promise) throw new Error("a walk that waits for nothing has waited");
    const { step } = walked;
    if (step.do === "serve") return { served: step.found, beside: null, known };
    if (step.do === "fetch") return { served: null, beside: null, known };
    if (step.do === "observe") return { served: null, beside: step.found, known };
    throw new Error(`the policy wants to ${step.do}`);
  }

  #candidates(text: number): readonly Candidate[] {
    const { texts } = this.#stream;
    const { verifier, answerGroups } = this.#deployment;
    const found = this.#near.of(text, this.#stored, NEIGHBOURS).map(({ at, cosine }) => ({
      entry: this.#facts[at]!,
      similarity: cosine,
      verdict: verifier.compare(texts[at]!.text, texts[text]!.text, cosine),
      ...{ refusedPair: false, confirmedPair: false },
    }));
    return withNeighbourhood(found, START_MS, (key) => answerGroups.of(key));
  }

  #store(text: number, answer: string, said: string): void {
    this.#stored[text] = 1;
    this.#answers[text] = answer;
    this.#said[text] = said;
    this.#facts[text] ??= {
      ...{ id: `${text}` as EntryId, key: keyOf(text), scope: this.#scope(text), tenant: "all" as TenantId },
      ...{ route: "chat", model: "model", question: this.#stream.texts[text]!.text, semantic: true },
      ...{ storedAtMs: START_MS, expiresAtMs: START_MS + DAY_MS, staleUntilMs: START_MS + DAY_MS },
      ...{ form: "json", usage: null, upstreamMs: 0 },
    };
  }

  #scope(text: number): Scope {
    const { scope, group } = this.#stream.texts[text]!;
    return (scope ?? group) as Scope;
  }
}

/** As spread as a digest. */
function keyOf(text: number): Key {
  return `${Math.imul(text + 1, 0x9e3779b1) >>> 0}-${text}` as Key;
}
