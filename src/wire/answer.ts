/**
 * Answers of the four cached routes, in the form upstream sent them: read for what may be stored, replayed in the form
 * a caller wants, edited, and recorded. What is kept is upstream's own bytes; only `obfuscation` padding is left out.
 */
import type { Form, Route, Usage } from "../model.ts";
import { chatUsage, foldChat, unfoldChat } from "./chat.ts";
import { foldCompletions, unfoldCompletions } from "./completions.ts";
import { type Json, record, records, usageOf } from "./fold.ts";
import { memberSpan, removeMember, setMember } from "./json-member.ts";
import { foldResponses, unfoldResponses } from "./responses.ts";
import { createSseReader, readSse, type SseEvent, withData, writeSse } from "./sse.ts";

/** What an answer says of itself. */
export interface Answer {
  /** Its format's own end was seen: finish reasons and, for a stream, the terminal event. */
  readonly complete: boolean;
  /** Of every choice; of a response its status. */
  readonly finishReasons: readonly (string | null)[];
  /** Text of the first choice or message; null where there is none. */
  readonly text: string | null;
  readonly refusal: boolean;
  readonly toolCalls: boolean;
  /** Neither text nor calls nor data. */
  readonly empty: boolean;
  /** An `error` member, or an error event. */
  readonly error: boolean;
  readonly choices: number;
  readonly usage: Usage | null;
  readonly model: string;
}

export interface Unreadable {
  readonly problem: string;
}

export function inspectAnswer(route: Route, form: Form, body: Buffer): Answer | Unreadable {
  if (form === "json") {
    const json = parse(body.toString("utf8"));
    return json ? inspectJson(route, json, true, false) : { problem: "not a JSON object" };
  }
  const events = readSse(body).events;
  if (route === "responses") {
    const folded = foldResponses(events.map((e) => e.data));
    if (folded === null) return { problem: "an event is not JSON" };
    const json = folded.text === null ? null : parse(folded.text);
    if (!json) return { ...NOTHING, error: folded.error };
    return inspectJson(route, json, folded.terminal === "response.completed", folded.error);
  }
  const folded = foldOf(route, events);
  if (folded === null) return { problem: "an event is not JSON, or the route does not stream" };
  const named = events.some((e) => e.event === "error");
  return inspectJson(route, folded.json, folded.done, folded.error || named);
}

const NOTHING: Answer = {
  complete: false,
  finishReasons: [],
  text: null,
  refusal: false,
  toolCalls: false,
  empty: true,
  error: false,
  choices: 0,
  usage: null,
  model: "",
};

function foldOf(route: Route, events: readonly SseEvent[]) {
  const data = events.map((e) => e.data);
  return route === "chat" ? foldChat(data) : route === "completions" ? foldCompletions(data) : null;
}

function inspectJson(route: Route, json: Json, ended: boolean, errorEvent: boolean): Answer {
  const base = {
    error: errorEvent || (json["error"] !== undefined && json["error"] !== null),
    model: textOf(json["model"]) ?? "",
  };
  switch (route) {
    case "chat":
      return { ...base, ...inspectChat(json, ended) };
    case "completions":
      return { ...base, ...inspectCompletion(json, ended) };
    case "responses":
      return { ...base, ...inspectResponse(json, ended) };
    case "embeddings":
      return { ...base, ...inspectEmbeddings(json) };
    default:
      return route satisfies never;
  }
}

type Inspected = Omit<Answer, "error" | "model">;

function inspectChat(json: Json, ended: boolean): Inspected {
  const choices = records(json["choices"]);
  const messages = choices.map((c) => record(c["message"]) ?? {});
  const finishReasons = choices.map((c) => textOf(c["finish_reason"]));
  const toolCalls = messages.some(
    (m) => records(m["tool_calls"]).length > 0 || record(m["function_call"]) !== null,
  );
  const text = contentText(messages[0]?.["content"]);
  const filled = messages.every(
    (m) =>
      !isBlank(contentText(m["content"])) ||
      records(m["tool_calls"]).length > 0 ||
      record(m["function_call"]) !== null ||
      record(m["audio"]) !== null,
  );
  return {
    complete: ended && choices.length > 0 && finishReasons.every((reason) => reason !== null),
    finishReasons,
    text,
    refusal: messages.some((m) => !isBlank(textOf(m["refusal"]))),
    toolCalls,
    empty: choices.length === 0 || !filled,
    choices: choices.length,
    usage: chatUsage(json),
  };
}

function inspectCompletion(json: Json, ended: boolean): Inspected {
  const choices = records(json["choices"]);
  const finishReasons = choices.map((c) => textOf(c["finish_reason"]));
  return {
    complete: ended && choices.length > 0 && finishReasons.every((reason) => reason !== null),
    finishReasons,
    text: textOf(choices[0]?.["text"]),
    refusal: false,
    toolCalls: false,
    empty: choices.length === 0 || choices.some((c) => isBlank(textOf(c["text"]))),
    choices: choices.length,
    usage: usageOf(record(json["usage"]), "prompt_tokens", "completion_tokens"),
  };
}

