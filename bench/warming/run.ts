/** One world, with and without asking ahead: the policy that ships, over a store of lives and a clock that is turned. */
import type { Life } from "../../src/core/warming/window.ts";
import { Warming } from "../../src/learn/warming.ts";
import type { Key } from "../../src/model.ts";
import { chance } from "../chance.ts";
import { type Ask, START_MS, type World } from "./world.ts";

export interface Run {
  readonly hits: number;
  /** In the hour after a life was over, or would have been. */
  readonly after: { readonly asks: number; readonly hits: number };
  /** On behalf of callers. */
  readonly misses: number;
  /** Ahead. */
  readonly calls: number;
  /** As the policy counts them. */
  readonly gained: number;
  /** Did it stop itself? */
  readonly stopped: boolean;
}

const HOUR_MS = 3_600_000;
const TURN_MS = 5_000;
/** What upstream takes for an answer, at the least and at the most. */
const UPSTREAM_MS = [1_000, 8_000] as const;

interface Sent {
  readonly size: number;
}

/** `callsPerHour` 0: nothing is asked ahead. */
export async function run(world: World, asks: readonly Ask[], callsPerHour: number): Promise<Run> {
  const random = chance(world.seed + 1_000);
  const lifeMs = world.lifeHours * HOUR_MS;
  let nowMs = START_MS;
  const lives = new Map<Key, Life>();
  /** When each question's life was over last, or would have been without a call ahead. */
  const ended = new Map<Key, number>();
  const busyUntil: number[] = [];
  const out = { hits: 0, after: { asks: 0, hits: 0 }, misses: 0, calls: 0, gained: 0, stopped: false };
  let isAsking = false;
  const usage = { inputTokens: 100, outputTokens: 200 };
  const took = () => nowMs + UPSTREAM_MS[0] + (UPSTREAM_MS[1] - UPSTREAM_MS[0]) * random();
  const store = (key: Key): Life => {
    const life = { storedAtMs: nowMs, expiresAtMs: nowMs + lifeMs };
    lives.set(key, life);
    return life;
  };
  const warming = new Warming<Sent>({
    clock: { nowMs: () => nowMs, monotonicMs: () => nowMs - START_MS },
    limits: () => ({ callsPerHour, usdPerHour: 0 }),
    isOn: () => callsPerHour > 0,
    inflight: () => busyUntil.filter((until) => until > nowMs).length,
    priceOf: () => null,
    take: () => true,
    isAllowed: () => true,
    standing: async (key) => {
      isAsking = true;
      const life = lives.get(key);
      return life && nowMs < life.expiresAtMs ? { life, usage } : null;
    },
    async ask(request) {
      out.calls++;
      const { key } = request as Sent & { readonly key: Key };
      ended.set(key, lives.get(key)?.expiresAtMs ?? nowMs);
      busyUntil.push(took());
      return { life: store(key), usage };
    },
    tell: {
      called: () => {},
      gained: (hits) => {
        out.gained += hits;
      },
      stopped: () => {
        out.stopped = true;
      },
      fault: (error) => {
        throw error;
      },
    },
  });
  let turnMs = START_MS;
  for (const { atMs, question, caller } of asks) {
    for (; callsPerHour > 0 && turnMs < atMs; turnMs += TURN_MS) {
      nowMs = turnMs;
      warming.turn();
      if (isAsking) for (let i = 0; i < 12; i++) await Promise.resolve();
      isAsking = false;
    }
    nowMs = atMs;
    while ((busyUntil[0] ?? atMs) < atMs) busyUntil.shift();
    const key = `q${question}` as Key;
    const life = lives.get(key);
    const isHit = life !== undefined && atMs < life.expiresAtMs;
    if (!isHit && life !== undefined) ended.set(key, life.expiresAtMs);
    const sinceMs = atMs - (ended.get(key) ?? Number.POSITIVE_INFINITY);
    if (sinceMs >= 0 && sinceMs <= HOUR_MS) {
      out.after.asks++;
      if (isHit) out.after.hits++;
    }
    if (isHit) out.hits++;
    else {
      out.misses++;
      store(key);
      busyUntil.push(took());
    }
    const request = () => ({ size: 500, key }) as Sent;
    warming.asked({ key, caller, atMs, request, life: isHit && life ? life : null });
  }
  await warming.close();
  return out;
}
