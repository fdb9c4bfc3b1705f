/**
 * What happens after the client has its answer: the request is counted for the measurement, and, where upstream's fresh
 * answer is there (shadow, a miss, a sampled hit), it is laid beside the stored one and judged. Nobody waits for it.
 *
 * Every call that is made on our own account goes out with the caller's own credential while the request is at hand;
 * nothing of it is kept.
 */
import type { Candidate } from "../core/decide.ts";
import { scoreOfAdapted } from "../core/learned.ts";
import type { EntryFacts, Route } from "../model.ts";
import type { Judge, Store } from "../ports.ts";
import { inspectAnswer } from "../wire/answer.ts";
import type { Asked } from "./asked.ts";
import { askAgain, type FetchDeps, saveFresh } from "./fetch.ts";
import type { Landing } from "./upstream-flight.ts";

/** What is told of one pair; `learn/labels.ts` keeps it. */
export interface JudgedPair {
  readonly source: "shadow" | "miss" | "sample";
  readonly verdict: "same" | "different" | "unsure";
  readonly judge: "answer" | "model";
  readonly tier: "semantic" | "adapted";
  readonly score: number;
  readonly probability: number;
  readonly similarity: number;
  readonly q: number;
  readonly group: string;
  readonly entry: string;
  readonly question: string;
  /** For the evidence of the pair; not kept. */
  readonly texts: { readonly stored: string; readonly asked: string };
}

export interface LabelDeps extends FetchDeps {
  readonly judge: () => Judge;
  readonly measuring: {
    observe(of: {
      readonly score: number | null;
      readonly q: number;
      readonly qServed: number;
      readonly verdict: "same" | "different" | null;
      readonly group: string;
      readonly atMs: number;
    }): void;
    doubleAsked(different: boolean): void;
    knownPair(same: boolean): void;
    readonly checkChance: number;
    readonly doubleChance: number;
  };
  readonly keepLabel: (pair: JudgedPair) => void;
  /** 0 to 1. */
  readonly chance: () => number;
  /** Counts a call on our own account against the budget; false: it must not be made. */
  readonly mayAsk: () => boolean;
}

/** A candidate below it is not worth a judge: no threshold comes near it. */
const NEAR_MIN = 0.3;
/** A pair below it is known to differ, near enough. */
const KNOWN_MAX = 0.05;
/** Of misses with such a pair, so many have the judge tried on it. */
const KNOWN_CHANCE = 0.25;
const JUDGE_MS_MAX = 30_000;
/** Answers that wait for their judge. Beyond it requests go uncounted. */
const RUNNING_MAX = 64;

export class Labeller {
  readonly #deps: LabelDeps;
  #running = 0;

  constructor(deps: LabelDeps) {
    this.#deps = deps;
  }

  /** Chance of a check, drawn into the count before it is seen what is found. */
  get checkChance(): number {
    return this.#deps.measuring.checkChance;
  }

  /** After the answer has been sent. Never rejects, and nobody waits. `qServed` as of before it was served. */
  afterwards(asked: Asked, qServed: number): void {
    if (this.#running >= RUNNING_MAX) return;
    this.#running++;
    this.#label(asked, qServed)
      .catch((error) => this.#deps.onFault("judge", error))
      .finally(() => this.#running--);
  }

  async #label(asked: Asked, qInside: number): Promise<void> {
    const { x, route, identity } = asked;
    const { ask } = x;
    if (!identity.cacheable || !ask?.cacheable || ask.credentialRefused || route === "embeddings") return;
    const { noStore, noCache, onlyIfCached } = ask.directives;
    if (noStore || noCache || onlyIfCached) return;
    const isInside = ask.inside && x.settings.policy.serveFound;
    const qServed = isInside ? qInside : 1;
    // What could never be checked must not count as right.
    if (!(qServed > 0)) return;
    const count = (score: number | null, q: number, verdict: "same" | "different" | null): void =>
      this.#deps.measuring.observe({
        score,
        q,
        qServed,
        verdict,
        group: `${route} ${x.model}`,
        atMs: this.#deps.clock.nowMs(),
      });
    switch (x.outcome) {
      case "exact":
      case "stale":
        return count(null, 1, null);
      case "semantic":
      case "adapted":
        return await this.#served(asked, qServed, count);
      case "miss":
      case "shadow":
        return await this.#fetched(asked, count);
      default:
        return;
    }
  }

