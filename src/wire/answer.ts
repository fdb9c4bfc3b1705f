/**
 * Answers of the four cached routes, in the form (document or stream) that upstream sent: inspected for whether they
 * may be stored, and replayed in the form a caller wants. Upstream's own bytes are kept, so that no unknown member is
 * lost.
 */
import { isUtf8 } from "node:buffer";
import type { Form, Route } from "../model.ts";
import { CHAT, chatFacts } from "./chat.ts";
import { chunksOf } from "./chunk-frame.ts";
import { type ChunkFormat, foldChunks, unfoldChunks } from "./chunks.ts";
import { COMPLETIONS, completionFacts } from "./completions.ts";
import { embeddingFacts } from "./embeddings.ts";
import type { Answer, Folded, Unreadable } from "./facts.ts";
import { type Json, parseRecord, writeJson } from "./json-value.ts";
import { namesTwice } from "./names-twice.ts";
import { foldResponses, responseFacts, unfoldResponse } from "./responses.ts";
import { isLineEnds, readSse } from "./sse.ts";
import { streamLessUsage } from "./usage.ts";

export { editText, withCacheInfo } from "./edit.ts";
export type { Answer, Problem, Unreadable } from "./facts.ts";
export { AnswerRecorder } from "./recorder.ts";
export { askForUsage, createLiveUsageFilter, createUsageFilter, type UsageFilter } from "./usage.ts";

/**
 * Thrown for a body that cannot be read as an answer of its route; never for one that `inspectAnswer` calls complete.
 */
export class UnreadableAnswer extends Error {
  readonly problem: Unreadable["problem"];
  constructor(problem: Unreadable["problem"]) {
    super(`an answer cannot be read: ${problem}`);
    this.name = "UnreadableAnswer";
    this.problem = problem;
  }
}

/** Reads what an answer says of itself, or why it cannot be read. Never throws. */
export function inspectAnswer(route: Route, form: Form, body: Buffer): Answer | Unreadable {
  if (!isUtf8(body)) return { problem: "not-utf8" };
  return form === "sse" ? inspectStream(route, body) : inspectDocument(route, body);
}

function inspectDocument(route: Route, body: Buffer): Answer | Unreadable {
  const text = body.toString("utf8");
  const json = parseRecord(text);
  if (json === null) return { problem: "not-json" };
  if (namesTwice(text)) return { problem: "bad-shape" };
  switch (route) {
    case "chat":
      return chatFacts(json, true, false);
    case "completions":
      return completionFacts(json, true, false);
    case "responses":
      return responseFacts(json, null, false);
    case "embeddings":
      return embeddingFacts(json);
    default:
      return route satisfies never;
  }
}

function inspectStream(route: Route, body: Buffer): Answer | Unreadable {
  if (route === "embeddings") return { problem: "not-a-stream" };
  if (route === "responses") return inspectResponses(body);
  const format = formatOf(route);
  // Bytes after the last whole event are not read, whatever they hold; the terminal event is missing then.
  const { chunks, isWhole } = chunksOf(body, format.piece);
  // A chunk that differs from one without twins in a piece of text has none either.
  if (chunks.some(({ data, alike }) => !alike && namesTwice(data))) return { problem: "bad-shape" };
  const folded = foldChunks(chunks, format);
  if ("problem" in folded) return folded;
  const { json, ended, error } = folded;
  return (route === "chat" ? chatFacts : completionFacts)(json, ended && isWhole, error);
}

function inspectResponses(body: Buffer): Answer | Unreadable {
  const { events, rest } = readSse(body);
  if (events.some(({ data }) => data !== null && namesTwice(data))) return { problem: "bad-shape" };
  const folded = foldResponses(events);
  if ("problem" in folded) return folded;
  const json = folded.text === null ? null : parseRecord(folded.text);
  if (json === null) return folded.error ? failed() : { problem: "no-end" };
  return isLineEnds(rest) ? responseFacts(json, folded.terminal, folded.error) : { problem: "no-end" };
}

/** The facts of a stream that held an error and no answer. */
function failed(): Answer {
  return { ...NOTHING, error: true };
}

