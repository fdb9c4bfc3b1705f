/** Changes one thing in a document, as text: all other bytes stay as they were. */
import type { Route } from "../model.ts";
import { type MemberPath, memberSpan, setMember } from "./json-member.ts";
import { type Json, own, parseRecord, record, textOf } from "./json-value.ts";

/**
 * The document with its assistant text replaced. Null unless it is one plain text answer: whatever else refers to the
 * old
 * text (calls, log probabilities, annotations, reasoning) would then be wrong.
 */
export function editText(route: Route, body: Buffer, edit: (text: string) => string): Buffer | null {
  const text = body.toString("utf8");
  const json = parseRecord(text);
  const path = json && textPath(route, json);
  if (!json || !path) return null;
  const span = memberSpan(text, path);
  if (span === null) return null;
  const edited = JSON.stringify(edit(String(JSON.parse(text.slice(span.valueFrom, span.valueTo)))));
  let out = setMember(text, path, edited);
  // Some servers repeat the text in `output_text`, beside the parts.
  if (out !== null && route === "responses" && "output_text" in json)
    out = setMember(out, ["output_text"], edited);
  return out === null ? null : Buffer.from(out);
}

/** The document with `_cache_info` as its last member; unchanged where it is no object. */
export function withCacheInfo(body: Buffer, info: object): Buffer {
  const text = body.toString("utf8");
  const told = parseRecord(text) === null ? null : setMember(text, ["_cache_info"], JSON.stringify(info));
  return told === null ? body : Buffer.from(told);
}

function textPath(route: Route, json: Json): MemberPath | null {
  switch (route) {
    case "chat": {
      const choice = onlyItem(own(json, "choices"));
      const message = choice && record(own(choice, "message"));
      if (!choice || !message || !isSilent(own(choice, "logprobs"))) return null;
      return isPlain(message, "content") ? ["choices", 0, "message", "content"] : null;
    }
    case "completions": {
      const choice = onlyItem(own(json, "choices"));
      if (!choice || !isSilent(own(choice, "logprobs")) || textOf(own(choice, "text")) === null) return null;
      return ["choices", 0, "text"];
    }
    case "responses": {
      const item = onlyItem(own(json, "output"));
      const part = item && own(item, "type") === "message" ? onlyItem(own(item, "content")) : null;
      if (!part || own(part, "type") !== "output_text") return null;
      return isPlain(part, "text") ? ["output", 0, "content", 0, "text"] : null;
    }
    default:
      return null;
  }
}

function onlyItem(list: unknown): Json | null {
  return Array.isArray(list) && list.length === 1 ? record(list[0]) : null;
}

/** True where the member is a text, and all others are empty or only name the kind of object. */
function isPlain(holder: Json, member: string): boolean {
  return (
    Object.keys(holder).every((name) => {
      const value = own(holder, name);
      if (name === member) return typeof value === "string";
      return KIND.has(name) || isSilent(value);
    }) && Object.hasOwn(holder, member)
  );
}

const KIND: ReadonlySet<string> = new Set(["role", "type", "name"]);

function isSilent(value: unknown): boolean {
  if (value === undefined || value === null || value === "" || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  const object = record(value);
  return object !== null && Object.keys(object).length === 0;
}
