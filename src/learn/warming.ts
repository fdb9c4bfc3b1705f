/**
 * Warming: refreshes stored answers shortly before they expire, where they will likely be asked for again soon after.
 * Refreshes one at a time, while upstream is idle, within limits of calls and money an hour. Stops while it does not
 * pay.
 */
import type { AskedFor, Repeatable } from "../core/warming/asked.ts";
import { hitsWanted, NOTHING_TRIED, type Payoff, settled } from "../core/warming/payoff.ts";
import { isIdle, type Life, leadMs } from "../core/warming/window.ts";
import type { Key, Usage } from "../model.ts";
import type { Clock } from "../ports.ts";
import { DemandRecord, type Due } from "./demand-record.ts";
import { HourWindow } from "./hour-window.ts";

export interface WarmingDeps<H extends Repeatable> {
  readonly clock: Clock;
  /** Read at each turn. `callsPerHour` 0: none. `usdPerHour` 0: no limit. */
  readonly limits: () => { readonly callsPerHour: number; readonly usdPerHour: number };
  /** True where warming is configured, and answers are stored and served. */
  readonly isOn: () => boolean;
  /** Number of requests under way. */
  readonly inflight: () => number;
  /** Price in USD of an answer with this usage; null where it is not known. */
  readonly priceOf: (request: H, usage: Usage | null) => number | null;
  /** Counts a call against the gateway's budget for its own calls; false: the budget is spent. */
  readonly take: () => boolean;
  /** May the request's credential still be used? */
  readonly isAllowed: (request: H) => boolean;
  /** Life and usage of the answer now stored under the key; null: there is none. Rejects where the store fails. */
  readonly standing: (key: Key) => Promise<{ readonly life: Life; readonly usage: Usage | null } | null>;
  /** Sends the request upstream and stores the answer; `life` null: the old answer stays. Never rejects. */
  readonly ask: (
    request: H,
    signal: AbortSignal,
  ) => Promise<{ readonly life: Life | null; readonly usage: Usage | null }>;
  readonly tell: {
    called(result: "stored" | "failed"): void;
    /** Called when a refreshed answer has gained a hit; `hits`: the share of its life that was left, 0 to 1. */
    gained(hits: number): void;
    /** Called when refreshing stops until `untilMs` because it does not pay. */
    stopped(untilMs: number): void;
    fault(error: unknown): void;
  };
}

/** State and counts since start, for people. */
export interface WarmingState {
  readonly state: "on" | "off" | "stopped";
  /** ISO time; null where warming is not stopped. */
  readonly stopped_until: string | null;
  /** Number of questions in the record of demand. */
  readonly questions: number;
  readonly calls: number;
  readonly failed: number;
  /** Hits of refreshed answers, each counted as the share of life that was left: a miss would have begun a new life. */
  readonly hits_gained: number;
  /** Number of refreshed answers that have not expired and had no hit yet. */
  readonly open: number;
  /** Spent on refreshes whose price is known, USD. */
  readonly spent_usd: number;
  /** Expected hits of a call, 0 to 1, from which on it is made; null: no call is made. */
  readonly hits_wanted: number | null;
}

/** Weights of the newest value in the exponentially smoothed idle share and call time. */
const IDLE_WEIGHT = 0.01;
const CALL_WEIGHT = 0.2;

export class Warming<H extends Repeatable> {
  readonly #deps: WarmingDeps<H>;
  readonly #record: DemandRecord<H>;
  readonly #closed = new AbortController();
  readonly #calls = new HourWindow();
  readonly #usd = new HourWindow();
  readonly #peaks = new Peaks();
  readonly #counted = { calls: 0, failed: 0, hits_gained: 0, settled: 0, spent_usd: 0 };
  readonly #asking = new Set<Key>();
  readonly #running = new Set<Promise<void>>();
  /** Share of turns in which upstream was idle, and time of a call, ms; both smoothed. */
  #idleShare = 1;
  #callMs = 5_000;
  #payoff: Payoff = NOTHING_TRIED;

  constructor(deps: WarmingDeps<H>) {
    this.#deps = deps;
    this.#record = new DemandRecord<H>(deps.clock.nowMs(), (gained) => this.#settled(gained));
  }

