/**
 * A value of the library as the body of a stored answer. Its words are where a model's would be, so that judge and
 * verifier read them like any answer's; the value itself is kept beside them, as the JSON text that was given.
 */
import type { Entry } from "../model.ts";
import { asFields } from "../narrow.ts";
import { inspectAnswer } from "../wire/answer.ts";
import { parseRecord } from "../wire/json-value.ts";

/** Most bytes of a value as JSON text. */
export const CONTENT_BYTES_MAX = 1024 * 1024;

const VALUE = "semblance_value";

/**
 * The value as JSON text. Throws TypeError, which names the response, for a value that JSON cannot hold or that is too
 * large.
 */
export function valueText(response: unknown, bytesMax: number): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(response);
  } catch (error) {
    throw new TypeError(`response: cannot be written as JSON (${why(error)})`);
  }
  if (text === undefined) throw new TypeError(`response: ${typeof response} cannot be stored`);
  const bytes = Buffer.byteLength(text);
  if (bytes > bytesMax)
    throw new TypeError(`response: ${bytes} bytes as JSON; at most ${bytesMax} can be stored`);
  return text;
}

function why(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  return /circular/i.test(error.message) ? "it is circular" : (error.message.split("\n")[0] ?? "");
}

/** A chat completion that holds the value. `text`: the value as JSON; `tokens`: how many it took to make. */
export function bodyOf(response: unknown, text: string, tokens: number, model: string): Buffer {
  const content = wordsOf(response) ?? text;
  return Buffer.from(
    JSON.stringify({
      ...{ object: "chat.completion", model },
      choices: [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop" }],
      usage: { prompt_tokens: 0, completion_tokens: tokens, total_tokens: tokens },
      [VALUE]: text,
    }),
  );
}

/** The words of a value: a text, or the text in its member `answer`; null where there are none. */
function wordsOf(response: unknown): string | null {
  const words = typeof response === "string" ? response : asFields(response)?.["answer"];
  return typeof words === "string" && words.trim() !== "" ? words : null;
}

/** The words by which a judge compares answers; null where there are none. */
export function wordsIn({ route, form, body }: Entry): string | null {
  const answer = inspectAnswer(route, form, body);
  return "problem" in answer ? null : answer.text;
}

/**
 * The stored value. `edited`: its words after a slot was edited, returned in its place: only plain texts are edited.
 */
export function contentOf({ body }: Entry, edited: string | null): unknown {
  if (edited !== null) return edited;
  const text = parseRecord(body.toString("utf8"))?.[VALUE];
  return typeof text === "string" ? JSON.parse(text) : null;
}
