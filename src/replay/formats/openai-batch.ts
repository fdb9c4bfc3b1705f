/**
 * OpenAI's batch files. A request is {custom_id, method, url, body}, its result {custom_id, response: {status_code,
 * body}, error}: two files, joined by `custom_id` before they are read here.
 */

import { asFields } from "../../narrow.ts";
import { responseOf, routeOf, timeIn } from "../loose.ts";
import type { Format } from "../row.ts";

export const OPENAI_BATCH: Format = {
  name: "openai-batch",
  looks: "custom_id with body, and a second file of custom_id with response",
  fits: (record) =>
    typeof record["custom_id"] === "string" &&
    (asFields(record["body"]) !== null || "response" in record || "error" in record),
  read(record) {
    const request = asFields(record["body"]);
    if (request === null) return { bad: "a result without its request" };
    const result = asFields(record["response"]);
    if (result === null)
      return record["error"] ? { skip: "failed" } : { bad: "a request without its result" };
    if (result["status_code"] !== undefined && result["status_code"] !== 200) return { skip: "failed" };
    const route = routeOf(request);
    const isEmbedding = typeof record["url"] === "string" && record["url"].includes("/embeddings");
    if (route === null || isEmbedding) return { skip: "no answer in words" };
    const body = asFields(result["body"]);
    const response = responseOf(route, body);
    if (response === null || body === null) return { bad: "response.body holds no answer" };
    return {
      row: {
        route,
        request,
        response,
        atMs: timeIn(body, "created", "created_at"),
        credential: null,
        usage: null,
        latencyMs: null,
        costUsd: null,
        cached: null,
      },
    };
  },
};
