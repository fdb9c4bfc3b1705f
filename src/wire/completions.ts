/** Legacy completions: text in chunks that look like the whole. */
import { type Folded, type Json, pieces, record, records } from "./fold.ts";

export function foldCompletions(events: readonly (string | null)[]): Folded | null {
  const top: Json = {};
  const choices = new Map<number, Json>();
  let usage: unknown;
  let done = false;
  let error = false;
  for (const data of events) {
    if (data === null) continue;
    if (data === "[DONE]") {
      done = true;
      continue;
    }
    let chunk: Json | null;
    try {
      chunk = record(JSON.parse(data));
    } catch {
      return null;
    }
    if (chunk === null) return null;
    if (chunk["error"]) error = true;
    for (const [name, value] of Object.entries(chunk)) {
      if (name === "usage") usage = value ?? usage;
      else if (name !== "choices" && name !== "obfuscation" && !(name in top)) top[name] = value;
    }
    for (const part of records(chunk["choices"])) {
      const index = typeof part["index"] === "number" ? part["index"] : 0;
      const before = choices.get(index);
      if (!before) {
        choices.set(index, { ...part, text: part["text"] ?? "", index });
        continue;
      }
      before["text"] = `${before["text"]}${part["text"] ?? ""}`;
      for (const [name, value] of Object.entries(part)) {
        if (name !== "text" && name !== "index" && value !== null) before[name] = merged(before[name], value);
      }
    }
  }
  const json: Json = {
    ...top,
    choices: [...choices.values()].sort((a, b) => Number(a["index"]) - Number(b["index"])),
  };
  if (usage !== undefined && usage !== null) json["usage"] = usage;
  return { json, done, error };
}

/** logprobs hold parallel lists, one item a token. */
function merged(before: unknown, part: unknown): unknown {
  const a = record(before);
  const b = record(part);
  if (!a || !b) return part;
  const out: Json = { ...a };
  for (const [name, value] of Object.entries(b)) {
    out[name] =
      Array.isArray(value) && Array.isArray(out[name]) ? [...(out[name] as unknown[]), ...value] : value;
  }
  return out;
}

export function unfoldCompletions(json: Json): { chunks: Json[]; usage: Json | null } {
  const { choices: _, usage, ...top } = json;
  const chunks: Json[] = [];
  for (const choice of records(json["choices"])) {
    const { text, finish_reason = null, logprobs = null, index = 0, ...own } = choice;
    const chunk = (piece: string, more: Json = {}): Json => ({
      ...top,
      choices: [{ text: piece, index, logprobs: null, finish_reason: null, ...own, ...more }],
    });
    for (const piece of pieces(typeof text === "string" ? text : "")) chunks.push(chunk(piece));
    chunks.push(chunk("", { finish_reason, logprobs }));
  }
  return { chunks, usage: usage ? { ...top, choices: [], usage } : null };
}
