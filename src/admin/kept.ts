/** Admin routes of what is stored: entries, purge, audit. */
import type { IncomingMessage } from "node:http";
import type { HttpBindings } from "@hono/node-server";
import type { Context, Hono } from "hono";
import { parsed, SMALL_BYTES_MAX } from "../app.ts";
import { type Conditions, readPurge } from "../core/purge.ts";
import { GatewayError, PortFault } from "../errors.ts";
import { readBody } from "../gateway/body.ts";
import type { AuditShown } from "../keep/audit.ts";
import type { EntriesAsked } from "../keep/entries.ts";
import type { Purged } from "../keep/purge.ts";

export interface KeptAdmin {
  readonly entries: (asked: EntriesAsked) => Promise<object>;
  /** Null: there is none. */
  readonly entry: (id: string) => Promise<object | null>;
  readonly purge: (conditions: Conditions, dryRun: boolean, actor: string) => Promise<Purged>;
  /** The newest `limit`, oldest first. */
  readonly audit: (limit: number) => Promise<AuditShown>;
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
  app.post("/admin/purge", async (c) => {
    const body = await readBody(c.env.incoming as IncomingMessage, SMALL_BYTES_MAX);
    const asked = readPurge(parsed(body.toString("utf8")));
    if ("problem" in asked) throw new GatewayError("bad_request", asked.problem, asked.param);
    return c.json(await stored(kept.purge(asked.conditions, asked.dryRun, actorOf(c))));
  });
  app.get("/admin/audit", async (c) => {
    return c.json(await kept.audit(whole(c, "limit", 1, SHOWN_MAX) ?? SHOWN));
  });
}

/** Who asks, for the audit. */
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

/** Undefined where nothing was given. */
function whole(c: Admin, name: string, from: number, to: number): number | undefined {
  const text = c.req.query(name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d{1,16}$/.test(text) && value >= from && value <= to) return value;
  throw new GatewayError("bad_request", `${name} is a whole number from ${from} to ${to}.`, name);
}
