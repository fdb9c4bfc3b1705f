/**
 * The look-up of one request: the steps by which `walk` reads what is stored, and what they found beside the facts for
 * `decide`: bodies, the question's vector, an edited answer. Every part has a deadline, and its fault is a value.
 */
import type { KeyObject } from "node:crypto";
import { mayAdaptFrom } from "../core/adapt.ts";
import { nothingKnown } from "../core/decide.ts";
import type { Candidate, FaultReason, Known, Step } from "../core/known.ts";
import { withNeighbourhood } from "../core/neighbourhood.ts";
import type { CacheableAsk } from "../core/neighbours.ts";
import type { Foretold, FreshAnswer } from "../core/template-book.ts";
import { PortFault } from "../errors.ts";
import type { Maybe } from "../maybe.ts";
import type { Entry, EntryFacts, EntryId, Form, Key, Route, Scope, UnitVector } from "../model.ts";
import type { Embedder, FaultPart, SecondLook, Store, Verifier } from "../ports.ts";
import type { BodyRead, Looking } from "../walk.ts";
import { editText, inspectAnswer, isReplayable, replay } from "../wire/answer.ts";
import type { Catalog, NearEntry } from "./catalog.ts";
import { within } from "./deadline.ts";
import { formDigest, lateFormDigest, wordingDigest } from "./form.ts";
import { lookAgain, type SecondLooked } from "./look-again.ts";
import type { RefusedPairs } from "./refused-pairs.ts";
import type { CacheableIdentity, Received } from "./request.ts";
import { canReplay } from "./stored-forms.ts";

export interface LookDeps {
  readonly store: Store;
  readonly catalog: Catalog;
  readonly embedder: Embedder;
  readonly verifier: Verifier;
  readonly refusedPairs: RefusedPairs;
  readonly confirmedPairs: {
    /** How many labels confirm the pair; 0: it is not confirmed. `wording` is called only where it may matter. */
    labelsFor(entry: EntryId, question: Key, wording: () => string | null): number;
  };
  /** Gives a question the name of its answer: one name for all questions whose answers labels found to be the same. */
  readonly answerGroups: { of(key: Key): Key };
  readonly templates: {
    /** Learns from fresh answers, after they were given. */
    learn(fresh: FreshAnswer): void;
    foretold(scope: Scope, entry: EntryId, stored: string, question: string): Foretold | null;
  };
  readonly secret: KeyObject;
  /** The second look; null: none is configured. */
  readonly secondLook: SecondLook | null;
}

/** How many neighbours are verified, at some 30 µs each. Nearest by cosine is often not best by verdict. */
export const NEIGHBOURS = 6;

/** A stored answer with one slot edited: its body, and its text. */
export interface Edited {
  readonly entry: Entry;
  readonly text: string;
}

export class Look implements Looking {
  readonly #deps: LookDeps;
  readonly #received: Received;
  readonly #identity: CacheableIdentity;
  /** The facts for `decide`, as known so far. */
  known: Known;
  /** The question's vector, made by the search and kept for storing. */
  vector: UnitVector | null = null;
  edited: Edited | null = null;
  second: SecondLooked | null = null;
  #exact: Entry | null = null;
  /** The neighbour's stored answer that was read last, which is the one served. */
  #body: Entry | null = null;

  constructor(
    deps: LookDeps,
    received: Received,
    { identity, ask }: { readonly identity: CacheableIdentity; readonly ask: CacheableAsk },
    page = false,
  ) {
    this.#deps = deps;
    this.#received = received;
    this.#identity = identity;
    this.known = nothingKnown(ask, page);
  }

  /** The question's `formDigest`, made once and shared by all its neighbours. */
  readonly form: () => string | null = once(() => {
    const { secret, verifier } = this.#deps;
    const { scope, question } = this.#identity;
    return formDigest(secret, verifier, scope, question);
  });

