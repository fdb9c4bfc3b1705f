/** The project's own format, which `semblance record` and `export` write. */

import { asFields } from "../../narrow.ts";
import { answerOf, numberIn, responseOf, routeOf, textIn, timeIn, unpackedRow, usageOf } from "../loose.ts";
import type { Format, JsonFields, RowRead } from "../row.ts";

export const CONTRACT: Format = {
  name: "jsonl",
  looks: "request and response, or question and answer",
  fits: (record) =>
    (asFields(record["request"]) !== null && record["response"] !== undefined) ||
    (typeof record["question"] === "string" && typeof record["answer"] === "string") ||
    asFields(record["digest"]) !== null,
  read(record) {
    const digest = asFields(record["digest"]);
    if (digest) return readDigest(record, digest);
    if (typeof record["question"] === "string") return readShort(record, record["question"]);
    const request = asFields(unpackedRow(record["request"]));
    if (request === null) return { bad: "request is not an object" };
    const route = routeOf(request);
    if (route === null) return { bad: "request has neither messages, prompt nor input" };
    const response = responseOf(route, record["response"]);
    if (response === null) return { bad: "response holds no answer" };
    const model = textIn(record, "model");
    return {
      row: {
        route,
        request: request["model"] === undefined && model !== null ? { ...request, model } : request,
        response,
        ...common(record),
      },
    };
  },
};

function readShort(record: JsonFields, question: string): RowRead {
  const answer = record["answer"];
  if (typeof answer !== "string" || answer.trim() === "") return { bad: "answer is not a text" };
  const request = {
    model: textIn(record, "model") ?? "",
    messages: [{ role: "user", content: question }],
  };
  return { row: { route: "chat", request, response: answerOf("chat", answer), ...common(record) } };
}

function readDigest(record: JsonFields, digest: JsonFields): RowRead {
  const key = textIn(digest, "key");
  if (key === null) return { bad: "digest has no key" };
  const { atMs, usage, latencyMs } = common(record);
  return { digest: { key, model: textIn(record, "model") ?? "", atMs, usage, latencyMs } };
}

function common(record: JsonFields) {
  const usage = asFields(record["usage"]);
  const outcome = textIn(record, "outcome");
  return {
    atMs: timeIn(record, "at"),
    credential: textIn(record, "credential"),
    usage: usageOf(
      numberIn(usage, "input_tokens", "prompt_tokens"),
      numberIn(usage, "output_tokens", "completion_tokens"),
    ),
    latencyMs: numberIn(record, "latency_ms"),
    costUsd: numberIn(record, "cost_usd"),
    cached: CACHED[outcome ?? ""] ?? null,
  };
}

const CACHED: Readonly<Record<string, "exact" | "found">> = {
  exact: "exact",
  stale: "exact",
  semantic: "found",
  adapted: "found",
};
