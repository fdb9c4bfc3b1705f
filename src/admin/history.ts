/** Admin routes for metrics over time: summary, history and their export to a file. */
import type { HttpBindings } from "@hono/node-server";
import type { Hono } from "hono";
import { parsed, SMALL_BYTES_MAX } from "../app.ts";
import { GatewayError } from "../errors.ts";
import { readBody } from "../gateway/body.ts";
import { decimal, oneOf, wholeNumber } from "./queries.ts";

export interface HistoryPlane {
  readonly summary: (hours: number) => object;
  readonly history: (hours: number, limit: number) => object;
  /** Rejects with GatewayError where the file lies outside the data dir, exists already or cannot be written. */
  readonly exportMetrics: (wanted: Export) => Promise<object>;
}

export interface Export {
  /** File name in the data directory; null: a name made from the time. */
  readonly name: string | null;
  readonly format: (typeof EXPORT_FORMATS)[number];
}

const EXPORT_FORMATS = ["json", "csv"] as const;

/** Bounds of a period in hours: a second to a year, as `retention_hours` allows. */
const HOURS = { from: 0.0003, to: 8_760 };
const ROWS_SHOWN = 1_440;
const ROWS_SHOWN_MAX = 20_000;
const NAME_MAX = 1_024;

export function addHistory(app: Hono<{ Bindings: HttpBindings }>, plane: HistoryPlane): void {
  const hours = (text: string | undefined) => decimal(text, "hours", HOURS.from, HOURS.to) ?? 1;
  app.get("/admin/summary", (c) => c.json(plane.summary(hours(c.req.query("hours")))));
  app.get("/admin/history", (c) => {
    const limit = wholeNumber(c.req.query("limit"), "limit", 1, ROWS_SHOWN_MAX) ?? ROWS_SHOWN;
    return c.json(plane.history(hours(c.req.query("hours")), limit));
  });
  app.post("/admin/export-metrics", async (c) => {
    const text = (await readBody(c.env.incoming, SMALL_BYTES_MAX)).toString("utf8");
    return c.json(await plane.exportMetrics(exportIn(text.trim() === "" ? {} : parsed(text))));
  });
}

function exportIn(body: unknown): Export {
  if (typeof body !== "object" || body === null || Array.isArray(body)) throw wrong();
  const { name = null, format = "json", ...rest } = body as Record<string, unknown>;
  const isName = name === null || (typeof name === "string" && name !== "" && name.length <= NAME_MAX);
  if (!isName || typeof format !== "string" || Object.keys(rest).length > 0) throw wrong();
  return { name: name as string | null, format: oneOf(EXPORT_FORMATS, format, "format") ?? "json" };
}

function wrong(): GatewayError {
  return new GatewayError(
    "bad_request",
    'Send {"name"?: "a file in the data dir", "format"?: "json" or "csv"}.',
    "name",
  );
}
