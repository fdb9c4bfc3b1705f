/**
 * Responses: the terminal event of a stream holds the whole answer, so folding takes it out as text; unfolding makes
 * the events in the order that upstream would have used. fold(unfold(answer)) is the answer, byte for byte.
 */
import { type Answer, isBlank, isBrokenCall, tellsError, type Unreadable, usageIn } from "./facts.ts";
import { memberText, setMember } from "./json-member.ts";
import { type Json, own, parseRecord, record, records, textOf, writeJson } from "./json-value.ts";
import { pieces } from "./pieces.ts";
import type { SseEvent } from "./sse.ts";

export interface FoldedResponse {
  /** The document as upstream wrote it in the terminal event; null where no such event came. */
  readonly text: string | null;
  /** Type of the terminal event; null where none came. */
  readonly terminal: string | null;
  readonly error: boolean;
}

export function foldResponses(events: Iterable<SseEvent>): FoldedResponse | Unreadable {
  let text: string | null = null;
  let terminal: string | null = null;
  let error = false;
  /** The raw text of output items by their index, for servers whose terminal event leaves them out. */
  const items = new Map<unknown, string>();
  for (const { event, data } of events) {
    if (data === null || (data === "[DONE]" && terminal !== null)) continue;
    if (terminal !== null) return { problem: "bad-event" };
    if (event === "error") error = true;
    const json = parseRecord(data);
    if (json === null) return { problem: "bad-event" };
    const type = own(json, "type");
    if (type === "error" || (typeof type !== "string" && tellsError(json))) error = true;
    if (type === "response.output_item.done")
      items.set(own(json, "output_index"), memberText(data, "item") ?? "null");
    if (typeof type !== "string" || !TERMINAL.has(type)) continue;
    terminal = type;
    if (record(own(json, "response")) === null) return { problem: "bad-shape" };
    text = withItems(memberText(data, "response") ?? "null", items);
  }
  return { text, terminal, error };
}

const TERMINAL: ReadonlySet<string> = new Set([
  "response.completed",
  "response.incomplete",
  "response.failed",
]);

function withItems(text: string, items: ReadonlyMap<unknown, string>): string {
  const output = own(parseRecord(text) ?? {}, "output");
  if (items.size === 0 || (Array.isArray(output) && output.length > 0)) return text;
  return setMember(text, ["output"], `[${[...items.values()].join(",")}]`) ?? text;
}

/**
 * Reads what a response says of itself. `terminal`: type of the terminal event; null for a document that came as JSON.
 */
export function responseFacts(json: Json, terminal: string | null, errorSeen: boolean): Answer | Unreadable {
  const output = own(json, "output");
  const items = records(output);
  if (!Array.isArray(output) || items.length !== output.length) return { problem: "bad-shape" };
  const parts = items
    .filter((item) => own(item, "type") === "message")
    .flatMap((item) => records(own(item, "content")));
  const texts = parts
    .filter((p) => own(p, "type") === "output_text")
    .flatMap((p) => textOf(own(p, "text")) ?? []);
  const acts = items.some((item) => !PLAIN_ITEMS.has(own(item, "type")));
  const finish = finishOf(json);
  return {
    complete:
      finish === "stop" &&
      (terminal ?? "response.completed") === "response.completed" &&
      !items.some(isUnfinished),
    finishReasons: [finish],
    text: texts.length > 0 ? texts.join("") : null,
    refusal: parts.some((p) => own(p, "type") === "refusal"),
    toolCalls: acts,
    brokenCalls: items.some((item) => own(item, "type") === "function_call" && isBrokenCall(item)),
    empty: !acts && isBlank(texts.join("")),
    error: errorSeen || tellsError(json),
    choices: 1,
    usage: usageIn(json, "input_tokens", "output_tokens"),
    model: textOf(own(json, "model")) ?? "",
  };
}

/** Types of items that are the answer itself; every other type is an act, of the model or asked of the caller. */
const PLAIN_ITEMS: ReadonlySet<unknown> = new Set(["message", "reasoning"]);
const UNFINISHED: ReadonlySet<unknown> = new Set(["in_progress", "incomplete", "queued"]);

function isUnfinished(item: Json): boolean {
  return UNFINISHED.has(own(item, "status"));
}

function finishOf(json: Json): string | null {
  const status = textOf(own(json, "status"));
  if (status === "completed") return "stop";
  if (status === null || status === "in_progress" || status === "queued") return null;
  if (status !== "incomplete") return status;
  const reason = textOf(own(record(own(json, "incomplete_details")) ?? {}, "reason"));
  return reason === "content_filter" ? "content_filter" : "length";
}

type Tell = (type: string, more: Json) => void;

/**
 * The events of a stream that stands for a response. `text`: the stored document, which the terminal event repeats byte
 * for byte.
 */
