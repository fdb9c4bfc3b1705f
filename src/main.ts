import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { LRUCache } from "lru-cache";
import { pino } from "pino";
import { watchConfig } from "./adapters/config-file.ts";
import { type DemoModel, startDemoModel } from "./adapters/demo-model.ts";
import { loadBuiltin } from "./adapters/embedder-builtin.ts";
import { createAutoIndex } from "./adapters/index-auto.ts";
import { startOtel } from "./adapters/otel-sdk.ts";
import { systemChance, systemClock, systemIds } from "./adapters/system.ts";
import { createAdminApp } from "./admin.ts";
import { createDataServer, listening, refuseSocket } from "./app.ts";
import { startScreen } from "./cli/start-screen.ts";
import {
  type Config,
  formatFaults,
  loadConfig,
  loadPrices,
  logLevel,
  masked,
  notYetInForce,
  restartOnly,
} from "./config.ts";
import { confirmationsNeeded } from "./core/measure/confirmations.ts";
import { GatewayError } from "./errors.ts";
import { callerIn, refuseRepeated } from "./gateway/caller.ts";
import { Catalog } from "./gateway/catalog.ts";
import { KeptEvidence } from "./gateway/evidence.ts";
import { explainCall } from "./gateway/explain-call.ts";
import { upgradeHeaders } from "./gateway/forward.ts";
import { Labeller } from "./gateway/label.ts";
import { type Loaded, loadIndex } from "./gateway/load-index.ts";
import { RefusedPairs } from "./gateway/refused-pairs.ts";
import type { Remembered } from "./gateway/serve.ts";
import { settingsOf } from "./gateway/settings.ts";
import { Turns } from "./gateway/turns.ts";
import { createGateway } from "./gateway.ts";
import { AnswerGroups } from "./learn/answer-groups.ts";
import { Budget } from "./learn/budget.ts";
import { KeptBudget } from "./learn/budget-kept.ts";
import { Calibrations } from "./learn/calibrations.ts";
import { ConfirmedPairs } from "./learn/confirmed-pairs.ts";
import { Feedback } from "./learn/feedback.ts";
import { Templates } from "./learn/templates.ts";
import { createCalibrating } from "./main/calibrating.ts";
import { run } from "./main/commands.ts";
import { createLabelling } from "./main/labelling.ts";
import { drained, listen, origin, tunnelsOf } from "./main/listen.ts";
import {
  calibratedVerifier,
  embedderOf,
  embedderReady,
  indexKind,
  indexLine,
  secondLookLine,
  secondLookOf,
  uncalibratedLine,
} from "./main/meaning.ts";
import { createProving } from "./main/proving.ts";
import { calibrationOf, keysOf, namesDemo, rolloutInputs, standingOf } from "./main/readings.ts";
import { createRecorder } from "./main/record.ts";
import type { RunningGateway, StartOptions } from "./main/running.ts";
import { secretKey } from "./main/secret.ts";
import { labelsPath, openStore, storeLine } from "./main/store.ts";
import { createUpstreams, type Upstreams } from "./main/upstreams.ts";
import type { EntryId, RequestId, Usage } from "./model.ts";
import { AlertLog } from "./observe/alert-log.ts";
import { logLine } from "./observe/log-line.ts";
import { Metrics } from "./observe/metrics.ts";
import { StatsCollector } from "./observe/stats.ts";
import { createTracing, NO_TRACING } from "./observe/traces.ts";
import type { FaultPart } from "./ports.ts";

/** Connections to an upstream that is no longer configured are kept so long for the answers that still run. */
const OLD_UPSTREAM_MS = 30_000;
const SWEEP_MS = 60_000;
const STATS_MS_MAX = 1_000;
const REFUSALS_MS = 1_000;