  /** A hit: checked against upstream with chance q, or counted as unchecked. */
  async #served(asked: Asked, q: number, count: Count): Promise<void> {
    const { x, route } = asked;
    const found = foundIn(asked);
    if (found === null) return;
    if (this.#deps.chance() >= q) return count(found.score, q, null);
    // A check that the budget refuses leaves the request out: it is neither right nor wrong.
    if (!this.#deps.mayAsk()) return;
    const stored = await this.#stored(asked, found);
    const landing = await askAgain(this.#deps, asked);
    const fresh = textOf(route, landing);
    if (stored === null || fresh === null) return;
    const verdict = await this.#judged(asked, found, stored, fresh, "sample", q);
    count(found.score, q, verdict);
    if (verdict === "different") x.stored = saveFresh(this.#deps, asked, landing) || x.stored;
  }

  /** Upstream was asked anyway: what was found, or came near, is judged for certain. */
  async #fetched(asked: Asked, count: Count): Promise<void> {
    const { x, route } = asked;
    const landing = await asked.flight?.landing;
    await asked.seen;
    const fresh = landing ? textOf(route, landing) : null;
    if (fresh === null) return;
    const found = foundIn(asked) ?? nearIn(asked);
    if (found === null) count(null, 1, null);
    else {
      const stored = await this.#stored(asked, found);
      if (stored === null) return;
      const source = x.outcome === "shadow" ? "shadow" : "miss";
      count(found.score, 1, await this.#judged(asked, found, stored, fresh, source, 1));
    }
    await this.#triedOnKnown(asked, fresh);
    await this.#askedTwice(asked, fresh);
  }

  async #judged(
    asked: Asked,
    found: FoundPair,
    stored: string,
    fresh: string,
    source: JudgedPair["source"],
    q: number,
  ): Promise<"same" | "different"> {
    const { x, route, identity } = asked;
    if (!identity.cacheable) throw new Error("a label for what is not cacheable");
    const judge = this.#deps.judge();
    const { verdict } = await judge.judge({ question: identity.question, stored, fresh }, JUDGE_MS_MAX);
    const { candidate, tier, probability } = found;
    this.#deps.keepLabel({
      source,
      verdict,
      judge: judge.kind,
      tier,
      score: candidate.verdict.score,
      probability,
      similarity: candidate.similarity,
      q,
      group: `${route} ${x.model}`,
      entry: candidate.entry.id,
      question: identity.key,
      texts: { stored: candidate.entry.question, asked: identity.question },
    });
    // In doubt the answer counts as wrong; how often that is so is measured on prompts that are asked twice.
    return verdict === "same" ? "same" : "different";
  }

  /** Answers to questions that differ: the judge must say so. Costs no call. */
  async #triedOnKnown(asked: Asked, fresh: string): Promise<void> {
    const { x, identity } = asked;
    if (!identity.cacheable || this.#deps.chance() >= KNOWN_CHANCE) return;
    const other = x.candidates.find(
      ({ verdict, gone, entry }) =>
        !gone && entry.key !== identity.key && (verdict.veto !== null || verdict.probability < KNOWN_MAX),
    );
    const stored = other ? await bodyText(this.#deps.store, other.entry, this.#deps.clock.nowMs()) : null;
    if (stored === null) return;
    const { verdict } = await this.#deps
      .judge()
      .judge({ question: identity.question, stored, fresh }, JUDGE_MS_MAX);
    this.#deps.measuring.knownPair(verdict === "same");
  }

  /** The same prompt again: two right answers, which the judge must call the same. */
  async #askedTwice(asked: Asked, fresh: string): Promise<void> {
    const { route, identity } = asked;
    const { measuring } = this.#deps;
    if (!identity.cacheable || asked.x.follower) return;
    if (this.#deps.chance() >= measuring.doubleChance || !this.#deps.mayAsk()) return;
    const again = textOf(route, await askAgain(this.#deps, asked));
    if (again === null) return;
    const pair = { question: identity.question, stored: fresh, fresh: again };
    const { verdict } = await this.#deps.judge().judge(pair, JUDGE_MS_MAX);
    measuring.doubleAsked(verdict !== "same");
  }

  async #stored(asked: Asked, found: FoundPair): Promise<string | null> {
    if (found.tier === "adapted") return asked.edited?.text ?? null;
    return await bodyText(this.#deps.store, found.candidate.entry, this.#deps.clock.nowMs());
  }
}

type Count = (score: number | null, q: number, verdict: "same" | "different" | null) => void;

interface FoundPair {
  readonly candidate: Candidate;
  readonly tier: "semantic" | "adapted";
  readonly probability: number;
  /** On the scale that thresholds are on. */
  readonly score: number;
}

/** What was served, or would have been. */
function foundIn({ x, edited }: Asked): FoundPair | null {
  if (x.outcome === "miss" || x.entry === null || x.confidence === null) return null;
  const candidate = x.candidates.find(({ entry }) => entry.id === x.entry?.id);
  if (candidate === undefined) return null;
  const isEdited = x.outcome === "adapted" || (x.outcome === "shadow" && edited?.entry.id === x.entry.id);
  const score = isEdited ? scoreOfAdapted(x.confidence, x.settings.policy) : x.confidence;
  return { candidate, tier: isEdited ? "adapted" : "semantic", probability: x.confidence, score };
}

/** The surest neighbour that was not served, where a lower threshold would have served it. */
function nearIn({ x }: Asked): FoundPair | null {
  let best: Candidate | null = null;
  for (const candidate of x.candidates) {
    const { verdict, gone, refusedPair, entry } = candidate;
    if (verdict.veto !== null || gone || refusedPair || !entry.semantic) continue;
    if (verdict.probability < NEAR_MIN) continue;
    if (best === null || verdict.probability > best.verdict.probability) best = candidate;
  }
  if (best === null) return null;
  const { probability } = best.verdict;
  return { candidate: best, tier: "semantic", probability, score: probability };
}

/** Null for an answer that is not whole, or has no text. */
function textOf(route: Route, landing: Landing): string | null {
  if (!landing.ok || landing.recording === null || landing.head.status !== 200) return null;
  const answer = inspectAnswer(route, landing.head.form, landing.recording);
  return "problem" in answer || !answer.complete ? null : answer.text;
}

async function bodyText(store: Store, facts: EntryFacts, nowMs: number): Promise<string | null> {
  const entry = await store.getById(facts.id, nowMs);
  if (entry === null || entry.scope !== facts.scope) return null;
  const answer = inspectAnswer(entry.route, entry.form, entry.body);
  return "problem" in answer ? null : answer.text;
}
