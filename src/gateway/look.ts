/**
 * Looks things up for `decide`: the exact answer, the nearest questions and what the verifier says of them, and an
 * edited answer. Every part has a deadline, and a fault of any of them is a value that `decide` reads.
 */
import type { KeyObject } from "node:crypto";
import { mayAdaptFrom } from "../core/adapt.ts";
import type { Candidate, FaultReason, Known } from "../core/decide.ts";
import { inNeighbourhood } from "../core/neighbourhood.ts";
import type { Foretold, Fresh } from "../core/template-book.ts";
import { PortFault } from "../errors.ts";
import type { Entry, EntryFacts, EntryId, Key, Scope, UnitVector } from "../model.ts";
import type { Embedder, FaultPart, SecondLook, Store, Verifier } from "../ports.ts";
import { inspectAnswer, isReplayable } from "../wire/answer.ts";
import type { Catalog, Near } from "./catalog.ts";
import { within } from "./deadline.ts";
import type { Exchange } from "./exchange.ts";
import { formDigest } from "./form.ts";
import type { RefusedPairs } from "./refused-pairs.ts";

export interface LookDeps {
  readonly store: Store;
  readonly catalog: Catalog;
  readonly embedder: Embedder;
  readonly verifier: Verifier;
  readonly refusedPairs: RefusedPairs;
  readonly confirmedPairs: {
    /** Labels that confirm the pair, 0: it is not confirmed. `form` is asked for only where it may matter. */
    labelsFor(entry: EntryId, question: Key, form: () => string | null): number;
  };
  /** Names the answer of a question, the same for questions whose answers labels found to be the same. */
  readonly answerGroups: { of(key: Key): Key };
  readonly templates: {
    /** Told of fresh answers, after they were given. */
    learn(fresh: Fresh): void;
    foretold(scope: Scope, entry: EntryId, stored: string, question: string): Foretold | null;
  };
  readonly secret: KeyObject;
  /** Null: none is configured. */
  readonly secondLook: SecondLook | null;
}

/** How many neighbours are verified, at some 30 µs each. Nearest by cosine is often not best by verdict. */
const NEIGHBOURS = 6;

/** The exact answer, and its body where one was found. */
export function lookUp(deps: LookDeps, x: Exchange, key: Key): LookedUp | Promise<LookedUp> {
  const failed = (error: unknown): LookedUp => ({
    exact: { at: "failed", why: named(x, "store", error) },
    entry: null,
  });
  try {
    const got = x.timed("exact", () => within(deps.store.get(key, x.clock.nowMs()), msLeft(x), "store"));
    const replayable = (entry: Entry | null) => lookedUp(entry && isReplayable(entry, x) ? entry : null);
    return got instanceof Promise ? got.then(replayable, failed) : replayable(got);
  } catch (error) {
    return failed(error);
  }
}

export interface LookedUp {
  readonly exact: Known["exact"];
  readonly entry: Entry | null;
}

function lookedUp(entry: Entry | null): LookedUp {
  return entry ? { exact: { at: "found", entry }, entry } : { exact: { at: "absent" }, entry: null };
}

/** The nearest questions of the scope, each with a verdict. */
export async function search(
  deps: LookDeps,
  x: Exchange,
  ask: { readonly scope: Scope; readonly key: Key; readonly question: string },
): Promise<{ near: Known["near"]; vector: UnitVector | null }> {
  const behind = deps.catalog.backlog.holds(ask.scope);
  // Of stored questions without a vector the embedder may be the cause: asked, it tells.
  if (!deps.catalog.has(ask.scope) && !behind)
    return { near: { at: "found", candidates: [], behind }, vector: null };
  let part: FaultPart = "embedder";
  let vector: UnitVector | null = null;
  try {
    vector = await x.timed("embed", () =>
      within(deps.embedder.embed(ask.question, msLeft(x)), msLeft(x), "embedder"),
    );
    part = "index";
    const near = await x.timed("search", () =>
      deps.catalog.search(ask.scope, vector as UnitVector, NEIGHBOURS),
    );
    part = "verifier";
    const form = once(() => formDigest(deps.secret, deps.verifier, ask.scope, ask.question));
    const { confirmedPairs } = x.settings;
    const candidates = await x.timed("verify", () =>
      near.map((n) => {
        const confirmations = confirmedPairs ? deps.confirmedPairs.labelsFor(n.facts.id, ask.key, form) : 0;
        return { ...judged(deps, ask, n, form), confirmedPair: confirmations > 0, confirmations };
      }),
    );
    return { near: { at: "found", candidates: standing(deps, x, candidates), behind }, vector };
  } catch (error) {
    return { near: { at: "failed", why: named(x, part, error) }, vector };
  }
}

