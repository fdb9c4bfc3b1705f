/** Shared by the three stream formats: plain JSON objects, text in pieces, usage. */
import type { Usage } from "../model.ts";

export type Json = Record<string, unknown>;
export type Piece = string;

export interface Folded {
  readonly json: Json;
  /** The format's own end was seen. */
  readonly done: boolean;
  /** An error event was among the others. */
  readonly error: boolean;
}

export function record(value: unknown): Json | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : null;
}

export function records(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter((item): item is Json => record(item) !== null) : [];
}

/** Strings are appended, everything else is replaced. */
export function mergeText(before: Json, part: Json): Json {
  const out: Json = { ...before };
  for (const [name, value] of Object.entries(part)) {
    if (typeof value === "string" && typeof out[name] === "string") out[name] = (out[name] as string) + value;
    else if (value !== null) out[name] = value;
  }
  return out;
}

/** Characters a piece has at least, before it ends at the next white space. */
const PIECE_MIN = 12;
const PIECE_MAX = 64;

/** Text in pieces of a few words, as a model would tell it; no piece ends inside a code point. */
export function pieces(text: string): Piece[] {
  const out: Piece[] = [];
  let from = 0;
  while (from < text.length) {
    let to = Math.min(text.length, from + PIECE_MIN);
    while (
      to < text.length &&
      to - from < PIECE_MAX &&
      text.charCodeAt(to - 1) !== 32 &&
      text.charCodeAt(to - 1) !== 10
    )
      to++;
    const last = text.charCodeAt(to - 1);
    if (last >= 0xd800 && last <= 0xdbff && to < text.length) to++;
    out.push(text.slice(from, to));
    from = to;
  }
  return out;
}

export function usageOf(usage: Json | null, input: string, output: string): Usage | null {
  const i = usage?.[input];
  const o = usage?.[output] ?? 0;
  return typeof i === "number" && typeof o === "number" ? { inputTokens: i, outputTokens: o } : null;
}
