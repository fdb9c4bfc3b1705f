/**
 * Chat completions: folds a stream to the message that a client would assemble from it, unfolds a message to a stream
 * that stands for it, and reads what an answer says of itself.
 *
 * fold(unfold(answer)) equals the answer, except that `object` is "chat.completion", every choice has an `index`, every
 * message a `role`, a usage of null is left out, and an `index` inside a tool call is not kept.
 */
import { accumulate, accumulateCalls, type Certainty, comesInPieces } from "./accumulate.ts";
import type { ChunkFormat } from "./chunks.ts";
import { type Answer, isBlank, isBrokenCall, tellsError, type Unreadable, usageIn } from "./facts.ts";
import {
  type Json,
  less,
  numberOf,
  own,
  putMember,
  record,
  records,
  textOf,
  writeJson,
} from "./json-value.ts";
import { pieces } from "./pieces.ts";

export const CHAT: ChunkFormat = {
  whole: "chat.completion",
  chunk: "chat.completion.chunk",
  piece: "content",
  foldChoice,
  finishChoice,
  tellChoice,
};

export function chatFacts(json: Json, ended: boolean, errorSeen: boolean): Answer | Unreadable {
  const choices = own(json, "choices");
  const list = records(choices);
  const said = list.map((choice) => record(own(choice, "message"))).filter((message) => message !== null);
  if ((Array.isArray(choices) && choices.length !== list.length) || said.length !== list.length) {
    return { problem: "bad-shape" };
  }
  const finishReasons = list.map((choice) => textOf(own(choice, "finish_reason")));
  return {
    complete: ended && list.length > 0 && !finishReasons.includes(null),
    finishReasons,
    text: said[0] ? contentText(own(said[0], "content")) : null,
    refusal: said.some(refuses),
    toolCalls: said.some(calls),
    brokenCalls: said.some(callsBrokenly),
    empty:
      list.length === 0 ||
      said.some((m) => isBlank(contentText(own(m, "content"))) && !calls(m) && !speaks(m)),
    error: errorSeen || tellsError(json) || list.some(tellsError),
    choices: list.length,
    usage: usageIn(json, "prompt_tokens", "completion_tokens"),
    model: textOf(own(json, "model")) ?? "",
  };
}

/**
 * The text of a message's content, which is a text or a list of parts of which some are text; null where it has none.
 */
function contentText(content: unknown): string | null {
  if (typeof content === "string") return content;
  const texts = records(content).flatMap((part) => textOf(own(part, "text")) ?? []);
  return texts.length > 0 ? texts.join("") : null;
}

function refuses(message: Json): boolean {
  if (!isBlank(textOf(own(message, "refusal")))) return true;
  return records(own(message, "content")).some((part) => own(part, "type") === "refusal");
}

function calls(message: Json): boolean {
  return records(own(message, "tool_calls")).length > 0 || record(own(message, "function_call")) !== null;
}

function callsBrokenly(message: Json): boolean {
  const functions = records(own(message, "tool_calls")).map((call) => record(own(call, "function")));
  return [...functions, record(own(message, "function_call"))].some(isBrokenCall);
}

function speaks(message: Json): boolean {
  return record(own(message, "audio")) !== null;
}

function foldChoice(choice: Json, part: Json, sure: Certainty): void {
  for (const name of Object.keys(part)) {
    const value = own(part, name);
    if (name === "delta") foldDelta(choice, record(value), sure);
    else if (name === "logprobs") foldLogprobs(choice, value);
    else if (value !== null || !Object.hasOwn(choice, name)) putMember(choice, name, value);
  }
}

/** Appends a chunk's log probabilities to those of the choice: lists of tokens, one list for each kind of text. */
function foldLogprobs(choice: Json, value: unknown): void {
  const before = record(own(choice, "logprobs"));
  const part = record(value);
  if (before === null || part === null) {
    if (before === null) choice["logprobs"] = value;
    return;
  }
  for (const [name, list] of Object.entries(part)) {
    const known = own(before, name);
    if (Array.isArray(known) && Array.isArray(list)) for (const item of list) known.push(item);
    else if (list !== null || known === undefined) putMember(before, name, list);
  }
}

function foldDelta(choice: Json, delta: Json | null, sure: Certainty): void {
  const message = record(own(choice, "message")) ?? {};
  choice["message"] = message;
  if (delta === null) return;
  const items = own(delta, "tool_calls");
  accumulate(message, Array.isArray(items) ? less(delta, TOOL_CALLS) : delta, sure);
  if (!Array.isArray(items)) return;
  const before = own(message, "tool_calls");
  const list: Json[] = Array.isArray(before) ? before : [];
  message["tool_calls"] = list;
  accumulateCalls(list, records(items), sure);
}

const TOOL_CALLS: ReadonlySet<string> = new Set(["tool_calls"]);
const INDEX: ReadonlySet<string> = new Set(["index"]);

function finishChoice(choice: Json, index: number): Json {
  const message = record(own(choice, "message")) ?? {};
  const list = own(message, "tool_calls");
  if (isListOfRecords(list)) {
    message["tool_calls"] = list.sort((a, b) => placeOf(a) - placeOf(b)).map((call) => less(call, INDEX));
  }
  const role = textOf(own(message, "role")) ?? "assistant";
  return Object.fromEntries([
    ["index", index],
    [
      "message",
      Object.fromEntries([["role", role], ...Object.entries(message).filter(([n]) => n !== "role")]),
    ],
    ...Object.entries(choice).filter(([name]) => name !== "index" && name !== "message"),
  ]);
}