  /** Its `wordingDigest`, likewise. */
  readonly #wording: () => string | null = once(() => {
    const { secret, verifier } = this.#deps;
    const { scope, question } = this.#identity;
    return wordingDigest(secret, verifier, scope, question);
  });

  /** The same for those who keep it longer than this look-up, which it does not hold. */
  lateForm(): () => string | null {
    const { secret, verifier } = this.#deps;
    const { scope, question } = this.#identity;
    return lateFormDigest(secret, verifier, scope, question);
  }

  nowMs(): number {
    return this.#received.watch.clock.nowMs();
  }

  taking(_step: Step, known: Known): void {
    this.known = known;
  }

  /** The stored answer that was found, with its body. Throws where it was never read. */
  bodyOf({ id }: EntryFacts): Entry {
    const found = [this.#exact, this.#body, this.edited?.entry].find((entry) => entry?.id === id);
    if (!found) throw new Error("the body of what is served was not read");
    return found;
  }

  /** Looks for an exact hit. A store in memory answers without a promise, so that a hit waits for nothing. */
  lookUp(): Maybe<Known["exact"]> {
    const { watch } = this.#received;
    const failed = (error: unknown): Known["exact"] => ({ at: "failed", why: this.#named("store", error) });
    const taken = (entry: Entry | null): Known["exact"] => {
      // An answer that cannot be sent in the form this caller wants counts as absent.
      this.#exact = entry && canReplay(entry, this.#identity) ? entry : null;
      return this.#exact ? { at: "found", entry: this.#exact } : { at: "absent" };
    };
    try {
      const { key } = this.#identity;
      const got = watch.timed("exact", () =>
        within(this.#deps.store.get(key, this.nowMs()), watch.msLeft(), "store"),
      );
      return got instanceof Promise ? got.then(taken, failed) : taken(got);
    } catch (error) {
      return failed(error);
    }
  }

  /** Finds the nearest questions of the scope and gives each a verdict. */
  async search(): Promise<Known["near"]> {
    const { catalog, embedder } = this.#deps;
    const { watch } = this.#received;
    const { scope, question } = this.#identity;
    const behind = catalog.backlog.holds(scope);
    // Where stored questions have no vector, the embedder may be the cause: calling it tells.
    if (!catalog.has(scope) && !behind) return { at: "found", candidates: [], behind };
    let part: FaultPart = "embedder";
    try {
      const vector = await watch.timed("embed", () =>
        within(embedder.embed(question, watch.msLeft()), watch.msLeft(), "embedder"),
      );
      this.vector = vector;
      part = "index";
      const near = await watch.timed("search", () => catalog.search(scope, vector, NEIGHBOURS));
      part = "verifier";
      const candidates = await watch.timed("verify", () => this.#candidates(near));
      return { at: "found", candidates, behind };
    } catch (error) {
      return { at: "failed", why: this.#named(part, error) };
    }
  }

  #candidates(near: readonly NearEntry[]): readonly Candidate[] {
    const { verifier, confirmedPairs, refusedPairs, answerGroups } = this.#deps;
    const { key, question, variant } = this.#identity;
    const form = this.form;
    const mayConfirm = this.#received.settings.confirmedPairs;
    const candidates = near
      // With several answers to a question, an empty place wants a new answer, not the one of another place.
      .filter(({ facts }) => this.#wasThere(facts) && (variant === 0 || facts.question !== question))
      .map(({ facts: entry, similarity, isAlias }): Candidate => {
        const verdict = verifier.compare(entry.question, question, similarity);
        const confirmations = mayConfirm ? confirmedPairs.labelsFor(entry.id, key, this.#wording) : 0;
        return {
          entry,
          similarity,
          // An alias tells which answer fits, but not what words are in it, so no slot is edited by one.
          verdict: isAlias ? { ...verdict, slot: null } : verdict,
          refusedPair: refusedPairs.has(entry.id, key, form),
          confirmedPair: confirmations > 0,
          confirmations,
        };
      });
    // A second look weighs the probability of the words alone, so the neighbourhood is left out with one.
    if (this.#deps.secondLook !== null) return candidates;
    return withNeighbourhood(candidates, this.nowMs(), (of) => answerGroups.of(of));
  }

  /**
   * Was this answer stored before the request arrived? Upstream's own answer to it may be stored by the time the
   * look-up beside upstream searches, and would then be found right by being compared with itself.
   */
  #wasThere({ storedAtMs, key }: EntryFacts): boolean {
    const { atMs } = this.#received;
    return storedAtMs < atMs || (storedAtMs === atMs && key !== this.#identity.key);
  }

  async lookAgain(candidates: readonly Candidate[]): Promise<Known["second"]> {
    const { secondLook } = this.#deps;
    if (secondLook === null) return { at: "failed" };
    const looked = await lookAgain(secondLook, this.#received.watch, this.#identity.question, candidates);
    if (looked.result !== "unneeded") this.second = { ...looked, result: looked.result };
    return looked.result === "looked" || looked.result === "unneeded"
      ? { at: "looked", scores: looked.scores }
      : { at: "failed" };
  }

  async read(facts: EntryFacts): Promise<BodyRead> {
    try {
      const entry = await this.#stored(facts);
      if (entry === null) return { at: "gone" };
      this.#body = entry;
      return { at: "read", text: textOf(entry) };
    } catch (error) {
      return { at: "failed", why: this.#named("store", error) };
    }
  }

  /** Edits a stored answer where a proven template predicts the answer; without such a template nothing is read. */
  async adapt(candidates: readonly Candidate[]): Promise<Known["adapted"]> {
    try {
      return await this.#received.watch.timed("adapt", async () => {
        for (const { entry, similarity, verdict } of candidates) {
          if (verdict.slot === null || !mayAdaptFrom(verdict.slot)) continue;
          const { question } = this.#identity;
          const made = this.#deps.templates.foretold(entry.scope, entry.id, entry.question, question);
          const stored = made && (await this.#stored(entry));
          const edited = made && stored && edit(stored, made);
          if (!made || !edited) continue;
          this.edited = edited;
          return { at: "made", adapted: { entry, similarity, confidence: made.confidence } } as const;
        }
        return { at: "unconfirmed" } as const;
      });
    } catch (error) {
      return { at: "failed", why: this.#named("adapter", error) };
    }
  }

  /** The stored answer behind a neighbour; null where the store no longer has it. Rejects when the store fails. */
  async #stored(facts: EntryFacts): Promise<Entry | null> {
    const { store, catalog } = this.#deps;
    const entry = await within(store.getById(facts.id, this.nowMs()), this.#received.watch.msLeft(), "store");
    if (entry && entry.scope === facts.scope && entry.key === facts.key)
      return canReplay(entry, this.#identity) ? entry : null;
    catalog.remove(facts.id);
    return null;
  }

  /** Notes a fault, and returns its name for `decide`. */
  #named(part: FaultPart, error: unknown): FaultReason {
    const actual = error instanceof PortFault ? error.part : part;
    this.#received.watch.fault(actual, error);
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
}

/**
 * The answer's text; the whole body where the text cannot be told. That of a small answer is kept as long as the store
 * keeps the answer in memory: reading it anew took a fifteenth of a semantic hit.
 */
function textOf(entry: Entry): string {
  const { route, form, body } = entry;
  if (body.length > TEXT_KEPT_BYTES) return readText(route, form, body);
  let text = TEXTS.get(entry);
  if (text === undefined) TEXTS.set(entry, (text = readText(route, form, body)));
  return text;
}
const TEXTS = new WeakMap<Entry, string>();
const TEXT_KEPT_BYTES = 16_384;

function readText(route: Route, form: Form, body: Buffer): string {
  const answer = inspectAnswer(route, form, body);
  return ("problem" in answer ? null : answer.text) ?? body.toString("utf8");
}

/** The edited answer; null where the stored answer is not the one the template was made of, or cannot be edited. */
function edit(entry: Entry, made: Foretold): Edited | null {
  const answer = inspectAnswer(entry.route, entry.form, entry.body);
  if ("problem" in answer || answer.text !== made.stored) return null;
  // Only a document can be edited, so a stream that cannot be turned into one is not.
  if (!isReplayable(entry, { stream: false })) return null;
  const json = replay(entry, { stream: false, includeUsage: true }).body;
  const body = editText(entry.route, json, () => made.text);
  return body && { entry: { ...entry, form: "json", body }, text: made.text };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}
