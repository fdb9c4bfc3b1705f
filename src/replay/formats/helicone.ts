/** Helicone's exports (npx @helicone/export --include-body, the request query API, the dashboard). */

import { asFields } from "../../narrow.ts";
import { numberIn, responseOf, routeOf, textIn, timeIn, unpackedRow, usageOf } from "../loose.ts";
import type { Format } from "../row.ts";

export const HELICONE: Format = {
  name: "helicone",
  looks: "request_body, response_body, request_created_at",
  fits: (record) =>
    "request_body" in record ||
    "response_body" in record ||
    (("request_created_at" in record || "request_id" in record) &&
      asFields(record["request"]) !== null &&
      "response" in record),
  read(record) {
    const status = numberIn(record, "response_status", "status");
    if (status !== null && status !== 200) return { skip: "failed" };
    const given = asFields(unpackedRow(record["request_body"] ?? record["request"]));
    const body = asFields(unpackedRow(given?.["body"])) ?? given;
    if (body === null || Object.keys(body).length === 0)
      return { bad: "no request_body: export with bodies (--include-body)" };
    const route = routeOf(body);
    if (route === null) return { bad: "request_body has neither messages, prompt nor input" };
    const model = textIn(record, "request_model", "model_override", "model", "response_model") ?? "";
    const answered = unpackedRow(record["response_body"] ?? record["response"]);
    const response = responseOf(route, asFields(answered)?.["body"] ?? answered);
    if (response === null) return { bad: "no answer in response_body" };
    return {
      row: {
        route,
        request: { model, ...body },
        response,
        atMs: timeIn(record, "request_created_at", "created_at", "createdAt"),
        credential: textIn(record, "request_auth_hash", "auth_hash", "key_name"),
        usage: usageOf(numberIn(record, "prompt_tokens"), numberIn(record, "completion_tokens")),
        latencyMs: numberIn(record, "delay_ms", "latency", "latency_ms"),
        costUsd: numberIn(record, "cost_usd", "costUSD", "cost"),
        cached: isCached(record["cache_reference_id"]) || record["cache_hit"] === true ? "found" : null,
      },
    };
  },
};

function isCached(reference: unknown): boolean {
  return typeof reference === "string" && /[1-9a-f]/i.test(reference);
}
