/**
 * POST /v1/completions. An absent `max_tokens` means no limit; OpenAI's default of 16 tokens would cut every answer.
 */

import type { Fields } from "../../narrow.ts";
import { DONE, FINGERPRINT, modelOf, stopOf } from "./chat.ts";
import { compose, countTokens, type Said } from "./compose.ts";
import { ApiFault, checkFields, numberMember, type Rule, wantsUsage, wrongType } from "./fault.ts";
import type { Event, Reply, Seal } from "./reply.ts";

const RULES: Readonly<Record<string, Rule>> = {
  model: { is: "string" },
  prompt: { is: "array or string" },
  suffix: { is: "string" },
  stream: { is: "boolean" },
  stream_options: { is: "object" },
  echo: { is: "boolean" },
  temperature: { is: "number", min: 0, max: 2 },
  top_p: { is: "number", min: 0, max: 1 },
  n: { is: "integer", min: 1, max: 16 },
  max_tokens: { is: "integer", min: 0, max: 1_000_000 },
  stop: { is: "array or string" },
};

const PROMPTS_MAX = 20;
/** Longest total of all prompts that `echo` repeats in the answer, in UTF-16 units. */
const ECHO_MAX = 1_000_000;

export function completions(body: Fields, seal: Seal): Reply {
  checkFields(body, RULES);
  const model = modelOf(body);
  const prompts = promptsOf(body["prompt"]);
  const repeat = numberMember(body, "n") ?? 1;
  if (body["echo"] === true && repeat * prompts.reduce((sum, prompt) => sum + prompt.length, 0) > ECHO_MAX) {
    throw new ApiFault(400, "The prompt is too long to be echoed.", "echo", "string_above_max_length");
  }
  const all = prompts.flatMap((prompt) => Array<Said>(repeat).fill(saidTo(prompt, body)));
  const spoken = all.reduce((sum, said) => sum + said.pieces.length, 0);
  const asked = prompts.reduce((sum, prompt) => sum + countTokens(prompt), 0);
  const usage = { prompt_tokens: asked, completion_tokens: spoken, total_tokens: asked + spoken };
  const head = { id: seal.id("cmpl-"), object: "text_completion", created: seal.createdS, model };
  if (body["stream"] !== true) {
    const choices = all.map((said, index) => choice(index, said.pieces.join(""), said.finish));
    return {
      kind: "json",
      body: { ...head, choices, usage, system_fingerprint: FINGERPRINT },
      tokens: longest(all),
    };
  }
  return { kind: "events", events: chunks(head, all, wantsUsage(body) ? usage : null) };
}

function promptsOf(prompt: unknown): string[] {
  if (typeof prompt === "string") return [prompt];
  if (!Array.isArray(prompt)) return [""];
  const list: readonly unknown[] = prompt;
  if (list.length > 0 && list.every((one) => typeof one === "number")) {
    throw new ApiFault(400, "The demo model reads text, not tokens.", "prompt", "unsupported_value");
  }
  if (list.length === 0 || list.length > PROMPTS_MAX) {
    throw new ApiFault(
      400,
      `Invalid 'prompt': 1 to ${PROMPTS_MAX} prompts are allowed.`,
      "prompt",
      "invalid_value",
    );
  }
  return list.map((one, i) => {
    if (typeof one !== "string") throw wrongType(`prompt[${i}]`, "a string", one);
    return one;
  });
}

function saidTo(prompt: string, body: Fields): Said {
  const said = compose({
    question: prompt,
    toolResult: null,
    tools: [],
    toolChoice: null,
    format: null,
    stop: stopOf(body["stop"]),
    tokensMax: numberMember(body, "max_tokens"),
  });
  const pieces = body["echo"] === true ? [prompt, ...said.pieces] : said.pieces;
  return { ...said, pieces };
}

function choice(index: number, text: string, finish: string | null): object {
  return { text, index, logprobs: null, finish_reason: finish };
}

function chunks(head: object, all: readonly Said[], usage: object | null): Event[] {
  const events: Event[] = [];
  const push = (token: number, choices: object[], used: object | null) => {
    const data = { ...head, choices, system_fingerprint: FINGERPRINT, ...(usage ? { usage: used } : {}) };
    events.push({ name: null, token, data });
  };
  const end = longest(all);
  for (let i = 0; i < end; i++) {
    for (const [index, said] of all.entries()) {
      const piece = said.pieces[i];
      if (piece !== undefined) push(i, [choice(index, piece, null)], null);
    }
  }
  for (const [index, said] of all.entries()) push(end, [choice(index, "", said.finish)], null);
  if (usage) push(end, [], usage);
  events.push({ name: null, token: end, data: DONE });
  return events;
}

function longest(all: readonly Said[]): number {
  return Math.max(...all.map((said) => said.pieces.length));
}