/** A second look weighs a probability by words: with one the neighbourhood is left out. */
function standing(deps: LookDeps, x: Exchange, candidates: readonly Candidate[]): readonly Candidate[] {
  if (deps.secondLook !== null) return candidates;
  const answerOf = (key: Key): Key => deps.answerGroups.of(key);
  return inNeighbourhood(candidates, x.clock.nowMs(), answerOf, x.settings.neighbourhood);
}

function judged(
  deps: LookDeps,
  ask: { readonly key: Key; readonly question: string },
  { facts: entry, similarity }: Near,
  form: () => string | null,
): Omit<Candidate, "confirmedPair" | "confirmations"> {
  return {
    entry,
    similarity,
    verdict: deps.verifier.compare(entry.question, ask.question, similarity),
    refusedPair: deps.refusedPairs.has(entry.id, ask.key, form),
    gone: false,
  };
}

/** The neighbours of one question share what is made of it. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}

export interface Edited {
  readonly entry: Entry;
  readonly text: string;
}

/** Edits a stored answer where a template that has proved itself foretells the answer; without one nothing is read. */
export async function adapt(
  deps: LookDeps,
  x: Exchange,
  candidates: readonly Candidate[],
  question: string,
): Promise<{ adapted: Known["adapted"]; edited: Edited | null }> {
  const unconfirmed = { adapted: { at: "unconfirmed" }, edited: null } as const;
  try {
    return await x.timed("adapt", async () => {
      for (const { entry: facts, similarity, verdict } of candidates) {
        if (verdict.slot === null || !mayAdaptFrom(verdict.slot)) continue;
        const made = deps.templates.foretold(facts.scope, facts.id, facts.question, question);
        if (made === null) continue;
        const entry = await bodyOf(deps, x, facts);
        const answer = entry && inspectAnswer(entry.route, entry.form, entry.body);
        if (!entry || !answer || "problem" in answer || answer.text !== made.stored) continue;
        const { text, confidence } = made;
        return {
          adapted: { at: "made", adapted: { entry: facts, similarity, confidence } },
          edited: { entry, text },
        };
      }
      return unconfirmed;
    });
  } catch (error) {
    return { adapted: { at: "failed", why: named(x, "adapter", error) }, edited: null };
  }
}

/** The stored answer behind a neighbour; null where the store no longer has it. Rejects when the store fails. */
export async function bodyOf(deps: LookDeps, x: Exchange, facts: EntryFacts): Promise<Entry | null> {
  const entry = await within(deps.store.getById(facts.id, x.clock.nowMs()), msLeft(x), "store");
  if (entry && entry.scope === facts.scope && entry.key === facts.key) {
    // To a caller who wants the other form it is as good as gone.
    return isReplayable(entry, x) ? entry : null;
  }
  deps.catalog.remove(facts.id);
  return null;
}

/** Notes the fault and gives the name it has for `decide`. */
export function named(x: Exchange, part: FaultPart, error: unknown): FaultReason {
  const actual = error instanceof PortFault ? error.part : part;
  x.fault(actual, error);
  if (error instanceof PortFault && error.why === "timeout") return "lookup-timeout";
  switch (actual) {
    case "index":
      return "index-failed";
    case "embedder":
      return error instanceof PortFault && error.why === "off" ? "embedder-off" : "embedder-failed";
    case "verifier":
      return "verifier-failed";
    case "adapter":
      return "adapter-failed";
    default:
      return "store-failed";
  }
}

/** What is left of the time a look-up may take, counted from the request's arrival at the look-up. */
export function msLeft(x: Exchange): number {
  const from = x.lookFromMs ?? (x.lookFromMs = x.elapsedMs());
  return x.settings.lookupMsMax - (x.elapsedMs() - from);
}
