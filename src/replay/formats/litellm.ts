/**
 * LiteLLM's spend logs (table LiteLLM_SpendLogs, or GET /spend/logs). Prompts and answers are in them where
 * `store_prompts_in_spend_logs` is on; `proxy_server_request` is the body as the client sent it.
 */

import { asFields } from "../../narrow.ts";
import { numberIn, responseOf, routeOf, textIn, timeIn, unpackedRow, usageOf } from "../loose.ts";
import type { Format, JsonFields } from "../row.ts";

export const LITELLM: Format = {
  name: "litellm",
  looks: "messages, response, startTime and spend",
  fits: (record) =>
    ("spend" in record || "call_type" in record || "startTime" in record || "api_key" in record) &&
    ("messages" in record || "proxy_server_request" in record) &&
    "response" in record,
  read(record) {
    const type = textIn(record, "call_type") ?? "completion";
    if (!/completion|responses/i.test(type)) return { skip: `call_type ${type.slice(0, 40)}` };
    if (/fail|error/i.test(textIn(record, "status") ?? "")) return { skip: "failed" };
    const request = requestIn(record);
    if (request === null)
      return { bad: "no prompt: store_prompts_in_spend_logs was off when this was logged" };
    const route = routeOf(request);
    if (route === null) return { bad: "the request has neither messages, prompt nor input" };
    const response = responseOf(route, record["response"]);
    if (response === null) return { bad: "no answer in response" };
    const startMs = timeIn(record, "startTime", "start_time");
    const endMs = timeIn(record, "endTime", "end_time");
    return {
      row: {
        route,
        request,
        response,
        atMs: startMs,
        credential: textIn(record, "api_key"),
        usage: usageOf(numberIn(record, "prompt_tokens"), numberIn(record, "completion_tokens")),
        latencyMs: startMs !== null && endMs !== null && endMs >= startMs ? endMs - startMs : null,
        costUsd: numberIn(record, "spend"),
        cached: /^true$/i.test(String(record["cache_hit"])) ? "found" : null,
      },
    };
  },
};

function requestIn(record: JsonFields): JsonFields | null {
  const sent = asFields(unpackedRow(record["proxy_server_request"]));
  const body = asFields(unpackedRow(sent?.["body"])) ?? sent;
  const model = textIn(record, "model_group", "model") ?? "";
  if (body && routeOf(body) !== null) return { model, ...body };
  const messages = unpackedRow(record["messages"]);
  if (Array.isArray(messages) && messages.length > 0) return { model, messages };
  return typeof messages === "string" && messages !== "" ? { model, prompt: messages } : null;
}
