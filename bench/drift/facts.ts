/**
 * Facts whose documents change half-way, from shared pairs with a label: the sentence of a document, what a later version
 * says in its place, and how a model may word the answer. A pair that is labelled 0 changes what is told, one that is
 * labelled 1 only its wording; numbers are changed besides, as price lists and terms do.
 */
import { createHash } from "node:crypto";
import type { Data, Row } from "../quality/data.ts";

export interface Fact {
  readonly id: string;
  readonly set: string;
  /** The document's sentence at first. */
  readonly told: string;
  /** The sentence in other words, of the same meaning; null: there is none. */
  readonly reworded: string | null;
  /** A sentence that makes the old one wrong; null: there is none. */
  readonly changed: string | null;
  /** How the model words the answer: the sentence itself, or what follows from it. */
  readonly answer: string;
}

export type Half = "seen" | "unseen";

interface Source {
  readonly set: string;
  readonly rows: (data: Data) => readonly Row[];
  readonly fact: (row: Row) => Omit<Fact, "id" | "set"> | null;
}

const pair = ([label, a = "", b = ""]: Row): Omit<Fact, "id" | "set"> =>
  label === "0"
    ? { told: a, reworded: null, changed: b, answer: a }
    : { told: a, reworded: b, changed: null, answer: a };

const SOURCES: readonly Source[] = [
  {
    set: "captions, one thing swapped or replaced",
    // An attribute or a thing that is only added leaves the old answer true.
    rows: (data) => data.pairs("trap_sugar_crepe").filter((row) => /^(?:swap|replace)/.test(row[3] ?? "")),
    fact: pair,
  },
  { set: "negation", rows: (data) => data.pairs("trap_negation_cannot"), fact: pair },
  { set: "word order", rows: (data) => data.pairs("paws_wiki_dev"), fact: pair },
  { set: "news", rows: (data) => data.pairs("mrpc_train"), fact: pair },
  {
    set: "Portuguese, what follows",
    rows: (data) => data.pairs("assin2_train"),
    fact: ([label, a = "", b = ""]) =>
      label === "1"
        ? { told: a, reworded: null, changed: null, answer: b }
        : { told: a, reworded: null, changed: b, answer: a },
  },
  {
    set: "what follows, what contradicts",
    rows: (data) => data.rows("train_nli").filter(([label]) => label !== "neutral"),
    fact: ([label, a = "", b = ""]) =>
      label === "entailment"
        ? { told: a, reworded: null, changed: null, answer: b }
        : { told: a, reworded: null, changed: b, answer: a },
  },
  {
    set: "numbers",
    rows: (data) =>
      [...data.pairs("mrpc_train"), ...data.pairs("paws_wiki_dev")].filter((row) => /\d/.test(row[1] ?? "")),
    fact: ([, a = ""]) => ({ told: a, reworded: null, changed: withOtherNumber(a), answer: a }),
  },
];

/** At most `perSet` of each set, of the half that is asked for: a sentence is in one half only. */
export function factsOf(data: Data, half: Half, perSet: number): readonly Fact[] {
  return SOURCES.flatMap(({ set, rows, fact }) => {
    const out = new Map<string, Fact>();
    for (const row of rows(data)) {
      const made = fact(row.map(asWritten));
      if (made === null || halfOf(made.told) !== half || !isSentence(made.told)) continue;
      const id = `${set}: ${made.told}`;
      // Its first row speaks: later ones of the same sentence may say other things of it.
      if (!out.has(id)) out.set(id, { id, set, ...made });
      if (out.size === perSet) break;
    }
    return [...out.values()];
  });
}

/** Sentences to stand round them: captions, which nothing is asked of. */
export function fillersOf(data: Data, half: Half, max: number): readonly string[] {
  const out = new Set<string>();
  for (const [, text = ""] of data.rows("train_caption_groups")) {
    const written = asWritten(text);
    if (halfOf(written) === half && isSentence(written)) out.add(written);
    if (out.size === max) break;
  }
  return [...out];
}

function halfOf(text: string): Half {
  return (createHash("sha256").update(`drift ${text}`).digest()[0] ?? 0) % 2 === 0 ? "seen" : "unseen";
}

function isSentence(text: string): boolean {
  return text.split(/\s+/).length >= 5 && text.length <= 300;
}

/** Corpora put a space before each mark. */
function asWritten(text: string): string {
  const out = text
    .replace(/ ([.,;:!?)%'’])/g, "$1")
    .replace(/([($]) /g, "$1")
    .replace(/``|''/g, '"')
    .trim();
  return /[.!?"]$/.test(out) ? out : `${out}.`;
}

/** The first number, another one of its size. */
function withOtherNumber(text: string): string {
  return text.replace(/\d+/, (digits) => {
    const last = Number(digits.at(-1));
    return `${digits.slice(0, -1)}${(last + 3) % 10}`;
  });
}
