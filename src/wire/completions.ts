/**
 * Legacy completions: chunks look like the document, each with a piece of the text.
 *
 * fold(unfold(answer)) equals the answer, except that `object` is "text_completion", every choice has an `index` and a
 * `text`, and a usage of null is left out.
 */
import { accumulate, type Certainty } from "./accumulate.ts";
import type { ChunkFormat } from "./chunks.ts";
import { type Answer, isBlank, tellsError, type Unreadable, usageIn } from "./facts.ts";
import { type Json, less, own, putMember, record, records, textOf, writeJson } from "./json-value.ts";
import { pieces } from "./pieces.ts";

export const COMPLETIONS: ChunkFormat = {
  whole: "text_completion",
  chunk: "text_completion",
  piece: "text",
  foldChoice,
  finishChoice,
  tellChoice,
};

export function completionFacts(json: Json, ended: boolean, errorSeen: boolean): Answer | Unreadable {
  const choices = own(json, "choices");
  const list = records(choices);
  const texts = list.map((choice) => textOf(own(choice, "text")));
  if ((Array.isArray(choices) && choices.length !== list.length) || texts.includes(null)) {
    return { problem: "bad-shape" };
  }
  const finishReasons = list.map((choice) => textOf(own(choice, "finish_reason")));
  return {
    complete: ended && list.length > 0 && !finishReasons.includes(null),
    finishReasons,
    text: texts[0] ?? null,
    refusal: false,
    toolCalls: false,
    brokenCalls: false,
    empty: list.length === 0 || texts.some(isBlank),
    error: errorSeen || tellsError(json),
    choices: list.length,
    usage: usageIn(json, "prompt_tokens", "completion_tokens"),
    model: textOf(own(json, "model")) ?? "",
  };
}

function foldChoice(choice: Json, part: Json, sure: Certainty): void {
  for (const name of Object.keys(part)) {
    const value = own(part, name);
    if (name === "text" || name === "logprobs") accumulate(choice, { [name]: value }, sure);
    else if (value !== null || !Object.hasOwn(choice, name)) putMember(choice, name, value);
  }
}

function finishChoice(choice: Json, index: number): Json {
  return Object.fromEntries([
    ["text", own(choice, "text") ?? ""],
    ["index", index],
    ...Object.entries(choice).filter(([name]) => name !== "text" && name !== "index"),
  ]);
}

function tellChoice(choice: Json, index: number): string[] {
  const hasLogprobs = Object.hasOwn(choice, "logprobs");
  const logprobs = (text = "null") => (hasLogprobs ? `,"logprobs":${text}` : "");
  const texts = pieces(textOf(own(choice, "text")) ?? "");
  // The log probabilities cannot be split where the text is, so the first chunk holds them all.
  const out = (texts.length === 0 && record(own(choice, "logprobs")) ? [""] : texts).map((piece, i) => {
    const beside = i === 0 && hasLogprobs ? writeJson(own(choice, "logprobs")) : undefined;
    return `{"text":${writeJson(piece)},"index":${index}${logprobs(beside)},"finish_reason":null}`;
  });
  const rest = writeJson(less(choice, TOLD_APART)).slice(1, -1);
  const finish = writeJson(own(choice, "finish_reason") ?? null);
  out.push(
    `{"text":"","index":${index}${logprobs()},"finish_reason":${finish}${rest === "" ? "" : `,${rest}`}}`,
  );
  return out;
}

const TOLD_APART: ReadonlySet<string> = new Set(["text", "index", "logprobs", "finish_reason"]);
