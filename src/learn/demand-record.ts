/**
 * The record of demand: for each stored answer that may be refreshed, how often it is asked for, at which hours, after
 * which other question, and the request to repeat. In memory only; beyond the limit the least recently asked is
 * dropped.
 */
import { LRUCache } from "lru-cache";
import type { AskedFor, Repeatable } from "../core/warming/asked.ts";
import { Demand } from "../core/warming/demand.ts";
import { Rhythm } from "../core/warming/rhythm.ts";
import { ASKS_MIN, isInWindow, type Life } from "../core/warming/window.ts";
import type { Key } from "../model.ts";

export interface Due<H> {
  readonly key: Key;
  readonly request: H;
  readonly life: Life;
  /** Expected number of hits gained by refreshing, 0 to 1. */
  readonly hits: number;
}

interface Question<H> {
  readonly request: H;
  readonly demand: Demand;
  asks: number;
  life: Life | null;
  asksInLife: number;
  /** How often this question followed another one, by the other's key. */
  readonly after: Map<Key, number>;
  /** A refresh still without result: when the old answer would have expired (`fromMs`), and when the new one does. */
  trial: { readonly fromMs: number; readonly untilMs: number } | null;
  /** True: no further refresh is tried in this life. */
  isTried: boolean;
}

const QUESTIONS_MAX = 20_000;
const REQUESTS_BYTES_MAX = 64 * 1024 * 1024;
const CALLERS_MAX = 10_000;
/** A question within this time after another of the same caller counts as following it, ms. */
const FOLLOWS_MS = 10 * 60_000;
const LEADERS_MAX = 4;
/** Asks added to the denominator, so that one follow-up of one ask is not certainty. */
const FOLLOWS_PRIOR = 2;
/** Half-life of an ask, in lives of the answer. */
const HALF_LIVES = 3;
/** Life assumed while an answer's real one is unknown, ms. */
const LIFE_MS = 86_400_000;

