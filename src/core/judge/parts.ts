/** An answer taken apart: a JSON document, or blocks of code and sentences. */
import { canonicalJson } from "../../wire/canonical-json.ts";

export interface Parts {
  /** Canonical JSON where the whole answer is a JSON document; `code` and `sentences` are then empty. */
  readonly json: string | null;
  /** The tokens of each code block, joined by one space. */
  readonly code: readonly string[];
  /** The code blocks as written. */
  readonly blocks: readonly string[];
  /** The tokens of code within the prose. */
  readonly inline: readonly string[];
  readonly sentences: readonly string[];
}

const FENCE = /```[^\n]*\n([\s\S]*?)(?:```|$)/g;
const INLINE = /`[^`\n]{1,200}`/g;
const CHARS_MAX = 100_000;
const NO_CODE = { code: [], blocks: [], inline: [] } as const;

export function partsOf(text: string): Parts {
  const read = text.slice(0, CHARS_MAX).trim();
  const json = documentOf(read);
  if (json !== null) return { ...NO_CODE, json, sentences: [] };
  if (!read.includes("`")) return { ...NO_CODE, json: null, sentences: sentencesOf(read) };
  const blocks = [...read.matchAll(FENCE)].map((match) => match[1] ?? "");
  const prose = blocks.length === 0 ? read : read.replace(FENCE, "\n");
  const inline = prose.match(INLINE)?.map((span) => codeTokens(span.slice(1, -1))) ?? [];
  return { json: null, code: blocks.map(codeTokens), blocks, inline, sentences: sentencesOf(prose) };
}

/** The answer as canonical JSON, also where it stands alone in a code fence; null where it is no JSON document. */
function documentOf(text: string): string | null {
  const bare = /^```(?:json)?\s*\n([\s\S]*?)\n?```$/.exec(text)?.[1] ?? text;
  if (!/^[[{]/.test(bare.trim())) return null;
  try {
    return canonicalJson(JSON.parse(bare));
  } catch {
    return null;
  }
}

/** A code block's tokens (names, numbers, strings, marks) joined by a space; comments and layout are left out. */
export function codeTokens(code: string): string {
  const bare = code.replace(/\/\*[\s\S]*?\*\/|(?:^|\s)(?:\/\/|#(?!include|!)|--\s).*$/gm, " ");
  return (
    bare.match(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[\p{L}_$][\p{L}\p{N}_$]*|\d[\d._]*|[^\s]/gu) ?? []
  ).join(" ");
}

/** No sentence ends behind the initial of a name: "John F. Kennedy", "by J. Cole". */
const BETWEEN_SENTENCES =
  /(?<=[.!?])(?<!(?:^|\p{Lu}[\p{L}.'’]*\s|(?:^|\s)(?:by|and|of|por|de|e)\s)\p{Lu}\.)\s+(?=[\p{Lu}\p{N}"'(])/u;

/** The text's sentences, line by line, without list marks and emphasis. */
function sentencesOf(prose: string): string[] {
  const out: string[] = [];
  for (const line of prose.split(/\n+/).flatMap(stepsOf)) {
    const bare = line.replace(/^\s*(?:[-*•>#]+|\d{1,3}[.)])\s+/, "").replace(/[*_`]+/g, "");
    for (const sentence of bare.split(BETWEEN_SENTENCES)) {
      const trimmed = sentence.trim();
      if (trimmed !== "") out.push(trimmed);
    }
  }
  return out;
}

/** "1. Mix. 2. Bake." in one line, step by step; a line whose numbers do not count up from 1 is one. */
function stepsOf(line: string): readonly string[] {
  if (!FIRST_STEP.test(line)) return [line];
  const steps = line.split(BETWEEN_STEPS);
  const areCounted = steps.every((step, at) => Number.parseInt(step, 10) === at + 1);
  return areCounted ? steps : [line];
}
const FIRST_STEP = /^\s*1[.)]\s/;
const BETWEEN_STEPS = /(?<=[.!?;,:\p{L}\p{N})`"'])\s+(?=\d{1,2}[.)]\s+\S)/u;
