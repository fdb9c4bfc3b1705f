/** A retrieved context taken apart: passages, each with a title where it has one, and their sentences as words. */
import type { Language } from "../verify/read/tables.ts";
import { type GroundWord, groundWords } from "./words.ts";

export interface StatedSentence {
  readonly text: string;
  readonly words: readonly GroundWord[];
}

export interface Passage {
  /** The passage's number: "2" in "[2] …"; null where it has none. */
  readonly label: string | null;
  /** Keys of the words in the first line where that is a heading; else empty. */
  readonly title: ReadonlySet<string>;
  readonly sentences: readonly StatedSentence[];
  /** Keys of all words of the passage. */
  readonly keys: ReadonlySet<string>;
}

/** Most passages of one prompt; retrievers return about a tenth of that. */
const PASSAGES_MAX = 200;
const TITLE_CHARS_MAX = 120;

/** More passages are not read: then there are none, and nothing stands on them. */
export function passagesOf(context: string, language: Language): readonly Passage[] {
  const blocks = blocksOf(context);
  if (blocks.length > PASSAGES_MAX) return [];
  return blocks
    .map((block) => passageOf(block, language))
    .filter(({ sentences, title }) => sentences.length > 0 || title.size > 0);
}

/** Splits a context into passages: at an empty line, a rule, or a numbered label that begins a line. */
function blocksOf(context: string): string[] {
  return context
    .split(/\n\s*\n|\n(?=\s*(?:\[\d{1,3}\]|[-=*_]{3,}\s*$|<\/?(?:doc|document|passage|source)\b))/gimu)
    .filter((block) => /[\p{L}\p{N}]/u.test(block));
}

function passageOf(block: string, language: Language): Passage {
  const label = /^\s*\[(\d{1,3})\]\s*/u.exec(block);
  const text = block.slice(label?.[0].length ?? 0).trim();
  const [first = "", ...rest] = text.split("\n");
  const isTitle = rest.length > 0 && first.length <= TITLE_CHARS_MAX && !/[.!?;,]\s*$/u.test(first);
  const title = isTitle ? groundWords(first, language) : [];
  const sentences = sentencesOf(isTitle ? rest.join("\n") : text).map((sentence) => ({
    text: sentence,
    words: groundWords(sentence, language),
  }));
  const keys = new Set([...title, ...sentences.flatMap(({ words }) => words)].map(({ key }) => key));
  return { label: label?.[1] ?? null, title: new Set(title.map(({ key }) => key)), sentences, keys };
}

/** The text's sentences, line by line, without list marks and emphasis. */
export function sentencesOf(text: string): string[] {
  const out: string[] = [];
  for (const line of text.split(/\n+/)) {
    const bare = line.replace(/^\s*(?:[-*•>#|]+|\d{1,3}[.)])\s+/u, "").replace(/[*`]+/g, "");
    for (const sentence of bare.split(/(?<=[.!?])\s+(?=[\p{Lu}\p{N}"'([])/u)) {
      const trimmed = sentence.trim();
      if (/[\p{L}\p{N}]/u.test(trimmed)) out.push(trimmed);
    }
  }
  return out;
}
