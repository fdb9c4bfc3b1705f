/**
 * Responses: the terminal event holds the whole answer, so folding takes it out; unfolding tells it in the order of
 * events that upstream would have used, with sequence numbers.
 */
import { type Json, pieces, record, records } from "./fold.ts";
import { memberText } from "./json-member.ts";

const TERMINAL: ReadonlySet<string> = new Set([
  "response.completed",
  "response.incomplete",
  "response.failed",
]);

export interface FoldedResponse {
  /** The raw text of `response` in the terminal event; null where none came. */
  readonly text: string | null;
  /** Type of the terminal event. */
  readonly terminal: string | null;
  readonly error: boolean;
}

export function foldResponses(events: readonly (string | null)[]): FoldedResponse | null {
  let text: string | null = null;
  let terminal: string | null = null;
  let error = false;
  for (const data of events) {
    if (data === null || data === "[DONE]") continue;
    let type: unknown;
    try {
      const event = record(JSON.parse(data));
      if (event === null) return null;
      type = event["type"];
      if (event["error"] && type === undefined) error = true;
    } catch {
      return null;
    }
    if (type === "error") error = true;
    if (typeof type === "string" && TERMINAL.has(type)) {
      terminal = type;
      text = memberText(data, "response");
    }
  }
  return { text, terminal, error };
}

export interface ResponseEvent {
  readonly event: string;
  readonly data: Json;
}

export function unfoldResponses(json: Json): ResponseEvent[] {
  const out: ResponseEvent[] = [];
  const tell = (type: string, more: Json) => {
    out.push({ event: type, data: { type, sequence_number: out.length, ...more } });
  };
  const begun = {
    ...json,
    status: "in_progress",
    output: [],
    usage: null,
    ...("output_text" in json ? { output_text: "" } : {}),
  };
  tell("response.created", { response: begun });
  tell("response.in_progress", { response: begun });
  records(json["output"]).forEach((item, output_index) => {
    const at = { item_id: item["id"], output_index };
    switch (item["type"]) {
      case "message": {
        tell("response.output_item.added", {
          output_index,
          item: { ...item, status: "in_progress", content: [] },
        });
        for (const [content_index, part] of records(item["content"]).entries()) {
          tellPart(tell, { ...at, content_index }, part);
        }
        break;
      }
      case "function_call":
      case "custom_tool_call": {
        const isCall = item["type"] === "function_call";
        const name = isCall ? "arguments" : "input";
        const base = isCall ? "response.function_call_arguments" : "response.custom_tool_call_input";
        const text = typeof item[name] === "string" ? (item[name] as string) : "";
        tell("response.output_item.added", {
          output_index,
          item: { ...item, status: "in_progress", [name]: "" },
        });
        for (const delta of pieces(text)) tell(`${base}.delta`, { ...at, delta });
        tell(`${base}.done`, { ...at, [name]: text });
        break;
      }
      case "reasoning": {
        tell("response.output_item.added", { output_index, item: { ...item, summary: [] } });
        records(item["summary"]).forEach((part, summary_index) => {
          const text = typeof part["text"] === "string" ? part["text"] : "";
          const here = { ...at, summary_index };
          tell("response.reasoning_summary_part.added", { ...here, part: { ...part, text: "" } });
          for (const delta of pieces(text)) tell("response.reasoning_summary_text.delta", { ...here, delta });
          tell("response.reasoning_summary_text.done", { ...here, text });
          tell("response.reasoning_summary_part.done", { ...here, part });
        });
        break;
      }
      default:
        tell("response.output_item.added", { output_index, item });
    }
    tell("response.output_item.done", { output_index, item });
  });
  const status = typeof json["status"] === "string" ? json["status"] : "completed";
  tell(TERMINAL.has(`response.${status}`) ? `response.${status}` : "response.completed", { response: json });
  return out;
}

function tellPart(tell: (type: string, more: Json) => void, at: Json, part: Json): void {
  if (part["type"] === "output_text") {
    const text = typeof part["text"] === "string" ? part["text"] : "";
    tell("response.content_part.added", {
      ...at,
      part: { ...part, text: "", annotations: [], logprobs: [] },
    });
    for (const delta of pieces(text)) tell("response.output_text.delta", { ...at, delta, logprobs: [] });
    if (Array.isArray(part["annotations"])) {
      for (const [annotation_index, annotation] of part["annotations"].entries()) {
        tell("response.output_text.annotation.added", { ...at, annotation_index, annotation });
      }
    }
    tell("response.output_text.done", { ...at, text, logprobs: part["logprobs"] ?? [] });
  } else tell("response.content_part.added", { ...at, part });
  tell("response.content_part.done", { ...at, part });
}
