/**
 * A knowledge base with its retriever and a model that answers from what was retrieved alone. Half-way its documents
 * change; what is right at any time is known by construction.
 */
import { chance } from "../chance.ts";
import type { Fact } from "./facts.ts";

/** What became of a document half-way. */
export const CHANGES = [
  "left as it was",
  "another sentence edited",
  "reworded",
  "moved among others",
  "told otherwise",
  "withdrawn",
] as const;
export type Change = (typeof CHANGES)[number];

interface Doc {
  readonly title: string | null;
  /** The fact's sentence, then others. */
  readonly sentences: readonly string[];
  /** Equal for sentences of the fact that say the same; null: it says nothing of it any more. */
  readonly says: "told" | "changed" | null;
}

export interface Asked {
  readonly fact: number;
  readonly question: string;
}

export interface Answered {
  readonly text: string;
  /** What it tells of the fact, and which other sentence it tells beside it; null: that nothing was found. */
  readonly says: "told" | "changed" | null;
  readonly beside: string | null;
}

const RETRIEVED = 4;
/** Of facts: their passages have a title that the question names. */
const TITLED = 0.5;
/** Of answers: they tell the document's next sentence as well. */
const TOLD_BESIDE = 0.25;
const OPENED = 0.2;
export const NOT_FOUND = "I could not find anything about that in the notes.";

export class World {
  readonly #facts: readonly Fact[];
  readonly #fillers: readonly string[];
  readonly #questions: readonly string[];
  readonly changes: readonly Change[];
  #docs: readonly (Doc | null)[];
  #index = new Map<string, number[]>();

  /** `fillers`: sentences that no fact is made of. */
  constructor(facts: readonly Fact[], fillers: readonly string[], seed: number) {
    const random = chance(seed);
    this.#fillers = fillers;
    const anyOf = () => fillers[Math.floor(random() * fillers.length)] ?? "";
    this.#facts = facts;
    const asked = new Set<string>();
    // What two documents would be asked for in the same words is asked by its title.
    const titled = facts.map((fact) => {
      const question = `What is told of ${topicOf(fact)}?`;
      const isTaken = asked.has(question);
      asked.add(question);
      return random() < TITLED || isTaken;
    });
    this.#docs = facts.map((fact, at) => ({
      title: titled[at] ? `Note ${1000 + at}` : null,
      sentences: [fact.told, anyOf(), anyOf()],
      says: "told",
    }));
    this.#questions = facts.map((fact, at) =>
      titled[at]
        ? `What does note ${1000 + at} say of ${topicOf(fact)}?`
        : `What is told of ${topicOf(fact)}?`,
    );
    this.changes = facts.map((fact) => changeOf(fact, random()));
    this.#indexed();
  }

  /** Half of the way: the documents become what `changes` says of each. */
  change(seed: number): void {
    const random = chance(seed);
    const anyOf = () => this.#fillers[Math.floor(random() * this.#fillers.length)] ?? "";
    this.#docs = this.#docs.map((doc, at) => {
      const fact = this.#facts[at];
      if (doc === null || fact === undefined) return null;
      const [told = "", ...others] = doc.sentences;
      switch (this.changes[at]) {
        case "another sentence edited":
          return { ...doc, sentences: [told, anyOf(), others[1] ?? ""] };
        case "reworded":
          return { ...doc, sentences: [fact.reworded ?? told, ...others] };
        case "moved among others":
          return { ...doc, sentences: [...others, told, anyOf()] };
        case "told otherwise":
          return { ...doc, sentences: [fact.changed ?? told, ...others], says: "changed" as const };
        case "withdrawn":
          return null;
        default:
          return doc;
      }
    });
    this.#indexed();
  }

  question(fact: number): string {
    return this.#questions[fact] ?? "";
  }

  /** Passages, best first, as a prompt carries them. */
  context(fact: number): { readonly text: string; readonly docs: readonly number[] } {
    const scores = new Map<number, number>();
    for (const word of new Set(wordsOf(this.question(fact)))) {
      const docs = this.#index.get(word) ?? [];
      const weight = Math.log(1 + this.#docs.length / (1 + docs.length));
      for (const at of docs) scores.set(at, (scores.get(at) ?? 0) + weight);
    }
    const docs = [...scores]
      .sort((a, b) => b[1] - a[1] || a[0] - b[0])
      .slice(0, RETRIEVED)
      .map(([at]) => at);
    return { text: docs.map((at) => passage(this.#docs[at] ?? null)).join("\n\n"), docs };
  }

  /** From what was retrieved, and nothing else. */
  answer(fact: number, docs: readonly number[]): Answered {
    const doc = docs.includes(fact) ? this.#docs[fact] : null;
    const of = this.#facts[fact];
    if (!doc || of === undefined) return { text: NOT_FOUND, says: null, beside: null };
    const random = chance(fact + 77);
    const beside = random() < TOLD_BESIDE ? (doc.sentences.find((s) => !tells(of, s)) ?? null) : null;
    const main = doc.says === "told" ? of.answer : (of.changed ?? "");
    const opening = random() < OPENED ? "Sure! " : "";
    return { text: `${opening}${main}${beside === null ? "" : ` ${beside}`}`, says: doc.says, beside };
  }

  /** Does an answer hold of the documents as they are now? */
  holds(fact: number, { says, beside }: Answered, docs: readonly number[]): boolean {
    const doc = this.#docs[fact] ?? null;
    if (says === null) return !docs.includes(fact) || doc === null;
    if (doc === null || doc.says !== says) return false;
    return beside === null || doc.sentences.includes(beside);
  }

  #indexed(): void {
    this.#index = new Map();
    for (const [at, doc] of this.#docs.entries())
      for (const word of new Set(wordsOf(passage(doc)))) {
        const docs = this.#index.get(word);
        if (docs) docs.push(at);
        else this.#index.set(word, [at]);
      }
  }
}

function changeOf({ reworded, changed }: Fact, drawn: number): Change {
  if (drawn < 0.3) return "left as it was";
  if (drawn < 0.45) return "another sentence edited";
  if (drawn < 0.55) return "moved among others";
  if (drawn < 0.65) return "withdrawn";
  return changed !== null ? "told otherwise" : reworded !== null ? "reworded" : "another sentence edited";
}

function tells({ told, reworded, changed }: Fact, sentence: string): boolean {
  return sentence === told || sentence === reworded || sentence === changed;
}

function passage(doc: Doc | null): string {
  if (doc === null) return "";
  const text = doc.sentences.join(" ");
  return doc.title === null ? text : `${doc.title}\n${text}`;
}

/** The two longest words that the sentence keeps in its later version. */
function topicOf({ told, reworded, changed }: Fact): string {
  const later = new Set(wordsOf(changed ?? reworded ?? told));
  const kept = [...new Set(wordsOf(told))].filter((word) => later.has(word) && !/\d/.test(word));
  const longest = kept.sort((a, b) => b.length - a.length || (a < b ? -1 : 1)).slice(0, 2);
  return longest.length === 0 ? "this" : longest.join(" and ");
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
