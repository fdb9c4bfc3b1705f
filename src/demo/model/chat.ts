/** POST /v1/chat/completions. */

import { asFields, type Fields, isFields, isOneOf } from "../../narrow.ts";
import { compose, countTokens, type Said, type Tool, type Wish } from "./compose.ts";
import {
  ApiFault,
  checkFields,
  listMember,
  missing,
  numberMember,
  type Rule,
  wantsUsage,
  wrongType,
  wrongValue,
} from "./fault.ts";
import type { Event, Reply, Seal } from "./reply.ts";

const RULES: Readonly<Record<string, Rule>> = {
  model: { is: "string" },
  messages: { is: "array" },
  stream: { is: "boolean" },
  stream_options: { is: "object" },
  temperature: { is: "number", min: 0, max: 2 },
  top_p: { is: "number", min: 0, max: 1 },
  n: { is: "integer", min: 1, max: 16 },
  max_tokens: { is: "integer", min: 1, max: 1_000_000 },
  max_completion_tokens: { is: "integer", min: 1, max: 1_000_000 },
  stop: { is: "array or string" },
  tools: { is: "array" },
  response_format: { is: "object" },
};

const ROLES = ["system", "developer", "user", "assistant", "tool", "function"];

export function chat(body: Fields, seal: Seal): Reply {
  checkFields(body, RULES);
  const model = modelOf(body);
  const messages = messagesOf(listMember(body, "messages"));
  const said = compose(wishOf(body, messages));
  const choices = numberMember(body, "n") ?? 1;
  const prompt = messages.reduce((sum, message) => sum + 4 + countTokens(contentText(message["content"])), 3);
  const usage = chatUsage(prompt, said.pieces.length * choices);
  const head = { id: seal.id("chatcmpl-"), created: seal.createdS, model };
  if (body["stream"] !== true) {
    const tail = { usage, service_tier: "default", system_fingerprint: FINGERPRINT };
    const list = Array.from({ length: choices }, (_, index) => ({
      index,
      message: messageOf(said, seal),
      logprobs: null,
      finish_reason: said.finish,
    }));
    const { id, created } = head;
    return {
      kind: "json",
      body: { id, object: "chat.completion", created, model, choices: list, ...tail },
      tokens: said.pieces.length,
    };
  }
  return {
    kind: "events",
    events: chunks(head, said, choices, seal, wantsUsage(body) ? usage : null),
  };
}

export const FINGERPRINT = "fp_semblance_demo";

/** The request's `model`, which may be any text. Throws ApiFault where it is missing or empty. */
export function modelOf(body: Fields): string {
  const model = body["model"];
  if (typeof model !== "string" || model === "")
    throw new ApiFault(400, "you must provide a model parameter");
  return model;
}

/** The text of a message's content, which is a string or a list of parts; parts without text are left out. */
export function contentText(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content
    .map((part) => (isFields(part) && typeof part["text"] === "string" ? part["text"] : ""))
    .join("\n")
    .trim();
}

export function stopOf(stop: unknown): string[] {
  if (typeof stop === "string") return [stop];
  if (!Array.isArray(stop)) return [];
  if (stop.length > 4) {
    const message = `Invalid 'stop': array too long. Expected an array with maximum length 4, but got an array with length ${stop.length} instead.`;
    throw new ApiFault(400, message, "stop", "array_above_max_length");
  }
  return stop.map((one: unknown) => {
    if (typeof one !== "string") throw wrongType("stop", "a string", one);
    return one;
  });
}

/**
 * Parses `tool_choice` to "auto", "required", a tool's name, or null for no tool. The default is "auto" where there are
 * tools, else null. `name`: takes the tool's name from a choice, whose shape differs by route. Throws ApiFault.
 */
export function choiceOf(
  choice: unknown,
  tools: readonly Tool[],
  name: (choice: Fields) => unknown,
): string | null {
  if (choice === "none") return null;
  if (choice === undefined || choice === null || choice === "auto") return tools.length === 0 ? null : "auto";
  if (tools.length === 0) {
    throw new ApiFault(400, "'tool_choice' is only allowed when 'tools' are specified.", "tool_choice");
  }
  if (choice === "required") return "required";
  if (typeof choice === "string") throw wrongValue("tool_choice", choice, ["none", "auto", "required"]);
  const wanted = isFields(choice) ? name(choice) : undefined;
  if (typeof wanted === "string" && tools.some((tool) => tool.name === wanted)) return wanted;
  throw new ApiFault(400, "Tool choice names a function that is not in 'tools'.", "tool_choice");
}

export function toolOf(value: unknown, param: string): Tool {
  if (!isFields(value) || typeof value["name"] !== "string" || value["name"] === "")
    throw missing(`${param}.name`);
  const description = typeof value["description"] === "string" ? value["description"] : "";
  return { name: value["name"], description, parameters: value["parameters"] };
}

