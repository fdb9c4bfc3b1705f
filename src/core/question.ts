/**
 * Finds the last user text of a request and says whether the request may be cached at all, and by meaning.
 *
 * The body that enters the scope is the same body with the question cut out of its place; the place itself is named
 * beside it, so that equal scopes mean equal requests but for the wording of one text.
 */
import type { Route } from "../model.ts";
import { asFields, type Fields, fieldsOf } from "../narrow.ts";
import { numberOf } from "../wire/json-value.ts";
import { isAboutNow } from "./about-now.ts";
import { type SplitPrompt, splitPrompt } from "./ground/split.ts";
import type { ExactOnly, NotCacheable } from "./reasons.ts";
import { isHardlyWords } from "./verify/read/hardly-words.ts";
import { hidesCharacters } from "./verify/read/hidden.ts";
import { standsAlone } from "./verify/read/stands-alone.ts";
import { ordersWork, promptOrdersWork, worksOnText } from "./verify/read/work-order.ts";

export interface QuestionRules {
  readonly maxTemperature: number;
  readonly after: string | null;
  readonly header: string | null;
  /** True: text before the question is retrieved context, not part of the scope. Default false. */
  readonly grounded?: boolean;
}

export type QuestionFound =
  | { readonly why: NotCacheable }
  | {
      readonly question: string;
      /** Path of the question in the body, for example "messages/2/content/0/text". */
      readonly at: string;
      /** Why only an equal request may share; null: a rewording may too. */
      readonly exactOnly: ExactOnly | null;
      readonly withoutQuestion: Readonly<Record<string, unknown>>;
      /**
       * Retrieved context that was cut out too; null: none was, and all text around the question is in
       * `withoutQuestion`.
       */
      readonly context: string | null;
    };

export function questionIn(route: Route, body: Fields, rules: QuestionRules): QuestionFound {
  const why = forbidden(route, body, rules);
  if (why) return { why };
  const place = locate(route, body);
  if ("why" in place) return place;
  if (place.text === null)
    return { question: "", at: "", exactOnly: "exact-only", withoutQuestion: body, context: null };
  const cut = payload(place.text, rules);
  const exactOnly = exactOnlyOf(body, place, cut);
  const split = rules.grounded && exactOnly === null ? splitOf(cut) : null;
  return {
    question: cut.question,
    at: place.path.join("/"),
    exactOnly,
    withoutQuestion: replaced(body, place.path, split === null ? cut.rest : [split.frame]) as Fields,
    context: split?.context ?? null,
  };
}

/** Splits context from question; null where there is no context, or the question's meaning depends on it. */
function splitOf({ question, rest }: Cut): SplitPrompt | null {
  if (!standsAlone(question)) return null;
  const split = splitPrompt(rest[0], rest[1]);
  return saysSomething(split.context) ? split : null;
}

/**
 * Longest question matched by meaning, in bytes of UTF-8; a longer one is a document that one vector cannot compare.
 */
const QUESTION_BYTES_MAX = 16 * 1024;

/** Is the question too long to match by meaning? Then only equal requests share, and its words are not kept. */
export function isTooLong(question: string): boolean {
  if (question.length > QUESTION_BYTES_MAX) return true;
  return 3 * question.length > QUESTION_BYTES_MAX && Buffer.byteLength(question) > QUESTION_BYTES_MAX;
}

/**
 * A question that does not stand alone may share with rewordings only where the text that it depends on (earlier turns,
 * the rest of its message) is scope and therefore equal. Without such text its meaning is unknown.
 */
function exactOnlyOf(body: Fields, place: Place, { question, rest, leans }: Cut): ExactOnly | null {
  if (place.exactOnly || isTooLong(question) || question.trim() === "") return "exact-only";
  const why = literalOnly(question);
  if (why !== null) return why;
  if (rest.some((part) => part !== "" && ordersWork(part)) || instructionsIn(body).some(promptOrdersWork))
    return "works-on-text";
  return place.follows || leans || standsAlone(question) ? null : "not-standalone";
}

