/** POST /v1/responses. No response is stored, so `previous_response_id` is refused. */

import { type Fields, isFields, itemAt } from "../../narrow.ts";
import { choiceOf, contentText, modelOf, toolOf } from "./chat.ts";
import { compose, countTokens, type Said, type Tool, type Wish } from "./compose.ts";
import {
  ApiFault,
  checkFields,
  listMember,
  missing,
  numberMember,
  type Rule,
  wrongType,
  wrongValue,
} from "./fault.ts";
import type { Event, Reply, Seal } from "./reply.ts";

const RULES: Readonly<Record<string, Rule>> = {
  model: { is: "string" },
  input: { is: "array or string" },
  instructions: { is: "string" },
  stream: { is: "boolean" },
  store: { is: "boolean" },
  background: { is: "boolean" },
  temperature: { is: "number", min: 0, max: 2 },
  top_p: { is: "number", min: 0, max: 1 },
  max_output_tokens: { is: "integer", min: 1, max: 1_000_000 },
  previous_response_id: { is: "string" },
  tools: { is: "array" },
  text: { is: "object" },
};

export function responses(body: Fields, seal: Seal): Reply {
  checkFields(body, RULES);
  const model = modelOf(body);
  refuseMemory(body);
  const items = itemsOf(body["input"]);
  const said = compose(wishOf(body, items));
  const asked = items.reduce((sum, item) => sum + 4 + countTokens(contentText(item["content"])), 3);
  const prompt = asked + countTokens(contentText(body["instructions"]));
  const done = responseOf(body, model, said, seal, usageOf(prompt, said.pieces.length));
  if (body["stream"] !== true) return { kind: "json", body: done, tokens: said.pieces.length };
  return { kind: "events", events: events(done, said, seal) };
}

function refuseMemory(body: Fields): void {
  const previous = body["previous_response_id"];
  if (typeof previous === "string") {
    const message = `Previous response with id '${previous.slice(0, 80)}' not found.`;
    throw new ApiFault(400, message, "previous_response_id", "previous_response_not_found");
  }
  if (body["background"] === true) {
    throw new ApiFault(
      400,
      "The demo model does not answer in the background.",
      "background",
      "unsupported_value",
    );
  }
}

function itemsOf(input: unknown): readonly Fields[] {
  if (typeof input === "string") return [{ role: "user", content: input }];
  if (!Array.isArray(input)) throw missing("input");
  const items: readonly unknown[] = input;
  if (items.length === 0) {
    const message =
      "Invalid 'input': empty array. Expected an array with minimum length 1, but got an empty array instead.";
    throw new ApiFault(400, message, "input", "empty_array");
  }
  return items.map((item, i) => {
    if (!isFields(item)) throw wrongType(`input[${i}]`, "an object", item);
    return item;
  });
}

function wishOf(body: Fields, items: readonly Fields[]): Wish {
  const question = items.findLast((item) => item["role"] === "user");
  const last = items.at(-1)!;
  const output = last["type"] === "function_call_output" ? last["output"] : undefined;
  const tools = toolsOf(listMember(body, "tools") ?? []);
  return {
    question: contentText(question?.["content"]),
    toolResult: output === undefined ? null : contentText(output),
    tools,
    toolChoice:
      output === undefined ? choiceOf(body["tool_choice"], tools, (choice) => choice["name"]) : null,
    format: formatOf(body["text"]),
    stop: [],
    tokensMax: numberMember(body, "max_output_tokens"),
  };
}

/** The function tools. Tools that OpenAI runs itself, such as web search, are ignored. Throws ApiFault. */
function toolsOf(tools: readonly unknown[]): Tool[] {
  return tools.flatMap((tool, i) => {
    if (!isFields(tool)) throw wrongType(`tools[${i}]`, "an object", tool);
    return tool["type"] === "function" ? [toolOf(tool, `tools[${i}]`)] : [];
  });
}