export class DemandRecord<H extends Repeatable> {
  readonly #questions: LRUCache<Key, Question<H>>;
  readonly #callers = new LRUCache<string, { readonly key: Key; readonly atMs: number }>({
    max: CALLERS_MAX,
  });
  readonly #trials = new Set<Question<H>>();
  /** Questions asked often enough in their answer's life and not refreshed in it yet. */
  readonly #worthy = new Set<Key>();
  readonly #all: Rhythm;
  readonly #settled: (gained: number) => void;

  /**
   * `settled` is told how a refresh ended: the share of life left at the hit it gained, or 0 where it expired unused.
   */
  constructor(nowMs: number, settled: (gained: number) => void, max = QUESTIONS_MAX) {
    this.#all = new Rhythm(nowMs);
    this.#settled = settled;
    this.#questions = new LRUCache({
      max,
      maxSize: REQUESTS_BYTES_MAX,
      sizeCalculation: ({ request }) => 1 + request.size,
      dispose: (question, key, why) => {
        if (why === "set") return;
        this.#worthy.delete(key);
        this.#end(question, 0);
      },
    });
  }

  get size(): number {
    return this.#questions.size;
  }

  asked(of: AskedFor<H>): void {
    const { key, atMs, request, life } = of;
    this.#all.heard(atMs);
    const known = this.#questions.get(key);
    const before = this.#followed(of);
    const question = known ?? this.#newQuestion(atMs, request?.() ?? null);
    if (question === null) return;
    if (known !== undefined) known.demand.asked(atMs, this.#halfLifeMs(known));
    question.asks++;
    this.#lives(question, life);
    if (question.asksInLife < ASKS_MIN) this.#worthy.delete(key);
    else if (!question.isTried) this.#worthy.add(key);
    if (before !== null) led(question.after, before);
    if (question.trial && life !== null && atMs >= question.trial.fromMs)
      this.#end(question, partLeft(life, atMs));
    if (known === undefined) this.#questions.set(key, question);
  }

  /** Questions due for a refresh, nearest expiry first. `hitsMin`: least expected hits per call, 0 to 1. */
  due(nowMs: number, hitsMin: number): Due<H>[] {
    const out: Due<H>[] = [];
    for (const key of this.#worthy) {
      const question = this.#questions.peek(key);
      const life = question?.life ?? null;
      if (life !== null && nowMs >= life.expiresAtMs) this.#worthy.delete(key);
      if (question === undefined || life === null || !isInWindow(life, nowMs)) continue;
      const hits = this.#hits(question, life, nowMs);
      if (hits >= hitsMin) out.push({ key, request: question.request, life, hits });
    }
    return out.sort((a, b) => a.life.expiresAtMs - b.life.expiresAtMs);
  }

  /** An answer was refreshed and now has this life; null: the refresh failed and is not tried again in this life. */
  refreshed(key: Key, life: Life | null): void {
    const question = this.#questions.peek(key);
    if (question === undefined) return;
    const fromMs = question.life?.expiresAtMs;
    question.isTried = true;
    this.#worthy.delete(key);
    if (life === null || fromMs === undefined) return;
    this.#end(question, 0);
    this.renewed(key, life);
    question.trial = { fromMs, untilMs: life.expiresAtMs };
    this.#trials.add(question);
  }

  /** The answer was stored anew by a request, not by a refresh of ours. */
  renewed(key: Key, life: Life): void {
    const question = this.#questions.peek(key);
    if (question === undefined) return;
    question.life = life;
    question.asksInLife = 0;
    question.isTried = false;
    this.#worthy.delete(key);
  }

  /** Forgets a question whose answer is no longer stored or must not be refreshed. */
  drop(key: Key): void {
    this.#questions.delete(key);
  }

  /** Forgets every question. */
  clear(): void {
    this.#questions.clear();
    this.#callers.clear();
  }

  /** Ends the refreshes whose answers expired unused. */
  settle(nowMs: number): void {
    for (const question of this.#trials)
      if (question.trial !== null && nowMs >= question.trial.untilMs) this.#end(question, 0);
  }

  #newQuestion(atMs: number, request: H | null): Question<H> | null {
    if (request === null) return null;
    return {
      ...{ request, life: null, trial: null, isTried: false },
      ...{ asks: 0, asksInLife: 0, after: new Map(), demand: new Demand(atMs, this.#all) },
    };
  }

  /** Assigns an ask to a life of the answer. An answer by upstream begins a life whose end is not known yet. */
  #lives(question: Question<H>, life: Life | null): void {
    if (life === null) {
      question.asksInLife = question.life === null ? question.asksInLife + 1 : 1;
      question.life = null;
    } else if (question.life === null || question.life.storedAtMs === life.storedAtMs) {
      question.life = life;
      question.asksInLife++;
    } else {
      question.life = life;
      question.asksInLife = 1;
      question.isTried = false;
    }
    if (question.life === null) question.isTried = false;
  }

  /** The same caller's question before this one; null: none, or too long ago. */
  #followed({ key, caller, atMs }: AskedFor<H>): Key | null {
    if (caller === null) return null;
    const last = this.#callers.get(caller);
    this.#callers.set(caller, { key, atMs });
    return last !== undefined && last.key !== key && atMs - last.atMs <= FOLLOWS_MS ? last.key : null;
  }

  #hits({ demand, after }: Question<H>, life: Life, nowMs: number): number {
    const lifeMs = life.expiresAtMs - life.storedAtMs;
    let none = 1 - demand.savedBy(life.expiresAtMs, lifeMs, nowMs, this.#halfLifeMs({ life }));
    for (const [leader, times] of after) {
      const before = this.#questions.peek(leader);
      if (before === undefined || before.demand.lastMs <= demand.lastMs) continue;
      const aheadMs = before.demand.lastMs + FOLLOWS_MS - life.expiresAtMs;
      if (aheadMs > 0)
        none *= 1 - Math.min(1, times / (before.asks + FOLLOWS_PRIOR)) * (aheadMs / FOLLOWS_MS);
    }
    return 1 - none;
  }

  #halfLifeMs({ life }: Pick<Question<H>, "life">): number {
    return HALF_LIVES * (life === null ? LIFE_MS : Math.max(1, life.expiresAtMs - life.storedAtMs));
  }

  #end(question: Question<H>, gained: number): void {
    if (question.trial === null) return;
    question.trial = null;
    this.#trials.delete(question);
    this.#settled(gained);
  }
}

function partLeft({ storedAtMs, expiresAtMs }: Life, nowMs: number): number {
  return Math.min(1, Math.max(0, (expiresAtMs - nowMs) / (expiresAtMs - storedAtMs)));
}

/** Counts `before` as leading to a question; where too many do, the one that led least is dropped. */
function led(after: Map<Key, number>, before: Key): void {
  after.set(before, (after.get(before) ?? 0) + 1);
  if (after.size <= LEADERS_MAX) return;
  const [least] = [...after].filter(([key]) => key !== before).sort(([, a], [, b]) => a - b);
  if (least !== undefined) after.delete(least[0]);
}
