/**
 * Langfuse's observations, as the table export, the API and the blob storage export write them (camelCase and
 * snake_case). Only those of type GENERATION are requests.
 */

import { asFields } from "../../narrow.ts";
import { numberIn, responseOf, routeOf, textIn, timeIn, unpackedRow, usageOf } from "../loose.ts";
import type { Format, JsonFields } from "../row.ts";

export const LANGFUSE: Format = {
  name: "langfuse",
  looks: "type GENERATION, input, output, startTime",
  fits: (record) =>
    ("input" in record || "output" in record) &&
    (isType(record["type"]) || "traceId" in record || "trace_id" in record),
  read(record) {
    const type = String(record["type"] ?? "GENERATION");
    if (!/^generation$/i.test(type)) return { skip: `type ${type.slice(0, 40)}` };
    if (/^error$/i.test(textIn(record, "level") ?? "")) return { skip: "failed" };
    const request = requestIn(record);
    if (request === null) return { bad: "no prompt in input" };
    const route = routeOf(request);
    if (route === null) return { bad: "input is no request" };
    const response = responseOf(route, record["output"]);
    if (response === null) return { bad: "no answer in output" };
    const startMs = timeIn(record, "startTime", "start_time");
    const endMs = timeIn(record, "endTime", "end_time");
    const seconds = numberIn(record, "latency");
    const usage =
      asFields(unpackedRow(record["usageDetails"] ?? record["usage_details"])) ?? asFields(record["usage"]);
    return {
      row: {
        route,
        request,
        response,
        atMs: startMs,
        credential: null,
        usage: usageOf(
          numberIn(usage, "input", "promptTokens", "prompt_tokens") ?? numberIn(record, "promptTokens"),
          numberIn(usage, "output", "completionTokens", "completion_tokens") ??
            numberIn(record, "completionTokens"),
        ),
        latencyMs:
          startMs !== null && endMs !== null && endMs >= startMs
            ? endMs - startMs
            : seconds === null
              ? null
              : seconds * 1000,
        costUsd: numberIn(record, "totalCost", "total_cost", "calculatedTotalCost"),
        cached: null,
      },
    };
  },
};

function isType(type: unknown): boolean {
  return typeof type === "string" && /^(?:generation|span|event|agent|tool|chain|embedding)$/i.test(type);
}

function requestIn(record: JsonFields): JsonFields | null {
  const model = textIn(record, "model", "provided_model_name", "providedModelName") ?? "";
  const parameters = parametersIn(record);
  const input = unpackedRow(record["input"]);
  if (typeof input === "string") {
    return input === "" ? null : { model, ...parameters, messages: [{ role: "user", content: input }] };
  }
  if (Array.isArray(input)) return input.length === 0 ? null : { model, ...parameters, messages: input };
  const object = asFields(input);
  if (object === null) return null;
  if (typeof object["role"] === "string") return { model, ...parameters, messages: [object] };
  return { model, ...parameters, ...object };
}

/** The model's parameters. Langfuse has numbers as text, which would make requests unequal or forbid to cache them. */
function parametersIn(record: JsonFields): JsonFields {
  const given = asFields(unpackedRow(record["modelParameters"] ?? record["model_parameters"])) ?? {};
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      typeof value === "string" && /^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : value,
    ]),
  );
}