/** Sort key of a tool call: its index; calls without one come last, in the order of arrival. */
function placeOf(call: Json): number {
  return numberOf(own(call, "index")) ?? Number.MAX_SAFE_INTEGER;
}

/** One delta as JSON text, and the log probabilities that belong to it. */
interface Told {
  readonly delta: string;
  readonly logprobs?: string;
}

function tellChoice(choice: Json, index: number): string[] {
  const message = record(own(choice, "message")) ?? {};
  const hasLogprobs = Object.hasOwn(choice, "logprobs");
  const start = `{"index":${index},"delta":`;
  const logprobs = (text = "null") => (hasLogprobs ? `,"logprobs":${text}` : "");
  const out = tellMessage(message, record(own(choice, "logprobs"))).map(
    (told) => `${start}${told.delta}${logprobs(told.logprobs)},"finish_reason":null}`,
  );
  const rest = writeJson(less(choice, TOLD_APART)).slice(1, -1);
  const finish = writeJson(own(choice, "finish_reason") ?? null);
  out.push(`${start}{}${logprobs()},"finish_reason":${finish}${rest === "" ? "" : `,${rest}`}}`);
  return out;
}

const TOLD_APART: ReadonlySet<string> = new Set(["index", "message", "logprobs", "finish_reason"]);
/** The texts of a message that are sent last, in this order; others (above all reasoning) come before them. */
const LAST_TEXTS: ReadonlySet<string> = new Set(["content", "refusal"]);

function tellMessage(message: Json, logprobs: Json | null): Told[] {
  const role: Json = { role: own(message, "role") ?? "assistant" };
  const whole: Json = {};
  const texts: [string, string][] = [];
  const lastTexts: [string, string][] = [];
  const calls: Told[] = [];
  for (const [name, value] of Object.entries(message)) {
    if (name === "role") continue;
    if (value === null || value === "") putMember(role, name, value);
    else if (typeof value === "string" && comesInPieces(name)) {
      if (name === "content") role[name] = "";
      (LAST_TEXTS.has(name) ? lastTexts : texts).push([name, value]);
    } else if (name === "tool_calls" && isListOfRecords(value) && value.length > 0)
      calls.push(...tellCalls(value));
    else {
      const call = name === "function_call" ? record(value) : null;
      if (call !== null) calls.push(...tellFunctionCall(call));
      else putMember(whole, name, value);
    }
  }
  const spread = tokenTexts(own(message, "content"), logprobs);
  const beside = logprobs && !spread ? { logprobs: writeJson(logprobs) } : {};
  const out: Told[] = [{ delta: writeJson(role), ...beside }];
  if (Object.keys(whole).length > 0) out.push({ delta: writeJson(whole) });
  for (const [name, text] of texts) out.push(...tellText(name, text));
  for (const [name, text] of lastTexts) {
    out.push(...(name === "content" && spread ? spread : tellText(name, text)));
  }
  return [...out, ...calls];
}

function tellText(name: string, text: string): Told[] {
  const key = writeJson(name);
  return pieces(text).map((piece) => ({ delta: `{${key}:${writeJson(piece)}}` }));
}

/**
 * A message's text as one delta for each token with its log probability; null where the tokens do not make up the text,
 * or are too many.
 */
function tokenTexts(content: unknown, logprobs: Json | null): Told[] | null {
  const list = logprobs && own(logprobs, "content");
  if (!logprobs || !isListOfRecords(list) || typeof content !== "string" || list.length > TOKENS_MAX)
    return null;
  const others = less(logprobs, CONTENT);
  if (list.length === 0 || Object.values(others).some((value) => value !== null)) return null;
  const tokens = list.map((item) => textOf(own(item, "token")) ?? "");
  if (content === "" || tokens.join("") !== content) return null;
  const rest = writeJson(others).slice(1, -1);
  return list.map((item, i) => ({
    delta: `{"content":${writeJson(tokens[i])}}`,
    logprobs: `{"content":[${writeJson(item)}]${rest === "" ? "" : `,${rest}`}}`,
  }));
}

const TOKENS_MAX = 4000;
const CONTENT: ReadonlySet<string> = new Set(["content"]);

function tellCalls(calls: readonly Json[]): Told[] {
  return calls.flatMap((call, index) => {
    const told = less(call, INDEX);
    const [kind, input] = record(own(call, "function")) ? ["function", "arguments"] : ["custom", "input"];
    const body = record(own(call, kind));
    const text = body && own(body, input);
    if (!body || typeof text !== "string") return [tellCall({ index, ...told })];
    return [
      tellCall({ index, ...told, [kind]: { ...body, [input]: "" } }),
      ...pieces(text).map((piece) => tellCall({ index, [kind]: { [input]: piece } })),
    ];
  });
}

function tellCall(call: Json): Told {
  return { delta: `{"tool_calls":[${writeJson(call)}]}` };
}

function tellFunctionCall(call: Json): Told[] {
  const text = own(call, "arguments");
  if (typeof text !== "string") return [{ delta: writeJson({ function_call: call }) }];
  return [{ ...call, arguments: "" }, ...pieces(text).map((piece): Json => ({ arguments: piece }))].map(
    (part) => ({ delta: writeJson({ function_call: part }) }),
  );
}

function isListOfRecords(value: unknown): value is Json[] {
  return Array.isArray(value) && value.every((item) => record(item) !== null);
}
