/** The listener of /v1: the gateway, who may use it, and what is reported of each request. */
import type http from "node:http";
import type { Duplex } from "node:stream";
import { systemChance, systemClock, systemIds } from "../adapters/system.ts";
import { createDataServer, type Health, refuseSocket } from "../app.ts";
import type { Config } from "../config.ts";
import type { RequestRecord } from "../core/record.ts";
import { type Exchanged, textsOf } from "../core/recorded.ts";
import { GatewayError } from "../errors.ts";
import { callerIn, refuseRepeated } from "../gateway/caller.ts";
import { KeptEvidence } from "../gateway/evidence.ts";
import type { Target } from "../gateway/exchange.ts";
import { explainCall } from "../gateway/explain-call.ts";
import { upgradeHeaders } from "../gateway/forward.ts";
import { createLabeller, type LabelTells } from "../gateway/label.ts";
import { Turns } from "../gateway/turns.ts";
import { createGateway, type Gateway, type GatewayDeps } from "../gateway.ts";
import { Feedback } from "../learn/feedback.ts";
import type { WarmingState } from "../learn/warming.ts";
import type { EntryId } from "../model.ts";
import { fieldsOf } from "../narrow.ts";
import { logLine } from "../observe/log-line.ts";
import type { Reporter } from "../ports.ts";
import { createAliasing } from "./aliasing.ts";
import type { Configuration } from "./configuration.ts";
import type { Keeping } from "./keeping.ts";
import type { Learning } from "./learning.ts";
import { drained, listen, origin, tunnelsOf } from "./listen.ts";
import type { Meaning } from "./meaning.ts";
import { createTrafficRecorder, type TrafficRecorder } from "./record.ts";
import type { Spending } from "./spending.ts";
import type { Storage } from "./storage.ts";
import type { Telemetry } from "./telemetry.ts";
import type { UpstreamsPart } from "./upstreams.ts";
import type { Viewing } from "./viewing.ts";
import { startWarming } from "./warming.ts";

export interface DataPlane extends AsyncDisposable {
  readonly gateway: Gateway;
  readonly feedback: Feedback;
  readonly recorder: TrafficRecorder;
  readonly baseUrl: string;
  readonly warming: () => WarmingState;
  /** Answers `POST /admin/explain`, given its body. */
  readonly explain: (body: unknown) => Promise<object>;
  /** Lets running answers finish, and takes no new connections. */
  drain(onClosing: (closed: Promise<void>) => void): Promise<void>;
}

/** What answering needs, with a listener or without one. */
export interface AnsweringParts {
  readonly configuration: Configuration;
  readonly telemetry: Telemetry;
  readonly storage: Storage;
  readonly spending: Spending;
  readonly meaning: Meaning;
  readonly learning: Learning;
  readonly keeping: Keeping;
  readonly upstreams: UpstreamsPart;
}

export interface DataPlaneParts extends AnsweringParts {
  readonly viewing: Pick<Viewing, "report">;
  readonly health: Health;
}

/** Starts the listener of /v1. Rejects where the port is taken. */
export async function startDataPlane(parts: DataPlaneParts): Promise<DataPlane> {
  const { configuration, telemetry, learning } = parts;
  const { listen: at } = configuration.current;
  const recorder = recorderOf(parts);
  const feedback = feedbackOf(parts);
  const deps = requestDeps(parts, heardBy(parts, recorder), feedback);
  const labeller = createLabeller(deps, labelTells(parts));
  const evidence = new KeptEvidence(
    () => learning.policy.standing,
    () => configuration.current.cache_migration.monitoring.log_content,
  );
  const warming = startWarming(parts, deps);
  const gateway = createGateway({
    ...deps,
    tracing: telemetry.tracing,
    evidence,
    labeller,
    asked: warming.asked,
    reporter: reporterOf(parts),
  });
  telemetry.provide({ inflight: () => gateway.inflight });
  const server = createDataServer({
    gateway,
    health: parts.health,
    feedback: (raw, body) => reported(parts, feedback, raw, body),
    upgrade: (...request) => tunnelled(parts, ...request),
  });
  const tunnels = tunnelsOf(server);
  await recorder.configured();
  await listen(server, at.host, at.port, "listen.port (SEMBLANCE_PORT)");
  return {
    ...{ gateway, feedback, recorder },
    baseUrl: `${origin(server, at.host)}/v1`,
    explain: (body) => explainCall({ ...deps, standing: () => learning.policy.standing }, evidence, body),
    drain: (onClosing) => drained(server, gateway, { tunnels, untilQuiet: true, onClosing }),
    warming: () => warming.state,
    async [Symbol.asyncDispose]() {
      server.close();
      await warming[Symbol.asyncDispose]();
      await labeller.close();
      await recorder.close();
    },
  };
}

export function labelTells(parts: AnsweringParts): LabelTells {
  const { configuration, telemetry, meaning, learning, spending } = parts;
  const aliased = createAliasing(parts);
  return {
    judge: () => learning.labelling.judge(configuration.current),
    cascade: () => cascadeOf(configuration.current),
    probes: (answer, seed) => meaning.words.probes(answer, seed),
    measuring: learning.proving.measuring,
    keepLabel: (pair) => {
      if (pair.tier === "adapted" && pair.source === "sample" && pair.verdict !== "unsure")
        learning.templates.checked(pair.entry as EntryId, pair.probability, pair.verdict === "same");
      learning.labelling.keep(pair);
      aliased(pair);
    },
    chance: systemChance,
    leftOut: () => telemetry.metrics.notJudged(),
    budget: { hasRoom: spending.hasRoom, take: spending.take, billed: spending.billed },
  };
}

