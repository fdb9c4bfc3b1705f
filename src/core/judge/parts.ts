/** An answer taken apart: a JSON document, or blocks of code and sentences. */
import { canonicalJson } from "../../wire/canonical-json.ts";

export interface Parts {
  /** Canonical JSON where the whole answer is a document; then the rest is empty. */
  readonly json: string | null;
  /** Each block's tokens, one space between. */
  readonly code: readonly string[];
  readonly sentences: readonly string[];
}

const FENCE = /```[^\n]*\n([\s\S]*?)(?:```|$)/g;
const CHARS_MAX = 100_000;

export function partsOf(text: string): Parts {
  const read = text.slice(0, CHARS_MAX).trim();
  const json = documentOf(read);
  if (json !== null) return { json, code: [], sentences: [] };
  const code = [...read.matchAll(FENCE)].map((match) => tokensOf(match[1] ?? ""));
  const prose = read.replace(FENCE, "\n");
  return { json: null, code, sentences: sentencesOf(prose) };
}

/** Also a document alone in a fence, as models like to send it. */
function documentOf(text: string): string | null {
  const bare = /^```(?:json)?\s*\n([\s\S]*?)\n?```$/.exec(text)?.[1] ?? text;
  if (!/^[[{]/.test(bare.trim())) return null;
  try {
    return canonicalJson(JSON.parse(bare));
  } catch {
    return null;
  }
}

/** Names, numbers, strings and marks; comments and layout are left out. */
function tokensOf(code: string): string {
  const bare = code.replace(/\/\*[\s\S]*?\*\/|(?:^|\s)(?:\/\/|#(?!include|!)|--\s).*$/gm, " ");
  return (
    bare.match(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[\p{L}_$][\p{L}\p{N}_$]*|\d[\d._]*|[^\s]/gu) ?? []
  ).join(" ");
}

/** Lines, and sentences within them; list marks and emphasis are cut. */
function sentencesOf(prose: string): string[] {
  const out: string[] = [];
  for (const line of prose.split(/\n+/)) {
    const bare = line.replace(/^\s*(?:[-*•>#]+|\d{1,3}[.)])\s+/, "").replace(/[*_`]+/g, "");
    for (const sentence of bare.split(/(?<=[.!?])\s+(?=[\p{Lu}\p{N}"'(])/u)) {
      const trimmed = sentence.trim();
      if (trimmed !== "") out.push(trimmed);
    }
  }
  return out;
}