export function unfoldResponse(json: Json, text: string): string[] {
  const out: string[] = [];
  const tell: Tell = (type, more) => {
    const data = writeJson({ type, sequence_number: out.length, ...more });
    out.push(`event: ${type}\ndata: ${data}\n\n`);
  };
  const begun = { ...json, ...BEGUN, ...("output_text" in json ? { output_text: "" } : {}) };
  tell("response.created", { response: begun });
  tell("response.in_progress", { response: begun });
  records(own(json, "output")).forEach((item, output_index) => {
    tellItem(tell, item, { item_id: own(item, "id") ?? "", output_index });
    tell("response.output_item.done", { output_index, item });
  });
  const terminal = `response.${textOf(own(json, "status")) ?? "completed"}`;
  const type = TERMINAL.has(terminal) ? terminal : "response.completed";
  const response = oneLine(text);
  out.push(
    `event: ${type}\ndata: {"type":"${type}","sequence_number":${out.length},"response":${response}}\n\n`,
  );
  return out;
}

const BEGUN: Json = { status: "in_progress", output: [], usage: null };

/** The text on one line. In JSON, line ends occur only between tokens: inside a string they are escaped. */
function oneLine(text: string): string {
  return text.trim().replaceAll(/[\r\n]+/g, " ");
}

function tellItem(tell: Tell, item: Json, at: Json): void {
  const added = (less: Json) => {
    const status = Object.hasOwn(item, "status") ? { status: "in_progress" } : {};
    tell("response.output_item.added", {
      output_index: at["output_index"],
      item: { ...item, ...status, ...less },
    });
  };
  switch (own(item, "type")) {
    case "message":
      added({ content: [] });
      tellParts(tell, item, at);
      break;
    case "reasoning":
      added({ summary: [], ...("content" in item ? { content: [] } : {}) });
      for (const [summary_index, part] of records(own(item, "summary")).entries()) {
        const here = { ...at, summary_index };
        tellParted(tell, part, PARTED.summary, here);
      }
      tellParts(tell, item, at);
      break;
    case "function_call":
      added({ arguments: "" });
      tellText(tell, item, "response.function_call_arguments", "arguments", at);
      break;
    case "custom_tool_call":
      added({ input: "" });
      tellText(tell, item, "response.custom_tool_call_input", "input", at);
      break;
    default:
      // An item of an unknown type is sent whole when it is added, as when it is done.
      added({});
  }
}

function tellParts(tell: Tell, item: Json, at: Json): void {
  for (const [content_index, part] of records(own(item, "content")).entries()) {
    tellPart(tell, part, { ...at, content_index });
  }
}

function tellPart(tell: Tell, part: Json, at: Json): void {
  switch (own(part, "type")) {
    case "output_text":
      tell("response.content_part.added", {
        ...at,
        part: { ...part, text: "", annotations: [], logprobs: [] },
      });
      tellOutputText(tell, part, at);
      tell("response.content_part.done", { ...at, part });
      break;
    case "refusal":
      tellParted(tell, part, PARTED.refusal, at);
      break;
    case "reasoning_text":
      tellParted(tell, part, PARTED.reasoning, at);
      break;
    default:
      tell("response.content_part.added", { ...at, part });
      tell("response.content_part.done", { ...at, part });
  }
}

function tellOutputText(tell: Tell, part: Json, at: Json): void {
  const text = textOf(own(part, "text")) ?? "";
  const logprobs = own(part, "logprobs") ?? [];
  const tokens = records(logprobs);
  const isSpread = tokens.length > 0 && tokens.map((t) => textOf(own(t, "token")) ?? "").join("") === text;
  if (isSpread) {
    for (const token of tokens) {
      tell("response.output_text.delta", { ...at, delta: own(token, "token"), logprobs: [token] });
    }
  } else for (const delta of pieces(text)) tell("response.output_text.delta", { ...at, delta, logprobs: [] });
  const annotations = own(part, "annotations");
  (Array.isArray(annotations) ? annotations : []).forEach((annotation, annotation_index) => {
    tell("response.output_text.annotation.added", { ...at, annotation_index, annotation });
  });
  tell("response.output_text.done", { ...at, text, logprobs });
}

/**
 * How a content part with one growing text is sent: names of the events of the part and of its text, and of the member.
 */
interface PartedAs {
  readonly name: string;
  readonly textName: string;
  readonly member: string;
}
const PARTED = {
  summary: {
    name: "response.reasoning_summary_part",
    textName: "response.reasoning_summary_text",
    member: "text",
  },
  refusal: { name: "response.content_part", textName: "response.refusal", member: "refusal" },
  reasoning: { name: "response.content_part", textName: "response.reasoning_text", member: "text" },
} as const satisfies Record<string, PartedAs>;

function tellParted(tell: Tell, part: Json, { name, textName, member }: PartedAs, at: Json): void {
  tell(`${name}.added`, { ...at, part: { ...part, [member]: "" } });
  tellText(tell, part, textName, member, at);
  tell(`${name}.done`, { ...at, part });
}

function tellText(tell: Tell, holder: Json, name: string, member: string, at: Json): void {
  const text = textOf(own(holder, member)) ?? "";
  for (const delta of pieces(text)) tell(`${name}.delta`, { ...at, delta });
  tell(`${name}.done`, { ...at, [member]: text });
}
