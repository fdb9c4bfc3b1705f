/**
 * The admin plane, on its own listener: its API and the dashboard. Shows state and counters, and changes percentage,
 * calibration, labels, recording and stored answers. Where a token is configured, all routes but health, log-in and its
 * files need it or a session; a change must be sent as JSON and from the same site.
 */
import type { HttpBindings } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { type AlertsPlane, alertRoutes } from "./admin/alerts.ts";
import { PUBLIC_ASSETS } from "./admin/assets.ts";
import {
  addDashboard,
  addLogin,
  type DashboardDeps,
  type DashboardPlane,
  pageOfError,
} from "./admin/dashboard.ts";
import { addHistory, type HistoryPlane } from "./admin/history.ts";
import { addKeptRoutes, addTransferRoutes, type KeptAdmin } from "./admin/kept.ts";
import { oneOf, wholeNumber } from "./admin/queries.ts";
import { Sessions } from "./admin/sessions.ts";
import { AdminGuard } from "./admin-guard.ts";
import { errorResponse, parsed, SMALL_BYTES_MAX } from "./app.ts";
import { GatewayError } from "./errors.ts";
import { readBody } from "./gateway/body.ts";
import { type Doomed, LABEL_SOURCES, type Labels, VERDICTS } from "./learn/labels.ts";
import type { Percentage } from "./learn/percentage-by-hand.ts";
import type { RecordingState } from "./learn/recording.ts";
import type { RolloutState } from "./learn/rollout-state.ts";
import { fieldsOf } from "./narrow.ts";

export interface AdminDeps {
  /** "" where none is configured; then the listener answers only requests for a local host name. */
  readonly token: () => string;
  readonly stats: () => object | Promise<object>;
  readonly metrics: (isOpenMetrics: boolean) => Promise<{ readonly type: string; readonly text: string }>;
  /** The configuration in force, with secrets masked. */
  readonly config: () => object;
  /** Reads the configuration file again. Resolves to its faults, one a line; null when the new one is in force. */
  readonly reload: () => Promise<string | null>;
  readonly rollout: () => RolloutState;
  readonly alerts: AlertsPlane;
  readonly setRollout: (value: Percentage) => Promise<void>;
  /** Answers `POST /admin/explain`, given its body. Nothing is served, stored or asked upstream. */
  readonly explain: (body: unknown) => Promise<object>;
  /** Largest body of `POST /admin/explain`, bytes: as large as a request may be. */
  readonly explainBytesMax: () => number;
  readonly calibration: () => object;
  /** `version`: a version's name, "shipped" or "auto". Rejects with GatewayError for an unknown one. */
  readonly useCalibration: (version: string) => Promise<void>;
  readonly labels: Labels;
  readonly recording: () => RecordingState;
  /**
   * Records traffic to a file; null: stops. Rejects with GatewayError where the path is not a new file in the data dir.
   */
  readonly record: (path: string | null) => Promise<void>;
  readonly monitoring: HistoryPlane;
  readonly dashboard: DashboardPlane;
  readonly kept: KeptAdmin;
}

type App = Hono<{ Bindings: HttpBindings }>;
type Sent = Context<{ Bindings: HttpBindings }>;

export function createAdminApp(plane: AdminDeps): App {
  const api = apiOf(plane);
  const app: App = new Hono();
  const sessions = new Sessions();
  const guard = new AdminGuard(plane.token, undefined, (c) =>
    sessions.has(c.req.header("cookie"), plane.token()),
  );
  const dashboard: DashboardDeps = {
    ...{ plane: plane.dashboard, token: plane.token, sessions },
    checkToken: (c, given) => guard.checkLogin(c, given),
    async ask(path) {
      const answer = await api.request(path);
      return { status: answer.status, json: await answer.json() };
    },
  };
  app.use("*", async (c, next) => {
    if (c.req.path === "/admin/login" || c.req.path === "/admin/logout") guard.checkLogin(c, null);
    else if (!PUBLIC_ASSETS.has(c.req.path)) guard.check(c);
    await next();
    if (!c.res.headers.has("cache-control")) c.header("cache-control", "no-store");
  });
  addLogin(app, dashboard);
  addDashboard(app, dashboard);
  app.route("/", api);
  app.notFound(noSuchPage);
  app.onError((error, c) => pageOfError(c, dashboard, error) ?? errorResponse(error));
  return app;
}

function noSuchPage(): never {
  throw new GatewayError("not_found", "The admin plane has no such page.");
}

/** The admin API, called by scripts and, within the process, by the dashboard's pages. */
function apiOf(plane: AdminDeps): App {
  const app: App = new Hono();
  app.notFound(noSuchPage);
  app.onError((error) => errorResponse(error));
  showState(app, plane);
  turnRollout(app, plane);
  turnCalibration(app, plane);
  keepLabels(app, plane);
  turnRecording(app, plane);
  app.post("/admin/explain", async (c) =>
    c.json(await plane.explain(await sentJson(c, plane.explainBytesMax()))),
  );
  app.post("/admin/reload", async (c) => {
    const faults = await plane.reload();
    if (faults !== null) throw new GatewayError("invalid_config", faults);
    return c.json({ reloaded: true });
  });
  addKeptRoutes(app, plane.kept);
  addTransferRoutes(app, plane.kept);
  addHistory(app, plane.monitoring);
  alertRoutes(app, plane.alerts);
  return app;
}

