/** Turns a call of the library into the request that the gateway's rules read: question, context and caller. */
import { readTags } from "../core/tags.ts";
import { asFields } from "../narrow.ts";
import type { CacheContext, SetOptions } from "./types.ts";

/** The path in every request of the library, so that its scopes are never a gateway's. Its callers are one tenant. */
export const LIBRARY_PATH = "/library";
/** The model in every request of the library, so that it tells no answers apart; `source_model` says what made one. */
const MODEL = "library";

const QUESTION_CHARACTERS_MAX = 1_000_000;
const CONTEXT_FIELDS_MAX = 64;
const CONTEXT_CHARACTERS_MAX = 4096;

export interface AskedOf {
  readonly bytes: Buffer;
  /** Header names and values in turn: name, value, name, value … */
  readonly rawHeaders: readonly string[];
}

/** The question and context of a call. Throws TypeError that names what is wrong. */
export function askedOf(question: unknown, context: unknown): AskedOf {
  if (typeof question !== "string") throw new TypeError(`question: ${typeof question}; it is a text`);
  if (question.trim() === "") throw new TypeError("question: empty");
  if (question.length > QUESTION_CHARACTERS_MAX)
    throw new TypeError(`question: ${question.length} characters; at most ${QUESTION_CHARACTERS_MAX}`);
  if (!question.isWellFormed()) throw new TypeError("question: half of a surrogate pair is no text");
  const fields = contextFields(context);
  const user = fields.find(([name]) => name === "user_id")?.[1];
  const session = fields.find(([name]) => name === "session_id")?.[1];
  const body = { model: MODEL, messages: [{ role: "user", content: question }], ...(user ? { user } : {}) };
  return {
    bytes: Buffer.from(JSON.stringify(body)),
    rawHeaders: [
      ...fields.flatMap(([name, value]) => [`x-semblance-context-${name.replaceAll("_", "-")}`, value]),
      ...(session === undefined ? [] : ["x-session-id", session]),
    ],
  };
}

function contextFields(context: unknown): [string, string][] {
  if (context === undefined || context === null) return [];
  if (typeof context !== "object" || Array.isArray(context))
    throw new TypeError("context: an object of texts, such as { domain: 'law' }");
  const fields = Object.entries(context).filter(([, value]) => value !== undefined && value !== null);
  if (fields.length > CONTEXT_FIELDS_MAX)
    throw new TypeError(`context: ${fields.length} fields; at most ${CONTEXT_FIELDS_MAX}`);
  return fields.map(([name, value]) => {
    if (!/^[a-z0-9_-]{1,64}$/i.test(name))
      throw new TypeError(`context: ${JSON.stringify(name)} is no field`);
    if (typeof value !== "string" || value.length > CONTEXT_CHARACTERS_MAX)
      throw new TypeError(`context.${name}: a text of at most ${CONTEXT_CHARACTERS_MAX} characters`);
    return [name.toLowerCase(), value];
  });
}

export interface SetFacts {
  readonly context: CacheContext | undefined;
  readonly confidence: number;
  readonly seconds: number;
  readonly tokens: number;
  readonly model: string;
  readonly tags: readonly string[];
}

const SET_NAMES: ReadonlySet<string> = new Set([
  "context",
  "confidence_score",
  "processing_time_saved",
  "tokens_saved",
  "source_model",
  "tags",
]);
const SECONDS_MAX = 86_400;
const MODEL_CHARACTERS_MAX = 256;

/** The options of `set`, checked and with their defaults. Throws TypeError that names what is wrong. */
export function setFacts(options: SetOptions | undefined): SetFacts {
  const given = options ?? {};
  refuseOthers(given, SET_NAMES);
  const { source_model: model = "unknown", tags = [] } = given;
  if (typeof model !== "string" || model.length > MODEL_CHARACTERS_MAX)
    throw new TypeError(`source_model: a text of at most ${MODEL_CHARACTERS_MAX} characters`);
  if (!Array.isArray(tags) || !tags.every((tag) => typeof tag === "string" && !tag.includes(",")))
    throw new TypeError("tags: a list of texts without commas");
  const read = readTags(tags.join(","));
  if ("problem" in read) throw new TypeError(`tags: ${read.problem}`);
  return {
    context: given.context,
    confidence: numberIn("confidence_score", given.confidence_score, 1, 1),
    seconds: numberIn("processing_time_saved", given.processing_time_saved, 0, SECONDS_MAX),
    tokens: Math.round(numberIn("tokens_saved", given.tokens_saved, 0, Number.MAX_SAFE_INTEGER)),
    model,
    tags: read,
  };
}

/** Throws TypeError where options are no object, or hold a name that is none of these. */
export function refuseOthers(options: unknown, names: ReadonlySet<string>): void {
  const given = asFields(options);
  if (given === null) throw new TypeError(`options: an object with some of ${[...names].join(", ")}`);
  const unknown = Object.keys(given).find((name) => !names.has(name));
  if (unknown !== undefined)
    throw new TypeError(
      `options: there is no ${JSON.stringify(unknown)}; there are ${[...names].join(", ")}`,
    );
}

function numberIn(name: string, value: unknown, preset: number, max: number): number {
  if (value === undefined || value === null) return preset;
  if (typeof value === "number" && value >= 0 && value <= max) return value;
  throw new TypeError(`${name}: ${String(value)}; a number from 0 to ${max}`);
}