  /** Records a finished request. Never throws. */
  asked(of: AskedFor<H>): void {
    if (this.#deps.isOn()) this.#record.asked(of);
  }

  /** Drops the recorded demand, after keys, upstreams or identity rules have changed. */
  forget(): void {
    this.#record.clear();
  }

  /** Begins a refresh where one is due. To be called a few times a second. */
  turn(): void {
    const { clock, inflight, isOn } = this.#deps;
    const nowMs = clock.nowMs();
    this.#record.settle(nowMs);
    const peak = this.#peaks.seen(clock.monotonicMs(), inflight());
    const idle = isIdle(inflight(), this.#asking.size, peak);
    if (this.#asking.size === 0) this.#idleShare += IDLE_WEIGHT * (Number(idle) - this.#idleShare);
    const wanted = hitsWanted(this.#payoff, nowMs);
    if (this.#closed.signal.aborted || !isOn() || wanted === null || !idle || !this.#hasRoom) return;
    const waiting = this.#record.due(nowMs, wanted).filter(({ key }) => !this.#asking.has(key));
    const [due] = waiting;
    if (due === undefined) return;
    if (due.life.expiresAtMs - nowMs > leadMs(waiting.length, this.#callMs, this.#idleShare)) return;
    this.#asking.add(due.key);
    const run = this.#refresh(due)
      .catch((error) => {
        this.#record.refreshed(due.key, null);
        this.#deps.tell.fault(error);
      })
      .finally(() => {
        this.#asking.delete(due.key);
        this.#running.delete(run);
      });
    this.#running.add(run);
  }

  get state(): WarmingState {
    const { settled: over, ...counted } = this.#counted;
    const nowMs = this.#deps.clock.nowMs();
    const wanted = hitsWanted(this.#payoff, nowMs);
    const isOn = this.#deps.isOn();
    return {
      state: !isOn ? "off" : wanted === null ? "stopped" : "on",
      stopped_until: wanted === null ? new Date(this.#payoff.stoppedUntilMs).toISOString() : null,
      questions: this.#record.size,
      ...counted,
      open: counted.calls - counted.failed - over,
      hits_wanted: isOn ? wanted : null,
    };
  }

  /** Aborts running calls. */
  async close(): Promise<void> {
    this.#closed.abort();
    await Promise.allSettled(this.#running);
  }

  async #refresh({ key, request, life }: Due<H>): Promise<void> {
    const { standing, isAllowed, ask, tell, priceOf, take, clock } = this.#deps;
    const now = await standing(key);
    if (now === null || !isAllowed(request)) return this.#record.drop(key);
    if (now.life.storedAtMs !== life.storedAtMs) return this.#record.renewed(key, now.life);
    const limit = this.#deps.limits().usdPerHour;
    const price = priceOf(request, now.usage);
    // A limit in money cannot be kept without a price.
    if (limit > 0 && price === null) return this.#record.refreshed(key, null);
    if (limit > 0 && this.#usd.sum(clock.monotonicMs()) + (price ?? 0) > limit) return;
    if (!take()) return;
    this.#calls.add(clock.monotonicMs(), 1);
    const fromMs = clock.monotonicMs();
    const { life: after, usage } = await ask(request, this.#closed.signal);
    this.#callMs += CALL_WEIGHT * (clock.monotonicMs() - fromMs - this.#callMs);
    const usd = priceOf(request, usage) ?? 0;
    this.#usd.add(clock.monotonicMs(), usd);
    this.#counted.spent_usd += usd;
    this.#counted.calls++;
    if (after === null) this.#counted.failed++;
    tell.called(after === null ? "failed" : "stored");
    this.#record.refreshed(key, after);
    // A failed call counts as one without a hit, whatever the cause.
    if (after === null && !this.#closed.signal.aborted) this.#judge(0);
  }

  get #hasRoom(): boolean {
    return this.#calls.sum(this.#deps.clock.monotonicMs()) < this.#deps.limits().callsPerHour;
  }

  #settled(gained: number): void {
    this.#counted.settled++;
    this.#counted.hits_gained += gained;
    if (gained > 0) this.#deps.tell.gained(gained);
    this.#judge(gained);
  }

  #judge(gained: number): void {
    const nowMs = this.#deps.clock.nowMs();
    const before = this.#payoff;
    this.#payoff = settled(before, gained, nowMs);
    if (this.#payoff.stoppedUntilMs > nowMs && this.#payoff.stoppedUntilMs !== before.stoppedUntilMs)
      this.#deps.tell.stopped(this.#payoff.stoppedUntilMs);
  }
}

/** The most requests seen under way at once in the last hour. */
class Peaks {
  readonly #minutes: { readonly minute: number; most: number }[] = [];

  /** Adds an observation, and returns the most of the last hour. `nowMs`: monotonic. */
  seen(nowMs: number, inflight: number): number {
    const minute = Math.floor(nowMs / 60_000);
    const last = this.#minutes.at(-1);
    if (last?.minute === minute) last.most = Math.max(last.most, inflight);
    else this.#minutes.push({ minute, most: inflight });
    while ((this.#minutes[0]?.minute ?? minute) <= minute - 60) this.#minutes.shift();
    return Math.max(...this.#minutes.map(({ most }) => most));
  }
}