function inspectResponse(json: Json, ended: boolean): Inspected {
  const output = records(json["output"]);
  const parts = output
    .filter((item) => item["type"] === "message")
    .flatMap((item) => records(item["content"]));
  const texts = parts.filter((p) => p["type"] === "output_text").map((p) => textOf(p["text"]) ?? "");
  const calls = output.filter((item) => !PLAIN_ITEMS.has(item["type"]));
  const status = textOf(json["status"]);
  return {
    complete: ended && status === "completed",
    finishReasons: [status],
    text: texts.length > 0 ? texts.join("") : null,
    refusal: parts.some((p) => p["type"] === "refusal"),
    toolCalls: calls.length > 0,
    empty: calls.length === 0 && isBlank(texts.join("")),
    choices: output.length,
    usage: usageOf(record(json["usage"]), "input_tokens", "output_tokens"),
  };
}

/** Items of a response that are the answer itself; every other kind is an act. */
const PLAIN_ITEMS: ReadonlySet<unknown> = new Set(["message", "reasoning"]);

function inspectEmbeddings(json: Json): Inspected {
  const data = records(json["data"]);
  const filled =
    data.length > 0 &&
    data.every((d) =>
      Array.isArray(d["embedding"]) ? d["embedding"].length > 0 : !isBlank(textOf(d["embedding"])),
    );
  return {
    complete: json["object"] === "list" && filled,
    finishReasons: [],
    text: null,
    refusal: false,
    toolCalls: false,
    empty: !filled,
    choices: data.length,
    usage: usageOf(record(json["usage"]), "prompt_tokens", "completion_tokens"),
  };
}

/** What a caller wants of a stored answer. */
export interface Wanted {
  readonly stream: boolean;
  /** Shows the usage chunk to a stream. */
  readonly includeUsage: boolean;
}

export interface Replay {
  readonly contentType: string;
  readonly body: Buffer;
}

const JSON_TYPE = "application/json";
const SSE_TYPE = "text/event-stream; charset=utf-8";

/** The stored answer in the wanted form. The same form is the stored bytes, less usage where it was not asked for. */
export function replay(
  stored: { readonly route: Route; readonly form: Form; readonly body: Buffer },
  wanted: Wanted,
): Replay {
  const { route, form, body } = stored;
  if (!wanted.stream || route === "embeddings") {
    return { contentType: JSON_TYPE, body: form === "json" ? body : foldToJson(route, body) };
  }
  if (form === "json") return { contentType: SSE_TYPE, body: unfoldToSse(route, body, wanted.includeUsage) };
  return { contentType: SSE_TYPE, body: wanted.includeUsage ? body : withoutUsage(route, body) };
}

/** A recorded stream as one document. Throws where `inspectAnswer` finds it unreadable. */
export function foldToJson(route: Route, body: Buffer): Buffer {
  const { events } = readSse(body);
  if (route === "responses") {
    const text = foldResponses(events.map((e) => e.data))?.text;
    if (text === undefined || text === null)
      throw new Error("a stream without its terminal event cannot be folded");
    return Buffer.from(text);
  }
  const folded = foldOf(route, events);
  if (folded === null) throw new Error("a stream with an event that is not JSON cannot be folded");
  return Buffer.from(JSON.stringify(folded.json));
}

/** A document as the stream that would have told it. */
export function unfoldToSse(route: Route, body: Buffer, includeUsage = true): Buffer {
  const json = parse(body.toString("utf8"));
  if (!json) throw new Error("an answer that is not a JSON object cannot be unfolded");
  if (route === "responses") {
    return Buffer.concat(
      unfoldResponses(json).map(({ event, data }) => writeSse({ event, data: JSON.stringify(data) })),
    );
  }
  const { chunks, usage } = route === "chat" ? unfoldChat(json) : unfoldCompletions(json);
  // As upstream does it: with usage asked for, every other chunk says that it has none.
  const told = includeUsage
    ? [...chunks.map((c) => ({ ...c, usage: null })), ...(usage ? [usage] : [])]
    : chunks;
  return Buffer.concat([
    ...told.map((c) => writeSse({ data: JSON.stringify(c) })),
    writeSse({ data: "[DONE]" }),
  ]);
}

function withoutUsage(route: Route, body: Buffer): Buffer {
  const { events, rest } = readSse(body);
  return Buffer.concat([...createUsageFilter(route).push(events), rest]);
}

/**
 * Takes usage out of a stream for who did not ask for it: the chunk that holds nothing else is dropped, `usage` is cut
 * out of the others as text, and every other byte is left as it came.
 */
