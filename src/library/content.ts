/**
 * A value of the library as the body of a stored answer. The words of it stand where a model's do, so that judge and
 * verifier read them as they read any answer; the value itself stands beside them, as the text that it was given as.
 */
import type { Entry } from "../model.ts";
import { asFields } from "../narrow.ts";
import { inspectAnswer } from "../wire/answer.ts";
import { parseRecord } from "../wire/json-value.ts";

/** Of the value as JSON text. */
export const CONTENT_BYTES_MAX = 1024 * 1024;

const VALUE = "semblance_value";

/** Throws TypeError for what JSON has no text for, and for what is too large; it names the response. */
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

/** A chat completion that holds the value. `text`: of the value; `tokens`: that it took. */
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

/** The answer in words, where there is one by a usual name. */
function wordsOf(response: unknown): string | null {
  const words = typeof response === "string" ? response : asFields(response)?.["answer"];
  return typeof words === "string" && words.trim() !== "" ? words : null;
}

/** The words by which a judge compares answers; null where there are none. */
export function wordsIn({ route, form, body }: Entry): string | null {
  const answer = inspectAnswer(route, form, body);
  return "problem" in answer ? null : answer.text;
}

/** `edited`: the words in their place, where a slot was edited: only plain texts are. */
export function contentOf({ body }: Entry, edited: string | null): unknown {
  if (edited !== null) return edited;
  const text = parseRecord(body.toString("utf8"))?.[VALUE];
  return typeof text === "string" ? JSON.parse(text) : null;
}