/** Why a text shares with its equal only, whatever stands around it. */
export function literalOnly(question: string): ExactOnly | null {
  if (hidesCharacters(question)) return "hidden-characters";
  if (worksOnText(question)) return "works-on-text";
  if (isHardlyWords(question)) return "hardly-words";
  return isAboutNow(question) ? "about-now" : null;
}

/** Texts of the system and developer instructions, at most 20. */
function instructionsIn(body: Fields): string[] {
  const out: string[] = [];
  if (typeof body["instructions"] === "string") out.push(body["instructions"]);
  for (const turns of [body["messages"], body["input"]]) {
    if (!Array.isArray(turns)) continue;
    for (const raw of turns.slice(0, INSTRUCTIONS_MAX)) {
      const turn = asFields(raw);
      if (turn && !isSaid(turn)) out.push(...textsOf(turn["content"]));
    }
  }
  return out;
}
const INSTRUCTIONS_MAX = 20;

function textsOf(content: unknown): string[] {
  if (typeof content === "string") return [content];
  if (!Array.isArray(content)) return [];
  return content.flatMap((part) => {
    const text = asFields(part)?.["text"];
    return typeof text === "string" ? [text] : [];
  });
}

/** Why this body is not cached unless the caller asks for it; null where nothing forbids it. */
function forbidden(route: Route, body: Fields, rules: QuestionRules): NotCacheable | null {
  if (isMoreThan(body["n"], 1)) return "n";
  if (body["store"] === true) return "store";
  if (body["background"] === true) return "background";
  if (present(body["previous_response_id"])) return "previous-response";
  if (present(body["conversation"])) return "conversation";
  if (route === "responses" && present(body["prompt"])) return "prompt-template";
  if (present(body["web_search_options"]) || isSearchModel(body["model"])) return "web-search";
  const tools = serverTool(body["tools"]);
  if (tools) return tools;
  if (Array.isArray(body["modalities"]) && body["modalities"].includes("audio")) return "audio-out";
  if (present(body["audio"])) return "audio-out";
  if (route !== "embeddings" && !isCool(body["temperature"], rules.maxTemperature)) return "temperature";
  return null;
}

interface Place {
  readonly path: readonly (string | number)[];
  /** The user's text; null: no person asked anything, and only an equal request may share. */
  readonly text: string | null;
  readonly exactOnly: boolean;
  /** Something a person or the model said stands before it. Instructions do not count: they are said to everyone. */
  readonly follows: boolean;
}

const NOWHERE: Place = { path: [], text: null, exactOnly: true, follows: false };

function locate(route: Route, body: Fields): Place | { why: NotCacheable } {
  switch (route) {
    case "chat":
      return inTurns(body["messages"], "messages");
    case "responses": {
      // The stored answer's id may be continued later unless the caller said `store: false`.
      const exactOnly = body["store"] !== false;
      if (typeof body["input"] === "string")
        return { path: ["input"], text: body["input"], exactOnly, follows: false };
      const place = inTurns(body["input"], "input");
      return "why" in place ? place : { ...place, exactOnly: place.exactOnly || exactOnly };
    }
    case "completions": {
      if (typeof body["prompt"] !== "string") return NOWHERE;
      const exactOnly = present(body["suffix"]) || body["echo"] === true;
      return { path: ["prompt"], text: body["prompt"], exactOnly, follows: false };
    }
    case "embeddings":
      return NOWHERE;
    default:
      return route satisfies never;
  }
}

/** Roles and item types that hold what a tool said: a request that ends so is the middle of an agent's loop. */
const TOOL_TAILS: ReadonlySet<unknown> = new Set([
  "tool",
  "function",
  "function_call_output",
  "custom_tool_call_output",
  "computer_call_output",
  "local_shell_call_output",
  "shell_call_output",
  "apply_patch_call_output",
  "mcp_approval_response",
]);