/** A listener that records each exchange, and logs it where content may be logged. */
function heardBy({ configuration, telemetry: { log } }: DataPlaneParts, recorder: TrafficRecorder) {
  return (exchanged: Exchanged): void => {
    recorder.offer(exchanged);
    if (configuration.current.cache_migration.monitoring.log_content)
      log.info({ request: exchanged.id, ...textsOf(exchanged, LOGGED_CHARACTERS_MAX) }, "content");
  };
}
/** Most characters of a question, and of an answer, that are logged. */
const LOGGED_CHARACTERS_MAX = 20_000;

function recorderOf({ configuration, storage, telemetry }: DataPlaneParts): TrafficRecorder {
  const recorder = createTrafficRecorder(
    () => configuration.current,
    configuration.env,
    storage.secret,
    (message) => telemetry.log.warn({ part: "record" }, message),
  );
  configuration.onReload(() => ({ commit: () => void recorder.configured() }));
  return recorder;
}

/** What one request needs of the parts. */
export function requestDeps(
  { telemetry, storage, meaning, learning, keeping, upstreams }: AnsweringParts,
  recorded: GatewayDeps["recorded"],
  feedback: Feedback,
): Omit<GatewayDeps, "tracing" | "evidence" | "labeller" | "reporter"> {
  return {
    store: storage.store,
    secret: storage.secret,
    catalog: meaning.catalog,
    embedder: meaning.embedder,
    verifier: meaning.verifier,
    secondLook: meaning.secondLook,
    refusedPairs: meaning.refusedPairs,
    purges: keeping.purges,
    confirmedPairs: learning.confirmedPairs,
    answerGroups: learning.answerGroups,
    templates: learning.templates,
    settings: () => learning.policy.settings,
    clock: systemClock,
    ids: systemIds,
    turns: new Turns(),
    upstreamFor: (model) => upstreams.pick(model),
    refusedCredentials: learning.refusedCredentials,
    recorded,
    remember: (request, asked) => {
      feedback.remember(request, asked);
      learning.proving.health.answered(asked);
    },
    onFault: telemetry.onFault,
  };
}

function cascadeOf({ cache_migration: { rollout } }: Config): ReturnType<NonNullable<LabelTells["cascade"]>> {
  const { judge, sample_percentage } = rollout;
  // Without sampling, upstream gets no more than one call for a miss: none to try the judge either.
  return judge.kind === "auto" && sample_percentage > 0
    ? { model: judge.model ?? null, share: judge.share, ahead: judge.ahead, pairs: judge.pairs }
    : null;
}

export function feedbackOf({ storage: { store }, meaning, learning, telemetry }: AnsweringParts): Feedback {
  const { catalog, refusedPairs } = meaning;
  return new Feedback({
    store,
    refuse: (entry, question, form) => refusedPairs.add(entry, question, form),
    removed: (entry) => {
      catalog.remove(entry);
      if (store.isShared) refusedPairs.tellGone(entry).catch((error) => telemetry.onFault("store", error));
    },
    reported: (asked, verdict) => {
      if (asked.outcome !== "semantic" && asked.outcome !== "adapted") return;
      if (asked.outcome === "adapted" && verdict === "bad") learning.templates.end(asked.entry as EntryId);
      learning.proving.measuring.reported(verdict, asked);
      learning.labelling.reported(asked, verdict);
    },
  });
}

export function reporterOf({
  configuration,
  telemetry,
  learning,
  keeping,
  viewing,
}: AnsweringParts & Partial<Pick<DataPlaneParts, "viewing">>): Reporter<RequestRecord> {
  const { log, metrics, stats } = telemetry;
  return {
    report(record) {
      stats.report(record);
      learning.proving.health.report(record);
      metrics.report(record);
      keeping.report(record);
      viewing?.report(record);
      const level = record.route !== null || record.status >= 400 ? "info" : "debug";
      if (!log.isLevelEnabled(level)) return;
      const isDetailed = configuration.current.cache_migration.monitoring.enable_detailed_logs;
      log[level](logLine(record, isDetailed), "request");
    },
  };
}

async function reported(
  { learning, storage }: DataPlaneParts,
  feedback: Feedback,
  raw: readonly string[],
  body: unknown,
) {
  const settings = learning.policy.settings;
  refuseRepeated(raw, settings.stickyHeaders);
  const { facts, owner } = callerIn(raw, userIn(body), settings, storage.secret);
  return { status: 200, body: { ...(await feedback.report(owner, facts.tenant, body)), received: true } };
}

/** The `user` in a feedback body; null: none. */
function userIn(body: unknown): string | null {
  const { user } = fieldsOf(body);
  return typeof user === "string" ? user : null;
}

function tunnelled(
  { learning, storage, upstreams }: DataPlaneParts,
  req: http.IncomingMessage,
  target: Target,
  socket: Duplex,
  head: Buffer,
): void {
  const { upstream, apiKey } = upstreams.pick("");
  const settings = learning.policy.settings;
  try {
    refuseRepeated(req.rawHeaders, settings.stickyHeaders);
    const caller = callerIn(req.rawHeaders, null, settings, storage.secret);
    const rawHeaders = upgradeHeaders(req, caller, apiKey);
    upstream.upgrade({ method: req.method ?? "GET", path: target.path, rawHeaders }, socket, head);
  } catch (error) {
    refuseSocket(
      socket,
      error instanceof GatewayError ? error : new GatewayError("internal", "The gateway failed."),
    );
  }
}
