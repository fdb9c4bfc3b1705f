/**
 * One simulation: the cache as it would have been at one threshold. A served request stores nothing, a miss stores its
 * recorded answer, so each threshold has a cache of its own; `decide` and the catalogue are the gateway's.
 */
import { mayAdaptFrom } from "../core/adapt.ts";
import { nothingKnown } from "../core/decide.ts";
import { NO_DIRECTIVES } from "../core/directives.ts";
import type { Ask, Candidate, Known, Policy } from "../core/known.ts";
import { BettingSequence, LEVELS } from "../core/measure/betting-sequence.ts";
import { confirmationsNeeded } from "../core/measure/confirmations.ts";
import { corrected, correctedRange, type NoiseLimits } from "../core/measure/noise.ts";
import { nearlyFound } from "../core/nearly-found.ts";
import { withNeighbourhood } from "../core/neighbourhood.ts";
import { TemplateBook } from "../core/template-book.ts";
import { Catalog } from "../gateway/catalog.ts";
import { NEIGHBOURS } from "../gateway/look.ts";
import { AnswerGroups } from "../learn/answer-groups.ts";
import { ConfirmedPairs } from "../learn/confirmed-pairs.ts";
import type { EntryFacts, EntryId, PairVerdict, UnitVector } from "../model.ts";
import type { VectorIndex } from "../ports.ts";
import { type BodyRead, type Looking, walk } from "../walk.ts";
import type { RecordedRequest } from "./traffic.ts";

export interface LaneRules {
  /** The similarity threshold, 0 to 1; null: exact hits only. */
  readonly threshold: number | null;
  readonly adaptationThreshold: number;
  readonly policy: Policy;
  readonly entriesMax: number;
  readonly delta: number;
  /** True where pairs that the lane's own labels confirm are served whatever the threshold (confirmed_pairs). */
  readonly confirms: boolean;
}

/** What is known of the current request, made once for all lanes. */
export interface AtHand {
  readonly asked: RecordedRequest;
  /** Number of the request's key, 0 and up. */
  readonly slot: number;
  readonly vector: UnitVector | null;
  /** The facts of the entry that a miss stores. */
  readonly facts: () => EntryFacts;
  readonly verdict: (stored: EntryFacts, similarity: number) => PairVerdict;
  /** The question's `wordingDigest`, equal for wordings that say the same; null where the question says too little. */
  readonly form: () => string | null;
  /** The text of a stored answer; null where it has none. */
  readonly textOf: (id: EntryId) => string | null;
  /**
   * The judge's verdict on the answer that would be served and the recorded one; null where there is nothing to judge
   * by.
   */
  readonly judged: (served: string, question: string) => "same" | "different" | "unsure" | null;
}

/** How a lane answered a request. */
export type Ending =
  | { readonly outcome: "miss" }
  | { readonly outcome: "exact"; readonly entry: EntryFacts }
  | {
      readonly outcome: "semantic" | "adapted";
      readonly entry: EntryFacts;
      readonly similarity: number;
      readonly confidence: number;
      readonly text: string | null;
      readonly verdict: "same" | "different" | "unsure" | null;
    };

export class Lane {
  readonly rules: LaneRules;
  readonly #catalog: Catalog;
  /** The answer now stored for each key, by the key's slot. */
  readonly #exact: (EntryFacts | undefined)[] = [];
  readonly #templates = new TemplateBook();
  readonly #confirmed = new ConfirmedPairs(() => this.#needed);
  /** How many labels confirm a pair; null: no number does, while the judge may call every wrong answer right. */
  #needed: number | null = null;
  readonly #groups = new AnswerGroups();
  readonly #capital: BettingSequence;
  readonly #deltaAt: number;
  /** Requests that count for the measured error. */
  measured = 0;
  misses = 0;
  exact = 0;
  semantic = 0;
  adapted = 0;
  wrong = 0;
  unsure = 0;
  /** Hits with nothing to judge them by. */
  unjudged = 0;
  readonly saved = { inputTokens: 0, outputTokens: 0, usd: 0, seconds: 0, priced: 0, timed: 0 };

