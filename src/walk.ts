/**
 * From what a request asks to its answer: asks `decide` for the next step, has it taken, and lays what the step showed
 * beside what was known. The only loop over `decide` that has anything done: live traffic, the look-up beside upstream,
 * explanations, replays and the closed-loop benchmark differ in the steps that they hand in. (`core/nearly-found.ts`
 * asks what a laxer policy would have served, by what is known already.)
 *
 * A step that is there at once is not awaited: an exact hit from memory takes no turn of the event loop, and a replay
 * runs without a promise.
 */

import { decide } from "./core/decide.ts";
import type { BodySays, Candidate, FaultReason, Known, Policy, Step } from "./core/known.ts";
import { bodySays } from "./core/neighbours.ts";
import { andThen, type Maybe } from "./maybe.ts";
import type { EntryFacts, EntryId } from "./model.ts";

/** Result of reading a neighbour's stored answer. `text`: the answer's text, or the whole body where it has no text. */
export type BodyRead =
  | { readonly at: "gone" }
  | { readonly at: "failed"; readonly why: FaultReason }
  | { readonly at: "read"; readonly text: string };

/** The steps of a walk. A fault of a port is returned as a value, never thrown. */
export interface Looking {
  nowMs(): number;
  lookUp(): Maybe<Known["exact"]>;
  search(): Maybe<Known["near"]>;
  lookAgain(candidates: readonly Candidate[]): Maybe<Known["second"]>;
  read(entry: EntryFacts): Maybe<BodyRead>;
  adapt(candidates: readonly Candidate[]): Maybe<Known["adapted"]>;
  /** Told of each step before it is taken, with what is known by then. */
  taking?(step: Step, known: Known): void;
}

export type Serve = Extract<Step, { do: "serve" }>;
export type Fetch = Extract<Step, { do: "fetch" }>;

export interface Answering extends Looking {
  askOrigin(): Maybe<"allowed" | "unknown">;
  serve(step: Serve): Maybe<void>;
  /** failed: no answer came, and nothing was sent. running: it goes on beside the look-up. */
  fetch(step: Fetch, known: Known): Maybe<"answered" | "failed" | "running">;
}

/** Where the walk ended, and what was known then. */
export interface Walked {
  readonly step: Step;
  readonly known: Known;
}

/** More than the longest walk: look up, search, look again, a body for each neighbour, ask the origin, adapt, serve. */
const STEPS_MAX = 40;

/**
 * Ends with the first step that leads nowhere, or that `steps` cannot take. Rejects with what serving or fetching does.
 */
export function walk(from: Known, policy: Policy, steps: Looking | Answering): Maybe<Walked> {
  return onwards(from, policy, steps, 0);
}

function onwards(from: Known, policy: Policy, steps: Looking | Answering, taken: number): Maybe<Walked> {
  let known = from;
  for (let turn = taken; turn < STEPS_MAX; turn++) {
    const step = decide(known, policy, steps.nowMs());
    steps.taking?.(step, known);
    const next = take(known, step, steps);
    if (next instanceof Promise) {
      const before = known;
      return next.then((after) =>
        after === null ? { step, known: before } : onwards(after, policy, steps, turn + 1),
      );
    }
    if (next === null) return { step, known };
    known = next;
  }
  throw new Error(`no answer after ${STEPS_MAX} steps`);
}

/** What is known after the step; null: it is the last one. */
function take(known: Known, step: Step, steps: Looking | Answering): Maybe<Known | null> {
  switch (step.do) {
    case "look-up":
      return andThen(steps.lookUp(), (exact) => ({ ...known, exact }));
    case "search":
      return andThen(steps.search(), (near) => ({ ...known, near }));
    case "second-look":
      return andThen(steps.lookAgain(step.candidates), (second) => ({ ...known, second }));
    case "read":
      return andThen(steps.read(step.candidate.entry), (read) => withBody(known, step.candidate, read));
    case "adapt":
      return andThen(steps.adapt(step.candidates), (adapted) => ({ ...known, adapted }));
    case "ask-origin":
      return "serve" in steps ? andThen(steps.askOrigin(), (origin) => ({ ...known, origin })) : null;
    case "serve":
      return "serve" in steps ? andThen(steps.serve(step), () => null) : null;
    case "fetch":
      if (!("serve" in steps)) return null;
      return andThen(steps.fetch(step, known), (upstream) =>
        upstream === "answered" ? null : { ...known, upstream },
      );
    case "observe":
    case "bypass":
    case "refuse":
    case "give-up":
      return null;
    default:
      return step satisfies never;
  }
}

function withBody(known: Known, candidate: Candidate, read: BodyRead): Known {
  // Where the store fails, no other body can be had from it either.
  if (read.at === "failed") return { ...known, near: { at: "failed", why: read.why } };
  const says = read.at === "gone" ? "gone" : bodySays(candidate, known.ask, read.text);
  return { ...known, bodies: new Map<EntryId, BodySays>([...known.bodies, [candidate.entry.id, says]]) };
}
