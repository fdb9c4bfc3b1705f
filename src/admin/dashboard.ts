/**
 * Routes of the dashboard: pages rendered on the server from answers of the admin API, the stream of events that keeps
 * them live, log-in and log-out. The content security policy lets a page load only files of its own origin, run no
 * inline script and be shown in no frame.
 */
import type { HttpBindings } from "@hono/node-server";
import type { Context, Hono } from "hono";
import { parsed, SMALL_BYTES_MAX } from "../app.ts";
import { foreign, type Html, html } from "../dashboard/html.ts";
import { loginPage, page, type Shell } from "../dashboard/layout.ts";
import { entriesPage, entryPage } from "../dashboard/pages/entries.ts";
import { explainForms } from "../dashboard/pages/explain.ts";
import { livePage } from "../dashboard/pages/live.ts";
import { overview } from "../dashboard/pages/overview.ts";
import { quality } from "../dashboard/pages/quality.ts";
import { rolloutPage } from "../dashboard/pages/rollout.ts";
import type {
  AlertsTold,
  EntryTold,
  LabelTold,
  ReliabilityTold,
  RolloutTold,
  RowTold,
  SummaryTold,
  WarmingTold,
} from "../dashboard/told.ts";
import { type DashboardLanguage, type Phrase, type Say, sayIn } from "../dashboard/words.ts";
import { GatewayError } from "../errors.ts";
import { readBody } from "../gateway/body.ts";
import { fieldsOf } from "../narrow.ts";
import { asset } from "./assets.ts";
import { wholeNumber } from "./queries.ts";
import type { Sessions } from "./sessions.ts";

export interface DashboardPlane {
  /** Language of the pages. `accepted`: the browser's Accept-Language. */
  readonly language: (accepted: string | undefined) => DashboardLanguage;
  /** `max_error_rate`: the greatest share of wrong answers that is allowed, 0 to 1. */
  readonly allowed: () => number;
  /**
   * Tells the page of each event until the returned function is called. Throws GatewayError where too many pages are
   * open.
   */
  readonly watch: (page: OpenPage) => () => void;
}

export interface OpenPage {
  readonly tell: (event: string, data: string) => void;
  readonly language: DashboardLanguage;
  /** Is it told of finished requests, too? */
  readonly withRequests: boolean;
}

/** What the routes need. */
export interface DashboardDeps {
  readonly plane: DashboardPlane;
  /** The admin token; "" where none is configured. */
  readonly token: () => string;
  readonly sessions: Sessions;
  /** Checks the admin token. Throws GatewayError where it is wrong or its address is locked out for now. */
  readonly checkToken: (c: AdminContext, given: string) => void;
  /** Sends a GET request to the admin API. */
  readonly ask: (path: string) => Promise<{ readonly status: number; readonly json: unknown }>;
}

type AdminContext = Context<{ Bindings: HttpBindings }>;
type App = Hono<{ Bindings: HttpBindings }>;

const SECURITY: Readonly<Record<string, string>> = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
};

export function addDashboard(app: App, deps: DashboardDeps): void {
  const { ask } = deps;
  const told = async <T>(path: string): Promise<T> => (await ask(path)).json as T;
  addPage(app, deps, "/", "Overview", async (say, c) => {
    const hours = wholeNumber(c.req.query("hours"), "hours", 1, 24) ?? 1;
    const [summary, rollout, alerts, history, stats] = await Promise.all([
      told<SummaryTold>(`/admin/summary?hours=${hours}`),
      told<RolloutTold>("/admin/rollout"),
      told<AlertsTold>("/admin/alerts"),
      told<{ metrics: RowTold[] }>(`/admin/history?hours=${hours}&limit=60`),
      told<{ warming: WarmingTold }>("/admin/stats"),
    ]);
    const { metrics: rows } = history;
    const { warming } = stats;
    return overview(say, { hours, summary, rollout, alerts, rows, warming, allowed: deps.plane.allowed() });
  });
  addPage(app, deps, "/quality", "Quality", async (say) => {
    const [calibration, rollout, { labels, total }] = await Promise.all([
      told<ReliabilityTold>("/admin/calibration"),
      told<RolloutTold>("/admin/rollout"),
      told<{ labels: LabelTold[]; total: number }>("/admin/labels?limit=1000"),
    ]);
    return quality(say, { calibration, rollout, labels, total, allowed: deps.plane.allowed() });
  });
  addPage(app, deps, "/rollout", "Rollout", async (say) =>
    rolloutPage(say, await told<RolloutTold>("/admin/rollout"), deps.plane.allowed()),
  );
  addEntries(app, deps);
  addPage(app, deps, "/explain", "Explain", async (say, c) =>
    explainForms(say, (c.req.query("request") ?? "").slice(0, 100)),
  );
  addPage(app, deps, "/live", "Live", async (say) => livePage(say));
  addEvents(app, deps.plane);
  app.get("/assets/:name", (c) => {
    const found = asset(c.req.param("name"));
    if (found === null) throw new GatewayError("not_found", "The admin plane has no such file.");
    return c.body(found.bytes, 200, {
      "content-type": found.type,
      "cache-control": "private, max-age=300",
      "x-content-type-options": "nosniff",
    });
  });
}

type Body = (say: Say, c: AdminContext) => Promise<Html>;