function formatOf(text: unknown): Wish["format"] {
  const format = isFields(text) ? text["format"] : undefined;
  if (!isFields(format)) return null;
  switch (format["type"]) {
    case "text":
      return null;
    case "json_object":
      return "object";
    case "json_schema":
      if (!isFields(format["schema"])) throw missing("text.format.schema");
      return { schema: format["schema"] };
    default:
      throw wrongValue("text.format.type", format["type"], ["text", "json_object", "json_schema"]);
  }
}

interface ResponseBody extends Fields {
  readonly output: readonly Fields[];
}

function responseOf(body: Fields, model: string, said: Said, seal: Seal, usage: object): ResponseBody {
  const cut = said.finish === "length";
  return {
    id: seal.id("resp_"),
    object: "response",
    created_at: seal.createdS,
    status: cut ? "incomplete" : "completed",
    background: false,
    error: null,
    incomplete_details: cut ? { reason: "max_output_tokens" } : null,
    instructions: body["instructions"] ?? null,
    max_output_tokens: body["max_output_tokens"] ?? null,
    model,
    output: [itemOf(said, seal, cut ? "incomplete" : "completed")],
    parallel_tool_calls: body["parallel_tool_calls"] ?? true,
    previous_response_id: null,
    reasoning: { effort: null, summary: null },
    service_tier: "default",
    store: body["store"] ?? true,
    temperature: body["temperature"] ?? 1,
    text: isFields(body["text"]) ? body["text"] : { format: { type: "text" } },
    tool_choice: body["tool_choice"] ?? "auto",
    tools: body["tools"] ?? [],
    top_p: body["top_p"] ?? 1,
    truncation: body["truncation"] ?? "disabled",
    usage,
    user: null,
    metadata: body["metadata"] ?? {},
  };
}

function itemOf(said: Said, seal: Seal, status: string): Fields {
  const text = said.pieces.join("");
  if (said.tool !== null) {
    const call = { id: seal.id("fc_"), type: "function_call", status, arguments: text };
    return { ...call, call_id: seal.id("call_"), name: said.tool };
  }
  return { id: seal.id("msg_"), type: "message", status, content: [part(text)], role: "assistant" };
}

function part(text: string): object {
  return { type: "output_text", annotations: [], logprobs: [], text };
}

/** The events of a streamed response in OpenAI's order; `sequence_number` counts from 0. */
function events(done: ResponseBody, said: Said, seal: Seal): Event[] {
  const out: Event[] = [];
  const push = (name: string, token: number, data: object) =>
    out.push({ name, token, data: { type: name, sequence_number: out.length, ...data } });
  const begun = { ...done, status: "in_progress", incomplete_details: null, output: [], usage: null };
  const item = itemAt(done.output, 0);
  const at = { item_id: item["id"], output_index: 0 };
  const end = said.pieces.length;
  const text = said.pieces.join("");
  push("response.created", 0, { response: begun });
  push("response.in_progress", 0, { response: begun });
  push("response.output_item.added", 0, {
    output_index: 0,
    item: {
      ...itemOf({ ...said, pieces: [] }, seal, "in_progress"),
      ...(said.tool === null ? { content: [] } : {}),
    },
  });
  if (said.tool === null) {
    const where = { ...at, content_index: 0 };
    push("response.content_part.added", 0, { ...where, part: part("") });
    for (const [i, delta] of said.pieces.entries())
      push("response.output_text.delta", i, { ...where, delta, logprobs: [] });
    push("response.output_text.done", end, { ...where, text, logprobs: [] });
    push("response.content_part.done", end, { ...where, part: part(text) });
  } else {
    for (const [i, delta] of said.pieces.entries())
      push("response.function_call_arguments.delta", i, { ...at, delta });
    push("response.function_call_arguments.done", end, { ...at, name: said.tool, arguments: text });
  }
  push("response.output_item.done", end, { output_index: 0, item });
  push(said.finish === "length" ? "response.incomplete" : "response.completed", end, { response: done });
  return out;
}

function usageOf(input: number, output: number): object {
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: input + output,
  };
}
