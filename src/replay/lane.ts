/**
 * One simulation: the cache as it would have been at one threshold. A served request stores nothing, a miss stores its
 * recorded answer, so each threshold has a cache of its own; `decide` and the catalogue are the gateway's.
 */
import { mayAdaptFrom } from "../core/adapt.ts";
import { type Ask, type Candidate, decide, type Known, type Policy } from "../core/decide.ts";
import { NO_DIRECTIVES } from "../core/directives.ts";
import { Capital, LEVELS } from "../core/measure/capital.ts";
import { corrected, correctedRange, type NoiseLimits } from "../core/measure/noise.ts";
import { TemplateBook } from "../core/template-book.ts";
import { Catalog } from "../gateway/catalog.ts";
import type { EntryFacts, EntryId, PairVerdict, UnitVector } from "../model.ts";
import type { VectorIndex } from "../ports.ts";
import type { Asked } from "./traffic.ts";

/** As the gateway verifies them; see gateway/look.ts. */
const NEIGHBOURS = 6;
const STEPS_MAX = 12;

export interface LaneRules {
  /** Null: exact only. */
  readonly threshold: number | null;
  readonly adaptationThreshold: number;
  readonly policy: Policy;
  readonly entriesMax: number;
  readonly delta: number;
}

/** What is known of the request at hand, made once for all lanes. */
export interface AtHand {
  readonly asked: Asked;
  /** Of the key, 0 and up. */
  readonly slot: number;
  readonly vector: UnitVector | null;
  /** The entry that a miss stores. */
  readonly facts: () => EntryFacts;
  readonly verdict: (stored: EntryFacts, similarity: number) => PairVerdict;
  /** The words of a stored answer. */
  readonly textOf: (id: EntryId) => string | null;
  /** Between the answer that would be served and the recorded one; null where there is nothing to judge by. */
  readonly judged: (served: string) => "same" | "different" | "unsure" | null;
}

/** How a lane ended with a request. */
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
  /** The present answer of each key, by slot. */
  readonly #exact: (EntryFacts | undefined)[] = [];
  readonly #templates = new TemplateBook();
  readonly #capital: Capital;
  readonly #deltaAt: number;
  /** Requests that count in the measurement. */
  measured = 0;
  misses = 0;
  exact = 0;
  semantic = 0;
  adapted = 0;
  wrong = 0;
  unsure = 0;
  /** Served, with nothing to judge by. */
  unjudged = 0;
  readonly saved = { inputTokens: 0, outputTokens: 0, usd: 0, seconds: 0, priced: 0, timed: 0 };

  constructor(rules: LaneRules, index: VectorIndex) {
    this.rules = rules;
    this.#catalog = new Catalog(index, rules.entriesMax);
    const levels = [...new Set([...LEVELS, rules.delta])].filter((level) => level > 0).sort((a, b) => a - b);
    this.#capital = new Capital(levels);
    this.#deltaAt = levels.indexOf(rules.delta);
  }

  get hits(): number {
    return this.exact + this.semantic + this.adapted;
  }

  /** Answers the request, or stores what was recorded. */
  ask(hand: AtHand, noise: NoiseLimits): Ending {
    const ending = this.#walk(hand);
    this[ending.outcome === "miss" ? "misses" : ending.outcome]++;
    if (ending.outcome === "miss") this.#store(hand);
    this.#measure(hand, ending, noise);
    return ending;
  }

  /** Upper limit of the share of wrong answers over cacheable requests. */
  bound(alpha: number): number {
    return this.rules.threshold === null ? 0 : this.#capital.limit(alpha);
  }

  /** Log of the capital against "the share is at least what is allowed". */
  get evidence(): number {
    this.#capital.limit(1);
    return this.#deltaAt < 0 ? 0 : this.#capital.logAt(this.#deltaAt);
  }

  #walk(hand: AtHand): Ending {
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
    const known: { -readonly [K in keyof Known]: Known[K] } = {
      ask,
      exact: { at: "unasked" },
      near: { at: "unasked" },
      second: { at: "unasked" },
      adapted: { at: "unasked" },
      upstream: "unasked",
    };
    let edited: string | null = null;
    for (let turn = 0; turn < STEPS_MAX; turn++) {
      const step = decide(known, this.rules.policy, asked.atMs);
      switch (step.do) {
        case "look-up": {
          const entry = this.#exact[hand.slot];
          known.exact = entry === undefined ? { at: "absent" } : { at: "found", entry };
          break;
        }
        case "search":
          known.near = { at: "found", candidates: this.#near(hand) };
          break;
        case "adapt": {
          const made = adapted(this.#templates, step.candidates, hand);
          known.adapted = made.adapted;
          edited = made.text;
          break;
        }
        case "serve": {
          const { tier, entry, similarity, confidence } = step.found;
          if (tier === "exact" || tier === "stale") return { outcome: "exact", entry };
          this.#catalog.touch(entry.id);
          const text = tier === "adapted" ? edited : hand.textOf(entry.id);
          return {
            outcome: tier,
            entry,
            similarity: similarity ?? 0,
            confidence: confidence ?? 0,
            text,
            verdict: text === null ? null : hand.judged(text),
          };
        }
        default:
          return { outcome: "miss" };
      }
    }
    throw new Error(`no decision after ${STEPS_MAX} steps`);
  }

  #near(hand: AtHand): Candidate[] {
    const { asked, vector } = hand;
    if (vector === null || !this.#catalog.has(asked.scope)) return [];
    return this.#catalog.search(asked.scope, vector, NEIGHBOURS).map(({ facts, similarity }) => ({
      entry: facts,
      similarity,
      verdict: hand.verdict(facts, similarity),
      refusedPair: false,
      confirmedPair: false,
      gone: false,
    }));
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
    // Where upstream's own answer is not known nothing is learned, whatever was served: the request is left out.
    if (asked.cached === "found" || (asked.text === null && !asked.exactOnly)) return;
    this.measured++;
    if (this.rules.threshold === null) return;
    const isWrong = isFound && ending.verdict !== "same";
    this.#capital.add(isFound ? corrected(isWrong, noise) : 0, correctedRange(noise).high);
  }
}

function adapted(
  templates: TemplateBook,
  candidates: readonly Candidate[],
  { asked, textOf }: AtHand,
): { adapted: Known["adapted"]; text: string | null } {
  for (const { entry, similarity, verdict } of candidates) {
    if (verdict.slot === null || !mayAdaptFrom(verdict.slot)) continue;
    const made = templates.foretold(asked.scope, entry.id, entry.question, asked.question);
    if (made === null || textOf(entry.id) !== made.stored) continue;
    const { text, confidence } = made;
    return { adapted: { at: "made", adapted: { entry, similarity, confidence } }, text };
  }
  return { adapted: { at: "unconfirmed" }, text: null };
}