  constructor(rules: LaneRules, index: VectorIndex) {
    this.rules = rules;
    this.#catalog = new Catalog(index, rules.entriesMax);
    const levels = [...new Set([...LEVELS, rules.delta])].filter((level) => level > 0).sort((a, b) => a - b);
    this.#capital = new BettingSequence(levels);
    this.#deltaAt = levels.indexOf(rules.delta);
  }

  get hits(): number {
    return this.exact + this.semantic + this.adapted;
  }

  /** Answers the request from the lane's cache, or stores what was recorded. */
  ask(hand: AtHand, noise: NoiseLimits): Ending {
    const ending = this.#walk(hand, noise);
    this[ending.outcome === "miss" ? "misses" : ending.outcome]++;
    if (ending.outcome === "miss") this.#store(hand);
    this.#measure(hand, ending, noise);
    return ending;
  }

  /** Upper limit of the share of wrong answers among cacheable requests, wrong with probability `alpha` at most. */
  bound(alpha: number): number {
    return this.rules.threshold === null ? 0 : this.#capital.limit(alpha);
  }

  /** Log of the test's capital against "the share of wrong answers is at least what is allowed". */
  get evidence(): number {
    this.#capital.limit(1);
    return this.#deltaAt < 0 ? 0 : this.#capital.logAt(this.#deltaAt);
  }

  #walk(hand: AtHand, noise: NoiseLimits): Ending {
    const { asked } = hand;
    const ask: Ask = {
      cacheable: true,
      scope: asked.scope,
      key: asked.key,
      exactOnly: asked.exactOnly,
      directives: NO_DIRECTIVES,
      minConfidence: null,
      inside: true,
      credentialRefused: false,
    };
    this.#needed = confirmationsNeeded(noise.falseSameHigh, this.rules.delta);
    const steps = new Steps(hand, {
      exact: () => this.#exact[hand.slot],
      near: () => this.#near(hand),
      templates: this.#templates,
    });
    const walked = walk(nothingKnown(ask), this.rules.policy, steps);
    if (walked instanceof Promise) throw new Error("a replay waits for nothing");
    const { step, known } = walked;
    if (step.do !== "serve") {
      this.#judgeNearly(known, hand);
      return { outcome: "miss" };
    }
    const { tier, entry, similarity, confidence } = step.found;
    if (tier === "exact" || tier === "stale") return { outcome: "exact", entry };
    this.#catalog.touch(entry.id);
    const text = tier === "adapted" ? steps.edited : hand.textOf(entry.id);
    const verdict = text === null ? null : hand.judged(text, entry.question);
    if (tier === "semantic" && isChecked(asked)) this.#judged(hand, entry, "sample", verdict);
    return { outcome: tier, entry, similarity: similarity ?? 0, confidence: confidence ?? 0, text, verdict };
  }

  #near(hand: AtHand): readonly Candidate[] {
    const { asked, vector } = hand;
    if (vector === null || !this.#catalog.has(asked.scope)) return [];
    const candidates = this.#catalog.search(asked.scope, vector, NEIGHBOURS).map(({ facts, similarity }) => {
      const confirmations = this.rules.confirms
        ? this.#confirmed.labelsFor(facts.id, asked.key, hand.form)
        : 0;
      return {
        entry: facts,
        similarity,
        verdict: hand.verdict(facts, similarity),
        refusedPair: false,
        confirmedPair: confirmations > 0,
        confirmations,
      };
    });
    return withNeighbourhood(candidates, asked.atMs, (key) => this.#groups.of(key));
  }

  /** After a miss, compares near stored answers with upstream's, as the gateway does after each miss. */
  #judgeNearly(known: Known, hand: AtHand): void {
    if (this.rules.threshold === null) return;
    const nearly = nearlyFound(known, this.rules.policy, hand.asked.atMs);
    if (nearly?.tier !== "semantic") return;
    const text = hand.textOf(nearly.entry.id);
    if (text !== null) this.#judged(hand, nearly.entry, "miss", hand.judged(text, nearly.entry.question));
  }

  #judged(
    { asked, form }: AtHand,
    entry: EntryFacts,
    source: "miss" | "sample",
    verdict: "same" | "different" | "unsure" | null,
  ): void {
    if (verdict === null) return;
    const label = { source, verdict, tier: "semantic", entry: entry.id, question: asked.key } as const;
    this.#confirmed.added({ ...label, form: form() });
    this.#groups.added({ ...label, stored: entry.key });
  }

  #store({ asked, slot, vector, facts }: AtHand): void {
    if (!asked.isStored || !this.rules.policy.save) return;
    const entry = facts();
    this.#exact[slot] = entry;
    if (entry.semantic && this.rules.policy.semantic && vector !== null) this.#catalog.add(entry, vector);
    if (asked.text !== null && !asked.exactOnly)
      this.#templates.learn({
        ...{ scope: asked.scope, entry: entry.id },
        question: entry.question,
        answer: asked.text,
      });
  }

  #measure({ asked }: AtHand, ending: Ending, noise: NoiseLimits): void {
    const isFound = ending.outcome === "semantic" || ending.outcome === "adapted";
    if (isFound) {
      if (ending.verdict === "different") this.wrong++;
      else if (ending.verdict === "unsure") this.unsure++;
      else if (ending.verdict === null) this.unjudged++;
    }
    // Where upstream's own answer is unknown, nothing is learned: the request is left out of the measurement.
    if (asked.cached === "found" || (asked.text === null && !asked.exactOnly)) return;
    this.measured++;
    if (this.rules.threshold === null) return;
    const isWrong = isFound && ending.verdict !== "same";
    this.#capital.add(isFound ? corrected(isWrong, noise) : 0, correctedRange(noise).high);
  }
}