function addPage(app: App, deps: DashboardDeps, path: string, title: Phrase, body: Body): void {
  app.get(path, async (c) => {
    const shell = shellOf(c, deps);
    return c.html(page(shell, path, shell.say(title), await body(shell.say, c)), 200, SECURITY);
  });
}

function shellOf(c: AdminContext, { plane, token }: DashboardDeps): Shell {
  const language = plane.language(c.req.header("accept-language"));
  return { language, say: sayIn(language), hasSession: token() !== "" };
}

const NAME_MAX = 500;

function addEntries(app: App, deps: DashboardDeps): void {
  addPage(app, deps, "/entries", "Entries", async (say, c) => {
    const q = (c.req.query("q") ?? "").slice(0, NAME_MAX);
    const cursor = wholeNumber(c.req.query("cursor"), "cursor", 0, Number.MAX_SAFE_INTEGER) ?? 0;
    const { status, json } = await deps.ask(
      `/admin/entries?q=${encodeURIComponent(q)}&limit=50&cursor=${cursor}`,
    );
    const found = json as { entries: EntryTold[]; cursor: number | null };
    const isListed = status === 200;
    return entriesPage(say, {
      q,
      entries: isListed ? found.entries : null,
      cursor: isListed ? found.cursor : null,
    });
  });
  app.get("/entries/:id", async (c) => {
    const shell = shellOf(c, deps);
    const id = c.req.param("id").slice(0, NAME_MAX);
    const { status, json } = await deps.ask(`/admin/entries/${encodeURIComponent(id)}`);
    const entry = status === 200 ? (json as EntryTold) : null;
    return c.html(page(shell, "/entries", id, entryPage(shell.say, entry)), entry ? 200 : 404, SECURITY);
  });
}

const EVENT_HEADERS: Readonly<Record<string, string>> = {
  "content-type": "text/event-stream; charset=utf-8",
  "x-accel-buffering": "no",
};

/** The stream of events. A viewer that reads too slowly misses events, so that they do not pile up in memory. */
function addEvents(app: App, plane: DashboardPlane): void {
  const bytesOf = eventBytes();
  app.get("/events", (c) => {
    // Nobody reads the body of such an answer, nor ends it.
    if (c.req.method === "HEAD") return c.body(null, 200, EVENT_HEADERS);
    const language = plane.language(c.req.header("accept-language"));
    let end = (): void => {};
    const events = new ReadableStream<Uint8Array>(
      {
        start(controller) {
          const tell = (event: string, data: string): void => {
            if (event === "end") controller.close();
            else if ((controller.desiredSize ?? 0) > 0) controller.enqueue(bytesOf(event, data));
          };
          end = plane.watch({ tell, language, withRequests: c.req.query("requests") === "1" });
        },
        cancel: () => end(),
      },
      { highWaterMark: 64 },
    );
    return c.body(events, 200, EVENT_HEADERS);
  });
}

/** Encodes an event of the stream. Viewers of one language get the same events, so the last encoded one is kept. */
function eventBytes(): (event: string, data: string) => Uint8Array {
  const encoder = new TextEncoder();
  let last = { event: "", data: "", bytes: new Uint8Array() };
  return (event, data) => {
    if (event !== last.event || data !== last.data)
      last = { event, data, bytes: encoder.encode(`event: ${event}\ndata: ${data}\n\n`) };
    return last.bytes;
  };
}

/** Routes for logging in and out, which need no session. */
export function addLogin(app: App, deps: DashboardDeps): void {
  const { sessions, token } = deps;
  app.post("/admin/login", async (c) => {
    const text = (await readBody(c.env.incoming, SMALL_BYTES_MAX)).toString("utf8");
    const isJson = /^application\/json\b/i.test(c.req.header("content-type") ?? "");
    const given = isJson ? fieldsOf(parsed(text))["token"] : new URLSearchParams(text).get("token");
    if (token() !== "") {
      try {
        deps.checkToken(c, typeof given === "string" ? given : "");
      } catch (error) {
        if (isJson || !(error instanceof GatewayError)) throw error;
        return refused(c, deps, error);
      }
      c.header("set-cookie", sessions.open(token()));
    }
    return isJson ? c.json({ logged_in: true }) : c.redirect("/", 303);
  });
  app.post("/admin/logout", (c) => {
    c.header("set-cookie", sessions.end(c.req.header("cookie")));
    return c.redirect("/", 303);
  });
}

/** The error as a page, or as the log-in page; null where the request is not a browser's GET for HTML. */
export function pageOfError(c: AdminContext, deps: DashboardDeps, error: unknown): Response | null {
  if (!(error instanceof GatewayError) || c.req.method !== "GET") return null;
  if (!(c.req.header("accept") ?? "").includes("text/html")) return null;
  if (error.code === "unauthorized" || error.code === "too_many_requests") return refused(c, deps, error);
  const shell = shellOf(c, deps);
  const status = error.status as 400;
  return c.html(
    page(shell, "", String(status), html`<p class="empty">${foreign(error.message)}</p>`),
    status,
    SECURITY,
  );
}

function refused(c: AdminContext, deps: DashboardDeps, { code }: GatewayError): Response {
  const isLocked = code === "too_many_requests";
  const wasTried = c.req.method === "POST";
  const problem = isLocked
    ? "Too many wrong tokens. Wait, then try again."
    : wasTried
      ? "This token is wrong."
      : null;
  return c.html(loginPage(shellOf(c, deps), problem), isLocked ? 429 : 401, SECURITY);
}