export function createUsageFilter(route: Route): { push(events: readonly SseEvent[]): Buffer[] } {
  if (route !== "chat" && route !== "completions") return { push: (events) => events.map((e) => e.raw) };
  return {
    push(events) {
      const out: Buffer[] = [];
      for (const event of events) {
        if (event.data === null || !event.data.includes('"usage"')) out.push(event.raw);
        else if (!isUsageOnly(event.data)) out.push(without(event, "usage"));
      }
      return out;
    },
  };
}

function isUsageOnly(data: string): boolean {
  const json = parse(data);
  return (
    json !== null &&
    Array.isArray(json["choices"]) &&
    json["choices"].length === 0 &&
    record(json["usage"]) !== null
  );
}

function without(event: SseEvent, name: string): Buffer {
  if (event.data === null || parse(event.data) === null || memberSpan(event.data, [name]) === null)
    return event.raw;
  return withData(event, removeMember(event.data, name));
}

/** Collects what will be stored, as it comes. */
export interface Recorder {
  push(chunk: Buffer): void;
  /** The recording; null where it grew over the limit. */
  end(): Buffer | null;
}

export function createRecorder(route: Route, form: Form, bytesMax: number): Recorder {
  const parts: Buffer[] = [];
  let bytes = 0;
  let over = false;
  const keep = (part: Buffer) => {
    bytes += part.length;
    if (bytes > bytesMax) {
      over = true;
      parts.length = 0;
    } else parts.push(part);
  };
  const reader =
    form === "sse" && route !== "embeddings" ? createSseReader({ eventBytesMax: bytesMax }) : null;
  const record = (event: SseEvent) =>
    keep(event.data?.includes('"obfuscation"') ? without(event, "obfuscation") : event.raw);
  return {
    push(chunk) {
      if (over) return;
      if (reader === null) return keep(chunk);
      try {
        for (const event of reader.push(chunk)) record(event);
      } catch {
        over = true; // one event larger than the whole may be
        parts.length = 0;
      }
    },
    end() {
      if (over) return null;
      if (reader) keep(reader.rest);
      return over ? null : Buffer.concat(parts);
    },
  };
}

/** The document with its text replaced; null unless it is one plain text answer. */
export function editText(route: Route, body: Buffer, edit: (text: string) => string): Buffer | null {
  const json = parse(body.toString("utf8"));
  if (!json) return null;
  const holder = textHolder(route, json);
  if (!holder) return null;
  holder.at[holder.name] = edit(holder.at[holder.name] as string);
  if (typeof json["output_text"] === "string") json["output_text"] = holder.at[holder.name];
  return Buffer.from(JSON.stringify(json));
}

function textHolder(route: Route, json: Json): { at: Json; name: string } | null {
  if (route === "chat" || route === "completions") {
    const choices = records(json["choices"]);
    const at = route === "chat" ? record(choices[0]?.["message"]) : choices[0];
    const name = route === "chat" ? "content" : "text";
    // Token by token, log probabilities and annotations speak of the text as it was.
    const bound =
      choices[0]?.["logprobs"] ||
      records(at?.["annotations"]).length > 0 ||
      records(at?.["tool_calls"]).length > 0;
    return choices.length === 1 && at && typeof at[name] === "string" && !bound ? { at, name } : null;
  }
  if (route !== "responses") return null;
  const output = records(json["output"]);
  const parts = output.flatMap((item) => records(item["content"]));
  const [part] = parts;
  const plain = output.length === 1 && parts.length === 1 && part?.["type"] === "output_text";
  return plain && typeof part["text"] === "string" && records(part["annotations"]).length === 0
    ? { at: part, name: "text" }
    : null;
}

/** The document with `_cache_info`; the same bytes where it is no object. */
export function withCacheInfo(body: Buffer, info: object): Buffer {
  const text = body.toString("utf8");
  const told = parse(text) === null ? null : setMember(text, ["_cache_info"], JSON.stringify(info));
  return told === null ? body : Buffer.from(told);
}

/** A request for a stream that also asks for usage; null where it does so already, or cannot. The text must be valid. */
export function askForUsage(text: string): string | null {
  const json = parse(text);
  if (json?.["stream"] !== true) return null;
  const options = json["stream_options"];
  if (options === undefined) return setMember(text, ["stream_options"], '{"include_usage":true}');
  if (options === null) return setMember(text, ["stream_options"], '{"include_usage":true}');
  const given = record(options);
  if (!given || given["include_usage"] === true) return null;
  return setMember(text, ["stream_options", "include_usage"], "true");
}

function parse(text: string): Json | null {
  try {
    return record(JSON.parse(text));
  } catch {
    return null;
  }
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

/** Content is a text, or a list of parts of which some are text. */
function contentText(content: unknown): string | null {
  if (typeof content === "string") return content;
  const parts = records(content).map((p) => textOf(p["text"]) ?? "");
  return parts.length > 0 ? parts.join("") : null;
}

function isBlank(text: string | null): boolean {
  return text === null || text.trim() === "";
}
