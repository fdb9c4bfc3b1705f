/** A deployment that has learned something, and keeps it: every note of a store that outlasts a restart, by name. */
import { createMemoryStore } from "../../src/adapters/store-memory.ts";
import { Budget } from "../../src/learn/budget.ts";
import { KeptBudget } from "../../src/learn/budget-kept.ts";
import { KeptCalibrations } from "../../src/learn/calibrations-kept.ts";
import { HealthWindow } from "../../src/learn/health-window.ts";
import type { Label } from "../../src/learn/labels.ts";
import { Learner } from "../../src/learn/learner.ts";
import { MeasuredState } from "../../src/learn/measured-state.ts";
import { RiskMeasuring } from "../../src/learn/measuring.ts";
import { RefusedCredentials } from "../../src/learn/refused-credentials.ts";
import { Rollout } from "../../src/learn/rollout.ts";
import { RolloutPosition } from "../../src/learn/rollout-position.ts";
import { atOnce } from "../../src/learn/slices.ts";
import { Templates } from "../../src/learn/templates.ts";
import type { EntryId, Scope } from "../../src/model.ts";
import type { Store } from "../../src/ports.ts";

export const AT_MS = Date.UTC(2026, 0, 1);
const DAY_MS = 86_400_000;
const KNOTS = [
  [-4, 0.02],
  [0, 0.5],
  [4, 0.98],
] as const;

function rethrow(error: unknown): never {
  throw error;
}

export type Keepers = ReturnType<typeof keepersOf>;

/** Everything that keeps notes, over one store, with a clock that is turned by hand. `me`: names the gateway. */
export function keepersOf(store: Store, me: string) {
  const clock = { ms: AT_MS };
  const nowMs = () => clock.ms;
  const rules = { delta: 0.05, confidence: 0.95, floor: 0.85, sampleShare: 0.02, judge: "answer" };
  const measuring: RiskMeasuring = new RiskMeasuring(rules, {
    onObserved: () => rollout.judge(),
    onFault: rethrow,
  });
  const told: string[] = [];
  const walk = new RolloutPosition(store, me);
  const rollout: Rollout = new Rollout(
    {
      ...{ store, measuring, nowMs, walk, health: new HealthWindow(nowMs) },
      events: {
        ...{ onChange: () => {}, onAlert: () => {}, onSettle: () => {} },
        onNote: (line) => told.push(line),
      },
    },
    {
      ...{ file: "auto", steps: [0, 10, 100], semantic: true, serveFound: true, demo: false },
      ...{ dwellMs: 10_000, threshold: 0.85, rules },
    },
  );
  const labels: Label[] = [];
  const learner: Learner = new Learner({
    ...{ model: "pairs-2+words", trained: KNOTS, labels: () => labels, nowMs },
    shipped: { version: "pairs-2", knots: KNOTS, refit: null },
    challenge: ({ given: { version } }) => ({
      ...{ adopted: true, kind: "line", heldOut: { before: 0.5, after: 0.4 }, why: "it predicts better" },
      reading: { version, knots: KNOTS, refit: null },
    }),
    serving: () => ({ decides: true, percentage: 0, isIdle: true, delta: 0.1 }),
    ...{
      compare: () => ({ ended: "no-better" }),
      drive: atOnce,
      onChange: () => {},
      onKeep: () => calibrations.touch(),
    },
    ...{ onAlert: () => {}, onFault: rethrow },
  });
  const calibrations = new KeptCalibrations({
    ...{ store, embedder: "builtin", model: "pairs-2+words", learner },
    ...{ onRestored: () => {}, onFollowed: () => {}, beforeSave: async () => {} },
    onNote: (line) => told.push(line),
  });
  const budget = new Budget(() => 0, { usdPerDay: () => 1, wallMs: nowMs });
  const keptBudget = new KeptBudget(store, budget, rethrow);
  const templates = new Templates({ store, clock: { nowMs, monotonicMs: nowMs }, onFault: rethrow });
  const refused = new RefusedCredentials(store, rethrow);
  const state = new MeasuredState(store, measuring);
  return {
    ...{ clock, measuring, rollout, walk, state, labels, learner, calibrations },
    ...{ budget, keptBudget, templates, refused, told },
    /** Takes up what is kept, as at a start. */
    async load(): Promise<void> {
      await rollout.load(await state.load());
      await calibrations.sync();
      for (const kept of [keptBudget, templates, refused]) await kept.load();
    },
  };
}

/** Learns something of everything, and keeps it. */
export async function learnAndKeep(it: Keepers): Promise<void> {
  const { clock, measuring, learner, labels, templates } = it;
  for (let i = 0; i < 100; i++) measuring.knownPair(false);
  for (let i = 0; i < 400; i++) {
    clock.ms += 1_000;
    const verdict = i % 97 === 13 ? "different" : "same";
    const group = i % 3 === 0 ? "chat a" : "chat b";
    measuring.observe({ score: 0.95, q: 1, qServed: 1, verdict, group, atMs: clock.ms });
  }
  await it.rollout.sync();
  await it.rollout.set(25, clock.ms);
  for (let i = 0; i < 300; i++) {
    clock.ms += 1_000;
    const label: Label = {
      ...{ id: `${i + 1}`, atMs: clock.ms, source: "miss", judge: "answer", tier: "semantic", q: 1 },
      ...{ verdict: i % 2 ? "same" : "different", score: i % 2, probability: 0.5, similarity: 0.8 },
      ...{ figures: null, group: "chat a", entry: `e${i}`, question: `q${i}`, version: "pairs-2+words" },
    };
    labels.push(label);
    learner.labelled(label);
    // A fit may be made elsewhere: what it found is adopted in a later turn.
    await new Promise(setImmediate);
  }
  await it.calibrations.sync();
  it.keptBudget.pay(0.625);
  await it.keptBudget.close();
  for (const name of ["Ana", "Bia", "Caio"]) templates.learn(freshOf(name));
  templates.checked("unknown" as EntryId, 0.75, false);
  it.refused.add(["credential-digest"]);
  await it.state.save();
  await it.rollout.close();
}

export function freshOf(name: string) {
  const entry = `ent-${name}` as EntryId;
  const question = `Write a note for ${name} please`;
  return { scope: "scope" as Scope, entry, question, answer: `Dear ${name}, thank you.` };
}

/** By name, in the order of names. */
export async function notesIn(store: Store): Promise<Record<string, string>> {
  const names = (await store.noteNames("", 1_000)).sort();
  const out: Record<string, string> = {};
  for (const name of names) out[name] = (await store.getNote(name))!;
  return out;
}

export const emptyStore = (): Store => createMemoryStore({ entriesMax: 10, bytesMax: 1e6 });
export { DAY_MS };