/** Builds everything from a configuration and listens. Rejects when a port is taken or a model file is damaged. */
export async function startGateway(options: StartOptions): Promise<RunningGateway> {
  const { env, say } = options;
  let config = options.config;
  const cache = () => config.cache_migration.semantic_cache;
  const log = pino(
    { level: logLevel(env) ?? "info", base: null, timestamp: pino.stdTimeFunctions.isoTime },
    logSink(options),
  );
  const notes: string[] = notYetInForce(config).map((name) => `${name} is not in force yet in this version`);

  const clock = systemClock;
  const ids = systemIds;
  const secret = secretKey(env);
  const { prices } = loadPrices(config.cache_migration.monitoring.prices);
  const priceOf = remembered((model: string) => prices.of(model));
  const stats = new StatsCollector(priceOf);

  let draining = false;
  let notReady: string | null = "starting";
  let storeDown = false;
  let indexLoaded = false;
  let storeStats = { entries: 0, bytes: 0 };

  const metrics = new Metrics(priceOf, () => ({
    entriesExact: storeStats.entries,
    entriesSemantic: catalog.size,
    trafficPercentage: rollout.percentage,
    errorBound: rollout.state.error_bound ?? 1,
    inflight: gateway.inflight,
  }));
  const onFault = (part: FaultPart, error: unknown, detail = "") => {
    metrics.fault(part);
    const message = error instanceof Error ? error.message : String(error);
    log.warn({ part, detail }, `fault: ${message}`);
  };

  const alerts = new AlertLog(({ name, message }) => log.warn({ alert: name }, message));
  const onAlert = (name: string, message: string) => alerts.raise({ name, message, atMs: clock.nowMs() });
  const budget = new Budget(() => config.cache_migration.budget.calls_per_hour, {
    usdPerDay: () => config.cache_migration.budget.usd_per_day,
    wallMs: () => clock.nowMs(),
    onSpent: (limit) => onAlert("budget", spentLine(limit)),
  });
  const mayAsk = () => budget.take(clock.monotonicMs());

  const builtin = await loadBuiltin();
  const meaning = {
    config,
    env,
    clock,
    onChange: (part: FaultPart, on: boolean, why: string) => {
      if (on) onAlert(`${part}-on`, `the ${part} answers rightly again`);
      else onAlert(`${part}-off`, `the ${part} is off until it answers rightly: ${why}`);
      // What was stored while it was off has no vector yet.
      if (on && part === "embedder" && notReady === null) setImmediate(() => void loadStored());
    },
  };
  const { embedder, name: embedderName } = await embedderOf(meaning, builtin.embedder);
  const verifier = calibratedVerifier(builtin.lexicon, builtin.pairModel);
  const secondLook = await secondLookOf(meaning, mayAsk);
  const { version, calibration: knots } = builtin.pairModel;
  const calibrations = new Calibrations({ version, knots }, () => settle());
  const store = await openStore(config, env, onFault, (up, why) => {
    if (up && storeDown && notReady === null) setImmediate(() => void loadStored());
    storeDown = !up;
    log.warn(
      { part: "store" },
      up ? "Redis answers again" : `Redis does not answer: serving from memory (${why})`,
    );
  });
  const index = await createAutoIndex({ kind: indexKind(config), onNote: (note) => notes.push(note) });
  const catalog = new Catalog(index, cache().max_memory_entries, (entry) => {
    confirmedPairs.forget(entry);
    templates.forget(entry);
  });
  const refusedPairs = new RefusedPairs(store, (entry) => {
    catalog.remove(entry);
    store.delete(entry).catch((error) => onFault("store", error));
  });

  /** Started when a configuration first names it. */
  let demo = null as DemoModel | null;
  const upstreamsFor = async (wanted: Config): Promise<Upstreams> => {
    if (namesDemo(wanted)) demo ??= await startDemoModel();
    return createUpstreams(wanted, demo?.url ?? null);
  };
  let upstreams = await upstreamsFor(config);
  const proving = createProving({
    config,
    store,
    clock,
    writer: ids.entry(),
    metrics,
    log,
    storeDown: () => storeDown,
    onFault,
    onAlert,
    settle: () => settle(),
  });
  const { rollout, measuring } = proving;
  const confirmedPairs = new ConfirmedPairs(() =>
    confirmationsNeeded(measuring.noise.falseSameHigh, config.cache_migration.rollout.max_error_rate),
  );
  const templates = new Templates({ store, clock, onFault: (error) => onFault("store", error) });
  const answerGroups = new AnswerGroups();
  const keptBudget = new KeptBudget(store, budget, (error) => onFault("store", error));
  const unpriced = new Set<string>();
  const billed = (model: string, { inputTokens, outputTokens }: Usage) => {
    const price = priceOf(model);
    if (price) keptBudget.pay((inputTokens * price.input + outputTokens * price.output) / 1e6);
    else if (config.cache_migration.budget.usd_per_day > 0 && unpriced.size < 100 && !unpriced.has(model)) {
      unpriced.add(model);
      onAlert("budget-unpriced", `no price is known of ${model}: its calls do not count against usd_per_day`);
    }
  };
  const labelling = createLabelling({
    path: labelsPath(config, env),
    verifier,
    builtin,
    clock,
    mayAsk,
    billed,
    onFault,
    onAlert,
    heard: [confirmedPairs, answerGroups],
    onLabel: (label) => {
      metrics.label(label.source, label.verdict);
      calibrating.labelled(label);
    },
  });
  const calibrating = createCalibrating({
    store,
    clock,
    embedder: embedderName,
    pairModel: builtin.pairModel,
    model: verifier.version,
    calibrations,
    labels: () => labelling.labels.all,
    serving: () => ({
      decides: proving.decides(),
      percentage: rollout.mode === "auto" || rollout.mode === "manual" ? rollout.percentage : 0,
      isIdle: rollout.isIdle,
      delta: config.cache_migration.rollout.max_error_rate,
    }),
    measureAnew: () => measuring.beginEpoch(),
    remeasure: (probabilityOf, whatever) => measuring.remeasure(probabilityOf, whatever),
    keepMeasured: () => proving.keep(),
    storeDown: () => storeDown,
    onAlert,
    onNote: (line) => log.warn({ event: "calibration" }, line),
    onFault,
  });
  const settingsNow = (percentage: number) =>
    settingsOf({
      config,
      percentage,
      keys: keysOf(config, env, secret),
      learned: (group) => measuring.learned(group),
      adaptedFrom: () =>
        templates.meter.certified(config.cache_migration.rollout.max_error_rate)?.threshold ?? null,
      calibrated: calibrations.get(embedderName) !== null,
      neighbourhood: calibrations.get(embedderName)?.neighbourhood ?? null,
      secondCalibration: secondLook && calibrations.getSecond(secondLook.model),
    });
  let settings = settingsNow(0);
  const standing = () => standingOf(config, { mode: rollout.mode, labels: measuring.labels });
  const settle = () => {
    verifier.use(calibrations.learned(embedderName));
    settings = settingsNow(rollout.percentage);
  };
  const rolloutState = () => {
    const { why, ...state } = rollout.state;
    return { ...state, why: settings.policy.calibrated ? why : `${why}; ${uncalibratedLine(embedderName)}` };
  };

  const otel = startOtel(env);
  const tracing = otel ? createTracing(upstreams.provider, () => clock.nowMs()) : NO_TRACING;
  const refusedCredentials = new LRUCache<string, true>({ max: 10_000 });
  const feedback = new Feedback({
    store,
    refuse: (entry, question, form) => refusedPairs.add(entry, question, form),
    removed: (entry) => {
      catalog.remove(entry);
      if (store.kind === "redis") refusedPairs.tellGone(entry).catch((error) => onFault("store", error));
    },
    reported: (asked, verdict) => {
      if (asked.outcome !== "semantic" && asked.outcome !== "adapted") return;
      if (asked.outcome === "adapted" && verdict === "bad") templates.end(asked.entry as EntryId);
      measuring.reported(verdict);
      labelling.reported(asked, verdict);
    },
  });
  const evidence = new KeptEvidence(standing, () => config.cache_migration.monitoring.log_content);
  const recorder = createRecorder(
    () => config,
    env,
    secret,
    (message) => log.warn({ part: "record" }, message),
  );
  const parts = {
    recorded: recorder.offer,
    store,
    catalog,
    embedder,
    verifier,
    secondLook,
    refusedPairs,
    confirmedPairs,
    answerGroups,
    templates,
    clock,
    ids,
    secret,
    onFault,
    settings: () => settings,
    upstreamFor: (model: string) => upstreams.pick(model),
    refusedCredentials: {
      has: (credential: string) => refusedCredentials.has(credential),
      add: (credential: string) => void refusedCredentials.set(credential, true),
      delete: (credential: string) => void refusedCredentials.delete(credential),
    },
    remember: (request: RequestId, asked: Remembered) => feedback.remember(request, asked),
    standing,
    turns: new Turns(),
  };
  const labeller = new Labeller({
    ...parts,
    judge: () => labelling.judge(config),
    measuring,
    keepLabel: (pair) => {
      if (pair.tier === "adapted" && pair.source === "sample" && pair.verdict !== "unsure")
        templates.checked(pair.entry as EntryId, pair.probability, pair.verdict === "same");
      labelling.keep(pair);
    },
    chance: systemChance,
    budget: { hasRoom: () => budget.hasRoom(clock.monotonicMs()), take: mayAsk, billed },
  });
  const gateway = createGateway({
    ...parts,
    tracing,
    evidence,
    labeller,
    reporter: {
      report(record) {
        stats.report(record);
        proving.lately.report(record);
        metrics.report(record);
        const level = record.route !== null || record.status >= 400 ? "info" : "debug";
        if (log.isLevelEnabled(level))
          log[level](logLine(record, config.cache_migration.monitoring.enable_detailed_logs), "request");
      },
    },
  });

  const health = { notReady: () => (draining ? "draining" : notReady), draining: () => draining };
  const data = createDataServer({
    gateway,
    health,
    feedback: async (raw, body) => {
      refuseRepeated(raw, settings.stickyHeaders);
      const { facts, owner } = callerIn(raw, userIn(body), settings, secret);
      return {
        status: 200,
        body: { ...(await feedback.report(owner, facts.tenant, body)), received: true },
      };
    },
    upgrade(req, target, socket, head) {
      const { upstream, apiKey } = upstreams.pick("");
      try {
        refuseRepeated(req.rawHeaders, settings.stickyHeaders);
        const caller = callerIn(req.rawHeaders, null, settings, secret);
        const rawHeaders = upgradeHeaders(req, caller, apiKey);
        upstream.upgrade({ method: req.method ?? "GET", path: target.path, rawHeaders }, socket, head);
      } catch (error) {
        refuseSocket(
          socket,
          error instanceof GatewayError ? error : new GatewayError("internal", "The gateway failed."),
        );
      }
    },
  });
  const tunnels = tunnelsOf(data);

  /** Rejects, and changes nothing, where the new upstreams cannot be made. */
  async function apply(next: Config): Promise<void> {
    const late = restartOnly(config, next);
    const moved =
      JSON.stringify([config.upstream, config.upstreams]) !== JSON.stringify([next.upstream, next.upstreams]);
    const before = upstreams;
    const made = moved ? await upstreamsFor(next) : upstreams;
    if (late.length > 0) log.warn({ keys: late }, "these keys hold from the next start on");
    // From here to `settle` nothing is awaited: no request sees the new upstream under the old one's scope.
    config = {
      ...next,
      listen: { ...next.listen, host: config.listen.host, port: config.listen.port },
      admin: { ...next.admin, host: config.admin.host, port: config.admin.port },
    };
    upstreams = made;
    const turned = rollout.reload(rolloutInputs(config)).catch((error) => onFault("store", error));
    catalog.resize(cache().max_memory_entries);
    settle();
    // Answers that still run keep their connections; those left over close with them.
    if (moved) setTimeout(() => void before.close(), OLD_UPSTREAM_MS).unref();
    void recorder.configured();
    await turned;
    settle();
    log.info("the configuration is in force");
  }

  async function reload(): Promise<string | null> {
    if (options.configPath === null) return null;
    const loaded = loadConfig({ path: options.configPath, env });
    if (!loaded.ok) {
      const faults = formatFaults(loaded.faults);
      log.error({ faults }, "the configuration was refused; the one before stays in force");
      return faults;
    }
    try {
      await apply(loaded.config);
      return null;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      log.error({ faults: why }, "the configuration cannot be put in force; the one before stays");
      return why;
    }
  }

  const adminApp = createAdminApp({
    token: () => config.admin.token,
    stats: async () => ({ ...stats.read(), ...(await levels()) }),
    metrics: async () => {
      await levels();
      return { type: metrics.registry.contentType, text: await metrics.registry.metrics() };
    },
    config: () => masked(config),
    reload,
    recording: () => recorder.state(),
    record: recorder.record,
    rollout: () => ({
      ...{ ...rolloutState(), ...rollout.details },
      adapted: templates.told({
        decides: measuring.learned("") !== null,
        floor: cache().adaptation_threshold,
        delta: config.cache_migration.rollout.max_error_rate,
        percentage: cache().adaptation.mode === "slots" ? rollout.percentage : 0,
      }),
    }),
    alerts: () =>
      alerts.recent.map(({ name, message, atMs }) => ({ at: new Date(atMs).toISOString(), name, message })),
    setRollout: async (value) => {
      if (value === "auto" && config.cache_migration.rollout.sample_percentage === 0) {
        throw new GatewayError("conflict", "sample_percentage is 0: under auto drift would be invisible.");
      }
      try {
        await rollout.set(value, clock.nowMs());
      } finally {
        // In force at once, also where the store cannot keep it over a restart.
        settle();
      }
      log.warn({ traffic_percentage: rollout.percentage }, rollout.state.why);
    },
    explain: (body) => explainCall(parts, evidence, body),
    labels: labelling.labels,
    explainBytesMax: () => settings.bodyBytesMax,
    calibration: () => ({
      ...calibrationOf(
        calibrations.get(embedderName),
        version,
        verifier.version,
        embedder.fingerprint,
        labelling.labels.all,
      ),
      ...calibrating.state,
    }),
    useCalibration: async (choice) => {
      await calibrating.use(choice);
      log.warn({ event: "calibration" }, `${choice} by hand`);
    },
  });
  const admin = listening(adminApp, health);

  async function levels() {
    const late = new Promise<null>((resolve) => setTimeout(resolve, STATS_MS_MAX, null).unref());
    storeStats = (await Promise.race([store.stats().catch(() => null), late])) ?? storeStats;
    return {
      entries: storeStats.entries,
      bytes: storeStats.bytes,
      semantic_entries: catalog.size,
      inflight: gateway.inflight,
      store: store.kind,
      store_down: storeDown,
    };
  }

  try {
    await listen(data, config.listen.host, config.listen.port);
    await listen(admin, config.admin.host, config.admin.port);
  } catch (error) {
    data.close();
    await Promise.allSettled([store.close(), demo?.close()]);
    throw error;
  }

  /** Of the embedding again that runs in the background. */
  let loading = new AbortController();

  const labelsLoaded = labelling.load().catch((error) => onFault("store", error));

  /** What is stored, taken in at start, and again when what held it back has returned. */
  async function loadStored(): Promise<Loaded> {
    try {
      await Promise.all([
        proving.load(),
        refusedPairs.load(),
        templates.load(),
        keptBudget.load(),
        labelsLoaded,
        calibrating.load(),
      ]);
      settle();
      await embedderReady(embedder);
      indexLoaded = embedder.fingerprint !== null;
      loading.abort();
      loading = new AbortController();
      return await loadIndex(
        { store, catalog, embedder, secondLook, clock, ids, onFault },
        {
          limit: cache().max_memory_entries,
          signal: loading.signal,
          onProgress: (done, of) => log.info({ done, of }, "stored questions embedded again"),
        },
      );
    } catch (error) {
      storeDown = true;
      onFault("store", error);
      return { found: 0, again: 0 };
    }
  }

  settle();
  await recorder.configured();
  const loaded = await loadStored();
  if (storeDown) notes.push(`${store.kind} does not answer: serving from memory and upstream until it does`);
  if (loaded.again > 0) notes.push(`${loaded.again} stored questions are embedded again in the background`);
  if (!settings.policy.calibrated) notes.push(uncalibratedLine(embedderName));
  const second = secondLookLine(secondLook, settings.policy.secondLook?.calibration != null);
  if (second !== null) notes.push(second);
  notReady = null;

  const sweeper = setInterval(() => {
    const nowMs = clock.nowMs();
    catalog.removeWhere((facts) => nowMs >= facts.expiresAtMs);
    store.sweep(nowMs, cache().max_bytes).catch((error) => onFault("store", error));
    // An embedder that was away at start may have come back: its vectors can be told apart now.
    if (!indexLoaded && !storeDown) void loadStored();
  }, SWEEP_MS);
  sweeper.unref();
  // Gateways that share a store hear of each other's refusals.
  const hearing = setInterval(() => {
    if (store.kind === "redis" && !storeDown)
      refusedPairs.refresh().catch((error) => onFault("store", error));
  }, REFUSALS_MS);
  hearing.unref();
  const watcher =
    options.configPath === null
      ? null
      : watchConfig(options.configPath, () => void reload(), { debounceMs: 100 });

  const baseUrl = `${origin(data, config.listen.host)}/v1`;
  const adminUrl = origin(admin, config.admin.host);
  say(
    startScreen(
      {
        baseUrl,
        adminUrl,
        upstream: config.upstream.base_url,
        demo: namesDemo(config),
        rollout: rolloutState(),
        threshold: settings.policy.similarityThreshold,
        store: storeLine(config, env, loaded.found),
        embedder:
          embedder.fingerprint ?? `${embedder.kind} (does not answer yet: nothing is found by meaning)`,
        index: indexLine(index.note),
        notes,
      },
      options.color,
    ),
  );

  let closing: Promise<void> | null = null;
  async function close(): Promise<void> {
    draining = true;
    watcher?.close();
    clearInterval(sweeper);
    clearInterval(hearing);
    loading.abort();
    await drained(data, gateway, tunnels);
    await drained(admin, { inflight: 0 });
    await labeller.close();
    await calibrating.close();
    await proving.close();
    await keptBudget.close();
    await Promise.allSettled([
      labelling.labels.close(),
      recorder.close(),
      store.close(),
      embedder.close(),
      secondLook?.close(),
      upstreams.close(),
      demo?.close(),
      otel?.close(),
    ]);
    index.close();
    log.flush();
  }

  return { baseUrl, adminUrl, reload, apply, close: () => (closing ??= close()) };
}