function messagesOf(messages: readonly unknown[] | null): readonly Fields[] {
  if (messages === null) throw missing("messages");
  if (messages.length === 0) {
    const message =
      "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.";
    throw new ApiFault(400, message, "messages", "empty_array");
  }
  return messages.map((message, i) => {
    const at = `messages[${i}]`;
    if (!isFields(message)) throw wrongType(at, "an object", message);
    const { role } = message;
    if (role === undefined) throw missing(`${at}.role`);
    if (!isOneOf(ROLES, role)) throw wrongValue(`${at}.role`, role, ROLES);
    checkContent(message, at);
    return message;
  });
}

function checkContent(message: Fields, at: string): void {
  const content = message["content"];
  const optional = message["role"] === "assistant";
  if (content === undefined || content === null) {
    if (optional) return;
    throw missing(`${at}.content`);
  }
  if (typeof content !== "string" && !Array.isArray(content)) {
    throw wrongType(`${at}.content`, "one of a string or array of objects", content);
  }
}

function wishOf(body: Fields, messages: readonly Fields[]): Wish {
  const question = messages.findLast((message) => message["role"] === "user");
  const last = messages.at(-1)!;
  const tools = (listMember(body, "tools") ?? []).map((tool, i) =>
    toolOf(isFields(tool) ? tool["function"] : null, `tools[${i}].function`),
  );
  const named = (choice: Fields) => (isFields(choice["function"]) ? choice["function"]["name"] : undefined);
  const isResult = last["role"] === "tool" || last["role"] === "function";
  return {
    question: contentText(question?.["content"]),
    toolResult: isResult ? contentText(last["content"]) : null,
    tools,
    toolChoice: isResult ? null : choiceOf(body["tool_choice"], tools, named),
    format: formatOf(asFields(body["response_format"])),
    stop: stopOf(body["stop"]),
    tokensMax: numberMember(body, "max_completion_tokens") ?? numberMember(body, "max_tokens"),
  };
}

function formatOf(format: Fields | null): Wish["format"] {
  switch (format?.["type"]) {
    case undefined:
      if (format) throw missing("response_format.type");
      return null;
    case "text":
      return null;
    case "json_object":
      return "object";
    case "json_schema": {
      const outer = format?.["json_schema"];
      if (!isFields(outer)) throw missing("response_format.json_schema");
      if (!isFields(outer["schema"])) throw missing("response_format.json_schema.schema");
      return { schema: outer["schema"] };
    }
    default:
      throw wrongValue("response_format.type", format?.["type"], ["json_object", "json_schema", "text"]);
  }
}

function messageOf(said: Said, seal: Seal): object {
  const text = said.pieces.join("");
  const base = { role: "assistant", content: said.tool === null ? text : null };
  if (said.tool === null) return { ...base, refusal: null, annotations: [] };
  const call = { id: seal.id("call_"), type: "function", function: { name: said.tool, arguments: text } };
  return { ...base, tool_calls: [call], refusal: null, annotations: [] };
}

function chunks(
  head: { id: string; created: number; model: string },
  said: Said,
  choices: number,
  seal: Seal,
  usage: object | null,
): Event[] {
  const { id, created, model } = head;
  const chunk = (token: number, list: object[], used: object | null): Event => ({
    name: null,
    token,
    data: {
      id,
      object: "chat.completion.chunk",
      created,
      model,
      service_tier: "default",
      system_fingerprint: FINGERPRINT,
      choices: list,
      ...(usage ? { usage: used } : {}),
    },
  });
  const events: Event[] = [];
  const each = (token: number, delta: object, finish: string | null) => {
    for (let index = 0; index < choices; index++) {
      events.push(chunk(token, [{ index, delta, logprobs: null, finish_reason: finish }], null));
    }
  };
  each(0, openingDelta(said, seal), null);
  for (const [i, piece] of said.pieces.entries()) {
    each(
      i,
      said.tool === null
        ? { content: piece }
        : { tool_calls: [{ index: 0, function: { arguments: piece } }] },
      null,
    );
  }
  const end = said.pieces.length;
  each(end, {}, said.finish);
  if (usage) events.push(chunk(end, [], usage));
  events.push({ name: null, token: end, data: DONE });
  return events;
}

function openingDelta(said: Said, seal: Seal): object {
  if (said.tool === null) return { role: "assistant", content: "", refusal: null };
  const call = {
    index: 0,
    id: seal.id("call_"),
    type: "function",
    function: { name: said.tool, arguments: "" },
  };
  return { role: "assistant", content: null, tool_calls: [call], refusal: null };
}

/** Data of the last event of a stream, which is sent as the text `[DONE]` and not as JSON. */
export const DONE = Symbol("[DONE]");

function chatUsage(prompt: number, completion: number): object {
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: 0,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}
