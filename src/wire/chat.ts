/**
 * Chat completions: a stream folded to the message a client would assemble, and a message unfolded to the stream that
 * would have told it. Unknown members go along in both directions.
 */
import { type Folded, type Json, mergeText, type Piece, pieces, record, records, usageOf } from "./fold.ts";

const DONE = "[DONE]";

/** Folds the data of chat chunks. Null where an event is not JSON. */
export function foldChat(events: readonly (string | null)[]): Folded | null {
  const top: Json = {};
  const choices = new Map<number, Json>();
  let usage: unknown;
  let done = false;
  let error = false;
  for (const data of events) {
    if (data === null) continue;
    if (data === DONE) {
      done = true;
      continue;
    }
    const chunk = parsed(data);
    if (chunk === null) return null;
    if (chunk["error"]) error = true;
    for (const [name, value] of Object.entries(chunk)) {
      if (name === "usage") usage = value ?? usage;
      else if (name !== "choices" && name !== "obfuscation" && !(name in top)) top[name] = value;
    }
    for (const choice of records(chunk["choices"])) foldChoice(choices, choice);
  }
  const list = [...choices.values()].sort((a, b) => Number(a["index"]) - Number(b["index"]));
  const json: Json = { ...top, object: "chat.completion", choices: list };
  if (usage !== undefined && usage !== null) json["usage"] = usage;
  return { json, done, error };
}

function foldChoice(choices: Map<number, Json>, part: Json): void {
  const index = typeof part["index"] === "number" ? part["index"] : 0;
  let choice = choices.get(index);
  if (!choice) {
    choice = {
      index,
      message: { role: "assistant", content: null, refusal: null },
      logprobs: null,
      finish_reason: null,
    };
    choices.set(index, choice);
  }
  const message = choice["message"] as Json;
  for (const [name, value] of Object.entries(part)) {
    if (name === "delta") {
      for (const [member, piece] of Object.entries(record(value) ?? {})) foldMember(message, member, piece);
    } else if (name === "finish_reason") choice[name] = value ?? choice[name];
    else if (name === "logprobs") choice[name] = foldLogprobs(record(choice[name]), record(value));
    else if (name !== "index") choice[name] = value;
  }
}

function foldMember(message: Json, name: string, piece: unknown): void {
  if (name === "tool_calls") {
    const calls = (message[name] ??= []) as Json[];
    for (const part of records(piece)) foldCall(calls, part);
  } else if (name === "role") message[name] = piece;
  else if (name === "function_call")
    message[name] = mergeText(record(message[name]) ?? {}, record(piece) ?? {});
  else if (typeof piece === "string") message[name] = `${(message[name] as string | null) ?? ""}${piece}`;
  else if (piece !== null)
    message[name] = Array.isArray(piece) ? [...((message[name] as unknown[]) ?? []), ...piece] : piece;
  else if (!(name in message)) message[name] = null;
}

function foldCall(calls: Json[], part: Json): void {
  const at = typeof part["index"] === "number" ? part["index"] : calls.length;
  const { index: _, ...rest } = part;
  const before = calls[at];
  if (!before) {
    calls[at] = rest;
    return;
  }
  for (const [name, value] of Object.entries(rest)) {
    const inner = record(value);
    if (inner) before[name] = mergeText(record(before[name]) ?? {}, inner);
    else if (value !== null && value !== "") before[name] = value;
  }
}

function foldLogprobs(before: Json | null, part: Json | null): Json | null {
  if (!part) return before;
  const out: Json = { ...(before ?? {}) };
  for (const [name, value] of Object.entries(part)) {
    if (Array.isArray(value)) out[name] = [...((out[name] as unknown[] | null) ?? []), ...value];
    else if (!(name in out)) out[name] = value;
  }
  return out;
}

/** The chunks that tell a completion, without usage; and the usage chunk, where there is a usage. */
export function unfoldChat(json: Json): { chunks: Json[]; usage: Json | null } {
  const { choices: _, usage, object: __, ...top } = json;
  const chunk = (choices: Json[]): Json => ({ ...top, object: "chat.completion.chunk", choices });
  const chunks: Json[] = [];
  for (const choice of records(json["choices"])) {
    const index = typeof choice["index"] === "number" ? choice["index"] : 0;
    const { message: raw, finish_reason, logprobs = null, index: ___, ...own } = choice;
    const delta = (d: Json, more: Json = {}) =>
      chunk([{ index, delta: d, logprobs: null, finish_reason: null, ...more }]);
    const { first, rest } = deltas(record(raw) ?? {});
    chunks.push(delta(first, own));
    rest.forEach((d, i) => {
      chunks.push(
        i === 0 && logprobs !== null && finish_reason !== undefined ? delta(d, { logprobs }) : delta(d),
      );
    });
    const late = rest.length === 0 && logprobs !== null ? { logprobs } : {};
    chunks.push(delta({}, { finish_reason: finish_reason ?? null, ...late }));
  }
  return { chunks, usage: usage ? { ...chunk([]), usage } : null };
}

/** The first delta names the role and holds what is not text; the others are text and calls, piece by piece. */
function deltas(message: Json): { first: Json; rest: Json[] } {
  const first: Json = { role: message["role"] ?? "assistant" };
  const rest: Json[] = [];
  for (const [name, value] of Object.entries(message)) {
    if (name === "role") continue;
    if (name === "tool_calls") rest.push(...callDeltas(records(value)));
    else if (typeof value === "string") {
      if (name === "content") first[name] = "";
      for (const piece of pieces(value)) rest.push({ [name]: piece });
    } else first[name] = value;
  }
  return { first, rest };
}

function callDeltas(calls: Json[]): Json[] {
  return calls.flatMap((call, index) => {
    const body = record(call["function"]) ?? record(call["custom"]);
    const key = record(call["function"]) ? "function" : "custom";
    const text = body && (key === "function" ? "arguments" : "input");
    const long = body && text ? body[text] : null;
    if (!body || !text || typeof long !== "string") return [{ tool_calls: [{ index, ...call }] }];
    const head = { tool_calls: [{ index, ...call, [key]: { ...body, [text]: "" } }] };
    const tail: Piece[] = pieces(long);
    return [head, ...tail.map((piece) => ({ tool_calls: [{ index, [key]: { [text]: piece } }] }))];
  });
}

export function chatUsage(json: Json) {
  return usageOf(record(json["usage"]), "prompt_tokens", "completion_tokens");
}

function parsed(data: string): Json | null {
  try {
    return record(JSON.parse(data));
  } catch {
    return null;
  }
}