function spentLine(limit: "calls_per_hour" | "usd_per_day"): string {
  const until = limit === "usd_per_day" ? "until midnight UTC" : "until the hour has passed";
  return `budget.${limit} is spent: ${until} no served answer is checked, no prompt asked twice, and answers are judged without a model`;
}

/** Models are few and prices do not change: each is looked up once. */
function remembered<T extends object>(of: (model: string) => T | null): (model: string) => T | null {
  const known = new LRUCache<string, { price: T | null }>({ max: 1000 });
  return (model) => {
    let found = known.get(model);
    if (!found) {
      found = { price: of(model) };
      known.set(model, found);
    }
    return found.price;
  };
}

/** The user whom feedback names, where tenants are told apart by it. */
function userIn(body: unknown): string | null {
  const user = typeof body === "object" && body !== null ? (body as Record<string, unknown>)["user"] : null;
  return typeof user === "string" ? user : null;
}

function logSink(options: StartOptions): pino.DestinationStream & { flushSync?(): void } {
  if (options.logTo === "nowhere") return { write: () => {} };
  return pino.destination({ fd: 1, sync: false, minLength: 0 });
}

/** `semblance …`: the command line, resolving to the exit status. */
export function main(argv: readonly string[]): Promise<number> {
  return run(argv, startGateway);
}

if (process.argv[1] !== undefined && fileURLToPath(import.meta.url) === realpathSync(process.argv[1])) {
  process.exit(await main(process.argv.slice(2)));
}
