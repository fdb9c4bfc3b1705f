/** Admin routes for stored answers: list, purge, feedback, audit, export, import and warm. */
import type { HttpBindings } from "@hono/node-server";
import type { Context, Hono } from "hono";
import { parsed, SMALL_BYTES_MAX } from "../app.ts";
import { type Conditions, readPurge } from "../core/purge.ts";
import { GatewayError, PortFault } from "../errors.ts";
import { readBody } from "../gateway/body.ts";
import type { AuditShown } from "../keep/audit.ts";
import type { EntriesAsked } from "../keep/entries.ts";
import type { Imported } from "../keep/import.ts";
import type { Purged } from "../keep/purge.ts";
import type { WarmDefaults, Warmed } from "../keep/warm.ts";
import { fieldsOf } from "../narrow.ts";

export interface KeptAdmin {
  readonly entries: (asked: EntriesAsked) => Promise<object>;
  /** Null for an unknown id. */
  readonly entry: (id: string) => Promise<object | null>;
  readonly purge: (conditions: Conditions, dryRun: boolean, actor: string) => Promise<Purged>;
  /**
   * Takes feedback on an answer, as `POST /semblance/feedback`. Rejects with GatewayError for an unknown request or
   * entry.
   */
  readonly feedback: (body: unknown, actor: string) => Promise<object>;
  /** The newest `limit` audit records, oldest first. */
  readonly audit: (limit: number) => Promise<AuditShown>;
  readonly head: () => Promise<object>;
  /** Lines of an export, without line ends. */
  readonly rows: () => AsyncIterable<string>;
  readonly import: (lines: readonly string[]) => Promise<Imported>;
  readonly warm: (lines: readonly string[], defaults: WarmDefaults) => Promise<Warmed>;
}

type Admin = Context<{ Bindings: HttpBindings }>;

const SHOWN = 100;
const SHOWN_MAX = 1_000;

export function addKeptRoutes(app: Hono<{ Bindings: HttpBindings }>, kept: KeptAdmin): void {
  app.get("/admin/entries", async (c) => {
    const limit = whole(c, "limit", 1, SHOWN_MAX) ?? SHOWN;
    const cursor = whole(c, "cursor", 0, Number.MAX_SAFE_INTEGER) ?? 0;
    return c.json(await stored(kept.entries({ q: c.req.query("q") ?? "", limit, cursor })));
  });
  app.get("/admin/entries/:id", async (c) => {
    const entry = await stored(kept.entry(c.req.param("id")));
    if (entry === null) throw new GatewayError("not_found", "There is no such entry.");
    return c.json(entry);
  });
  app.delete("/admin/entries/:id", async (c) => {
    const { purged } = await stored(kept.purge({ entry: c.req.param("id") }, false, actorOf(c)));
    if (purged === 0) throw new GatewayError("not_found", "There is no such entry.");
    return c.json({ deleted: purged });
  });
  app.post("/admin/feedback", async (c) => {
    const body = await readBody(c.env.incoming, SMALL_BYTES_MAX);
    return c.json(await stored(kept.feedback(parsed(body.toString("utf8")), actorOf(c))));
  });
  app.post("/admin/purge", async (c) => {
    const body = await readBody(c.env.incoming, SMALL_BYTES_MAX);
    const asked = readPurge(parsed(body.toString("utf8")));
    if ("problem" in asked) throw new GatewayError("bad_request", asked.problem, asked.param);
    return c.json(await stored(kept.purge(asked.conditions, asked.dryRun, actorOf(c))));
  });
  app.get("/admin/audit", async (c) => {
    return c.json(await kept.audit(whole(c, "limit", 1, SHOWN_MAX) ?? SHOWN));
  });
}

/** Routes of export, import and warm. An export is one stream; commands send imports in batches of rows. */
export function addTransferRoutes(app: Hono<{ Bindings: HttpBindings }>, kept: KeptAdmin): void {
  app.get("/admin/export/head", async (c) => c.json(await kept.head()));
  app.get("/admin/export", (c) =>
    c.body(ReadableStream.from(encoded(kept.rows())), 200, { "content-type": "application/jsonl" }),
  );
  app.post("/admin/import", async (c) => {
    const { rows } = await rowsOf(c);
    return c.json(await stored(kept.import(rows)));
  });
  app.post("/admin/warm", async (c) => {
    const { rows, ...defaults } = await rowsOf(c);
    return c.json(await stored(kept.warm(rows, defaults)));
  });
}

/** An export is sent in pieces of this size; one piece for each row would be slow. */
const PIECE_CHARACTERS = 65_536;

async function* encoded(rows: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  let piece = "";
  for await (const row of rows) {
    piece += `${row}\n`;
    if (piece.length < PIECE_CHARACTERS) continue;
    yield Buffer.from(piece);
    piece = "";
  }
  if (piece !== "") yield Buffer.from(piece);
}

const ROWS_MAX = 1_000;
const ROWS_BYTES_MAX = 32 * 1024 * 1024;

/** Reads the body `{"rows": [line, ...], "credential"?, "model"?}`. Throws GatewayError where it has another shape. */
async function rowsOf(c: Admin): Promise<{ rows: readonly string[] } & WarmDefaults> {
  const body = await readBody(c.env.incoming, ROWS_BYTES_MAX);
  const { rows, credential = null, model = null } = fieldsOf(parsed(body.toString("utf8")));
  if (!Array.isArray(rows) || rows.length > ROWS_MAX || !rows.every((row) => typeof row === "string"))
    throw new GatewayError("bad_request", `rows is a list of at most ${ROWS_MAX} lines.`, "rows");
  if (credential !== null && typeof credential !== "string")
    throw new GatewayError("bad_request", "credential is a text.", "credential");
  if (model !== null && (typeof model !== "string" || model === ""))
    throw new GatewayError("bad_request", "model is the name of one.", "model");
  return { rows, credential, model };
}

/** Names who made the request in audit records: with or without token, and the address. */
function actorOf(c: Admin): string {
  const address = c.env.incoming.socket.remoteAddress ?? "unknown";
  return `${c.req.header("authorization") === undefined ? "admin" : "admin token"} from ${address}`;
}

async function stored<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof PortFault)) throw error;
    throw new GatewayError("overloaded", `The store failed: ${error.message}. Ask again.`);
  }
}

/** The whole number in a query parameter; undefined where it is absent. Throws GatewayError outside `from` to `to`. */
function whole(c: Admin, name: string, from: number, to: number): number | undefined {
  const text = c.req.query(name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d{1,16}$/.test(text) && value >= from && value <= to) return value;
  throw new GatewayError("bad_request", `${name} is a whole number from ${from} to ${to}.`, name);
}