function showState(app: App, plane: AdminDeps): void {
  app.get("/metrics", async (c) => {
    const isOpenMetrics = /application\/openmetrics-text/.test(c.req.header("accept") ?? "");
    const { type, text } = await plane.metrics(isOpenMetrics);
    return c.body(text, 200, { "content-type": type });
  });
  app.get("/admin/stats", async (c) => c.json(await plane.stats()));
  app.get("/admin/config", (c) => c.json(plane.config()));
}

function turnRollout(app: App, plane: AdminDeps): void {
  app.get("/admin/rollout", (c) => c.json(plane.rollout()));
  app.put("/admin/rollout", async (c) => {
    const value = percentageIn(await sentJson(c));
    if (plane.rollout().mode === "shadow") {
      throw new GatewayError(
        "conflict",
        "use_integrated_cache is false: the percentage cannot be turned in shadow mode.",
      );
    }
    await plane.setRollout(value);
    return c.json(plane.rollout());
  });
}

function turnCalibration(app: App, plane: AdminDeps): void {
  app.get("/admin/calibration", (c) => c.json(plane.calibration()));
  app.put("/admin/calibration", async (c) => {
    await plane.useCalibration(versionIn(await sentJson(c)));
    return c.json(plane.calibration());
  });
}

function keepLabels(app: App, plane: AdminDeps): void {
  app.get("/admin/labels", (c) => {
    if (c.req.query("format") === "jsonl") {
      return c.body(ReadableStream.from(linesOf(plane.labels.all)), 200, {
        "content-type": "application/jsonl",
      });
    }
    const source = oneOf(LABEL_SOURCES, c.req.query("source"), "source");
    const verdict = oneOf(VERDICTS, c.req.query("verdict"), "verdict");
    const limit = wholeNumber(c.req.query("limit"), "limit", 1, LABELS_SHOWN_MAX) ?? LABELS_SHOWN;
    const cursor = wholeNumber(c.req.query("cursor"), "cursor", 0, Number.MAX_SAFE_INTEGER);
    return c.json({ total: plane.labels.size, ...plane.labels.list({ source, verdict, limit, cursor }) });
  });
  app.delete("/admin/labels", async (c) =>
    c.json({ deleted: await plane.labels.delete(doomedIn(await sentJson(c))) }),
  );
}

function turnRecording(app: App, plane: AdminDeps): void {
  app.get("/admin/record", (c) => c.json(plane.recording()));
  app.post("/admin/record", async (c) => {
    await plane.record(recordPathIn(await sentJson(c)));
    return c.json(plane.recording());
  });
}

/** The body, parsed as JSON. Throws GatewayError where it is too large, breaks off or is not JSON. */
async function sentJson(c: Sent, bytesMax = SMALL_BYTES_MAX): Promise<unknown> {
  return parsed((await readBody(c.env.incoming, bytesMax)).toString("utf8"));
}

const LABELS_SHOWN = 100;
const LABELS_SHOWN_MAX = 1_000;

/** Labels as JSON lines, in pieces with a pause between, so that other requests need not wait for all of them. */
async function* linesOf(labels: Labels["all"]): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < labels.length; from += LINES_AT_ONCE) {
    const slice = labels.slice(from, from + LINES_AT_ONCE);
    yield Buffer.from(slice.map((label) => `${JSON.stringify(label)}\n`).join(""));
    await new Promise(setImmediate);
  }
}
const LINES_AT_ONCE = 1_000;

function doomedIn(body: unknown): Doomed {
  const { all, before, entry } = fieldsOf(body);
  if (all === true) return { all };
  if (typeof before === "number" && Number.isFinite(before)) return { beforeMs: before };
  if (typeof entry === "string" && entry !== "") return { entry };
  throw new GatewayError(
    "bad_request",
    'Send {"all": true}, {"before": milliseconds since 1970} or {"entry": id}.',
    "all",
  );
}

function versionIn(body: unknown): string {
  const { version } = fieldsOf(body);
  if (typeof version === "string" && version !== "" && version.length <= VERSION_CHARS_MAX) return version;
  throw new GatewayError(
    "bad_request",
    'Send {"version": "shipped"}, {"version": one of GET /admin/calibration} or {"version": "auto"}.',
    "version",
  );
}
const VERSION_CHARS_MAX = 100;

function recordPathIn(body: unknown): string | null {
  const { path } = fieldsOf(body);
  if (path === null || (typeof path === "string" && path !== "" && path.length <= PATH_MAX)) return path;
  throw new GatewayError("bad_request", 'Send {"path": "a file in the data dir"} or {"path": null}.', "path");
}
const PATH_MAX = 1024;

function percentageIn(body: unknown): Percentage {
  const { mode, traffic_percentage: percentage } = fieldsOf(body);
  if (mode === "auto" && percentage === undefined) return "auto";
  if (mode === undefined && typeof percentage === "number" && percentage >= 0 && percentage <= 100) {
    return percentage;
  }
  throw new GatewayError(
    "bad_request",
    'Send {"traffic_percentage": 0 to 100} or {"mode": "auto"}.',
    "traffic_percentage",
  );
}