function inTurns(turns: unknown, name: string): Place | { why: NotCacheable } {
  if (!Array.isArray(turns) || turns.length === 0) return { why: "no-messages" };
  const last = asFields(turns.at(-1));
  if (last && (TOOL_TAILS.has(last["role"]) || TOOL_TAILS.has(last["type"]))) return { why: "tools-tail" };
  for (let i = turns.length - 1; i >= 0; i--) {
    const turn = asFields(turns[i]);
    if (turn?.["role"] !== "user") continue;
    const found = inContent(turn["content"], [name, i, "content"]);
    const place = turns.slice(0, i).some(isSaid) ? { ...found, follows: true } : found;
    // Anything after the question (a prefill, a call of a tool) is scope, but a rewording would answer another turn.
    return i === turns.length - 1 ? place : { ...place, exactOnly: true };
  }
  return NOWHERE;
}

/** True for a turn of the conversation, false for instructions. */
function isSaid(turn: unknown): boolean {
  const role = asFields(turn)?.["role"];
  return role !== "system" && role !== "developer";
}

function inContent(content: unknown, path: readonly (string | number)[]): Place {
  if (typeof content === "string") return { path, text: content, exactOnly: false, follows: false };
  if (!Array.isArray(content)) return NOWHERE;
  let place: Place = NOWHERE;
  let onlyText = true;
  content.forEach((raw, i) => {
    const part = asFields(raw);
    const isText = part?.["type"] === "text" || part?.["type"] === "input_text";
    if (isText && typeof part?.["text"] === "string") {
      place = { path: [...path, i, "text"], text: part["text"], exactOnly: false, follows: i > 0 };
    } else onlyText = false;
  });
  return onlyText ? place : { ...place, exactOnly: true };
}

interface Cut {
  readonly question: string;
  /** Text before and after the question. */
  readonly rest: readonly [string, string];
  /** Is there text around the question besides the marker? */
  readonly leans: boolean;
}

/** Finds the question inside the last user text, by header, marker or as a whole. */
function payload(text: string, rules: QuestionRules): Cut {
  const marker = rules.header ?? null;
  if (marker !== null && marker !== "") {
    const at = text.lastIndexOf(marker);
    // A header that names no part of the text parts nothing: the whole text is the question.
    if (at >= 0) {
      const rest = [text.slice(0, at), text.slice(at + marker.length)] as const;
      return { question: marker, rest, leans: rest.some(saysSomething) };
    }
  }
  if (rules.after !== null) {
    const at = text.lastIndexOf(rules.after);
    if (at >= 0) {
      const from = at + rules.after.length;
      const leans = saysSomething(text.slice(0, at));
      return { question: text.slice(from), rest: [text.slice(0, from), ""], leans };
    }
  }
  return { question: text, rest: ["", ""], leans: false };
}

function saysSomething(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}

/** A copy along `path` with the leaf replaced; everything beside the path is shared, nothing is changed. */
function replaced(value: unknown, path: readonly (string | number)[], leaf: unknown): unknown {
  const [step, ...more] = path;
  if (step === undefined) return leaf;
  if (Array.isArray(value)) return value.map((item, i) => (i === step ? replaced(item, more, leaf) : item));
  const out: Record<string, unknown> = Object.create(null);
  for (const [name, item] of Object.entries(fieldsOf(value)))
    out[name] = name === step ? replaced(item, more, leaf) : item;
  return out;
}

function serverTool(tools: unknown): NotCacheable | null {
  if (!Array.isArray(tools)) return null;
  for (const tool of tools) {
    const type = asFields(tool)?.["type"];
    if (type === undefined || type === "function" || type === "custom") continue;
    return typeof type === "string" && type.startsWith("web_search") ? "web-search" : "server-tools";
  }
  return null;
}

/** Models whose answers come from today's web whatever the parameters say. */
function isSearchModel(model: unknown): boolean {
  return typeof model === "string" && /-search(?:-preview|-api)?(?:-|$)/.test(model);
}

function isCool(temperature: unknown, max: number): boolean {
  if (temperature === undefined || temperature === null) return max >= 1;
  const value = numberOf(temperature);
  return value !== null && value <= max;
}

function isMoreThan(value: unknown, limit: number): boolean {
  return value !== undefined && value !== null && !((numberOf(value) ?? Number.POSITIVE_INFINITY) <= limit);
}

function present(value: unknown): boolean {
  return value !== undefined && value !== null;
}