const NOTHING: Answer = {
  complete: false,
  finishReasons: [],
  text: null,
  refusal: false,
  toolCalls: false,
  brokenCalls: false,
  empty: true,
  error: false,
  choices: 0,
  usage: null,
  model: "",
};

/** The form in which a caller wants a stored answer. */
export interface WantedForm {
  readonly stream: boolean;
  /** True where a stream is to hold the usage. */
  readonly includeUsage: boolean;
}

export interface Replay {
  readonly contentType: string;
  readonly body: Buffer;
  /** The events of `body`, for callers that send them one by one; null for a document. */
  readonly events: readonly Buffer[] | null;
}

/**
 * A stored answer in the wanted form. A document asked for as one is the stored bytes; a stream asked for as one is the
 * stored events, less usage where it was not asked for. Embeddings are a document always. Throws UnreadableAnswer.
 */
export function replay(
  stored: { readonly route: Route; readonly form: Form; readonly body: Buffer },
  wanted: WantedForm,
): Replay {
  const { route, form, body } = stored;
  if (!wanted.stream || route === "embeddings") {
    const document = form === "json" ? body : foldToJson(route, body);
    return { contentType: "application/json", body: document, events: null };
  }
  const stream =
    form === "json"
      ? unfoldToSse(route, body, wanted.includeUsage)
      : wanted.includeUsage
        ? body
        : streamLessUsage(route, body);
  return new StreamReplay(stream);
}

/** A class, as it has a getter: see `RequestGuard` in adapters/upstream-exchange.ts. */
class StreamReplay implements Replay {
  readonly contentType = "text/event-stream; charset=utf-8";
  readonly body: Buffer;

  constructor(body: Buffer) {
    this.body = body;
  }

  get events(): Buffer[] {
    return readSse(this.body).events.map((event) => event.raw);
  }
}

/** Can a stored answer be sent in the form that this caller wants? */
export function isReplayable(
  { route, form, body }: { readonly route: Route; readonly form: Form; readonly body: Buffer },
  wanted: Pick<WantedForm, "stream">,
): boolean {
  if (form === "json" || wanted.stream || (route !== "chat" && route !== "completions")) return true;
  const folded = foldedOnce(route, body);
  return !("problem" in folded) && folded.certain;
}

/** The last folded stream, as `isReplayable` folds it right before `replay` does. */
let last: { readonly body: Buffer; readonly folded: Folded | Unreadable } | null = null;

function foldedOnce(route: "chat" | "completions", body: Buffer): Folded | Unreadable {
  const format = formatOf(route);
  if (last?.body !== body) last = { body, folded: foldChunks(chunksOf(body, format.piece).chunks, format) };
  return last.folded;
}

/** Folds a recorded stream to the document it stands for. Throws UnreadableAnswer. */
export function foldToJson(route: Route, body: Buffer): Buffer {
  if (route === "responses") {
    const folded = foldResponses(readSse(body).events);
    if ("problem" in folded) throw new UnreadableAnswer(folded.problem);
    if (folded.text === null) throw new UnreadableAnswer("no-end");
    return Buffer.from(folded.text);
  }
  if (route === "embeddings") throw new UnreadableAnswer("not-a-stream");
  const folded = foldedOnce(route, body);
  if ("problem" in folded) throw new UnreadableAnswer(folded.problem);
  if (!folded.certain) throw new UnreadableAnswer("uncertain");
  return Buffer.from(writeJson(folded.json));
}

/** Unfolds a document to a stream that stands for it. Throws UnreadableAnswer. */
export function unfoldToSse(route: Route, body: Buffer, includeUsage = true): Buffer {
  if (route === "embeddings") throw new UnreadableAnswer("not-a-stream");
  const text = body.toString("utf8");
  const json: Json | null = parseRecord(text);
  if (json === null) throw new UnreadableAnswer("not-json");
  const events =
    route === "responses" ? unfoldResponse(json, text) : unfoldChunks(json, formatOf(route), includeUsage);
  return Buffer.from(events.join(""));
}

function formatOf(route: "chat" | "completions"): ChunkFormat {
  return route === "chat" ? CHAT : COMPLETIONS;
}