interface LaneAtHand {
  readonly exact: () => EntryFacts | undefined;
  readonly near: () => readonly Candidate[];
  readonly templates: TemplateBook;
}

/** The look-up steps over the lane's memory. A recording is no upstream, so the walk ends where one would be asked. */
class Steps implements Looking {
  /** The text of the answer that was edited last; null: none was. */
  edited: string | null = null;
  readonly #hand: AtHand;
  readonly #lane: LaneAtHand;

  constructor(hand: AtHand, lane: LaneAtHand) {
    this.#hand = hand;
    this.#lane = lane;
  }

  nowMs(): number {
    return this.#hand.asked.atMs;
  }

  lookUp(): Known["exact"] {
    const entry = this.#lane.exact();
    return entry === undefined ? { at: "absent" } : { at: "found", entry };
  }

  search(): Known["near"] {
    return { at: "found", candidates: this.#lane.near() };
  }

  lookAgain(): Known["second"] {
    return { at: "failed" };
  }

  read({ id }: EntryFacts): BodyRead {
    return { at: "read", text: this.#hand.textOf(id) ?? "" };
  }

  adapt(candidates: readonly Candidate[]): Known["adapted"] {
    const { asked, textOf } = this.#hand;
    for (const { entry, similarity, verdict } of candidates) {
      if (verdict.slot === null || !mayAdaptFrom(verdict.slot)) continue;
      const made = this.#lane.templates.foretold(asked.scope, entry.id, entry.question, asked.question);
      if (made === null || textOf(entry.id) !== made.stored) continue;
      this.edited = made.text;
      return { at: "made", adapted: { entry, similarity, confidence: made.confidence } };
    }
    return { at: "unconfirmed" };
  }
}

/**
 * Is this hit checked against upstream? The gateway checks a share of hits; here the row's line decides, alike in all
 * lanes.
 */
function isChecked({ line }: RecordedRequest): boolean {
  return Math.imul(line, 0x9e3779b1) >>> 0 < CHECKED_SHARE * 2 ** 32;
}
const CHECKED_SHARE = 0.02;
