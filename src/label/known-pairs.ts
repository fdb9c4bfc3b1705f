/**
 * Tries the judge on answers to different questions, which it must call different. Costs no call to upstream. Does not
 * use near questions: many of them want one answer, and a judge that rightly says so would count as wrong.
 */
import type { Key, Scope } from "../model.ts";
import type { Fresh, ModelCalls, Subject } from "./answered.ts";
import type { Bookkeeping } from "./bookkeeping.ts";
import type { LabelDeps } from "./deps.ts";
import type { Judging } from "./judging.ts";

/** Pairs with a lower probability are taken as known to differ. */
const KNOWN_MAX = 0.05;
/** The most kept answers, the newest; and the longest answer that is kept, in UTF-16 units. */
const KEPT = { answers: 64, characters: 20_000 };
/** Share of misses with such a pair on which the judge is tried, by its kind; a model costs money. */
const KNOWN_CHANCE = { answer: 0.25, local: 0.25, model: 0.05 };

type Needs = Pick<LabelDeps, "judge" | "chance" | "verifier" | "measuring">;

/** An answer that upstream gave, kept at hand to try the judge on. */
interface Recent {
  readonly scope: Scope;
  readonly key: Key;
  readonly question: string;
  readonly text: string;
}

export class KnownPairs {
  readonly #deps: Needs;
  readonly #judging: Judging;
  readonly #book: Bookkeeping;
  readonly #recent: Recent[] = [];

  constructor(deps: Needs, judging: Judging, book: Bookkeeping) {
    this.#deps = deps;
    this.#judging = judging;
    this.#book = book;
  }

  /** An answer to test the judge with; null: no test this time. `follower`: the fresh answer is kept already. */
  try({ scope, key, question }: Subject, { text }: Fresh, follower: boolean): Recent | null {
    const { chance, judge, verifier } = this.#deps;
    if (text === null) return null;
    const other = this.#recent[Math.floor(chance() * this.#recent.length)];
    if (text.length <= KEPT.characters && !follower) {
      this.#recent.push({ scope, key, question, text });
      if (this.#recent.length > KEPT.answers) this.#recent.shift();
    }
    if (chance() >= KNOWN_CHANCE[judge().kind]) return null;
    if (other === undefined || other.scope !== scope || other.key === key) return null;
    const { veto, probability } = verifier.compare(other.question, question, 1);
    return veto === null && probability >= KNOWN_MAX ? null : other;
  }

  async tried(
    subject: Subject,
    { key, question: held, text }: Recent,
    fresh: Fresh,
    calls: ModelCalls | undefined,
  ): Promise<void> {
    const { question } = subject;
    await this.#judging.tryOut({ question, held, stored: text, fresh, calls }, (judged) => {
      this.#deps.measuring.knownPair(judged.counts === "same");
      this.#book.trial(subject, judged, "known", key);
    });
  }
}
