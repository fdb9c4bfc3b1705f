/**
 * Composition root and command line: reads the configuration, builds the adapters, listens, reloads, drains. The only
 * file that knows everyone.
 */
import { createSecretKey, type KeyObject, randomBytes } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import type http from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Command, CommanderError } from "commander";
import { LRUCache } from "lru-cache";
import { pino } from "pino";
import { watchConfig } from "./adapters/config-file.ts";
import { startDemoModel } from "./adapters/demo-model.ts";
import { loadBuiltin } from "./adapters/embedder-builtin.ts";
import { createOpenAiEmbedder } from "./adapters/embedder-openai.ts";
import { createAutoIndex } from "./adapters/index-auto.ts";
import { startOtel } from "./adapters/otel-sdk.ts";
import { createFrontedStore } from "./adapters/store-fronted.ts";
import { createMemoryStore } from "./adapters/store-memory.ts";
import { createRedisStore } from "./adapters/store-redis.ts";
import { createSqliteStore } from "./adapters/store-sqlite.ts";
import { systemClock, systemIds } from "./adapters/system.ts";
import { createHttpUpstream, type HttpUpstream } from "./adapters/upstream-http.ts";
import { createAdminApp } from "./admin.ts";
import { createDataServer, listening } from "./app.ts";
import { demoLanguage, runDemo } from "./cli/demo.ts";
import { startScreen } from "./cli/start-screen.ts";
import {
  type Config,
  dataPath,
  type Environment,
  formatFaults,
  gatewayKeys,
  jsonSchema,
  loadConfig,
  loadPrices,
  logLevel,
  masked,
  notYetInForce,
  restartOnly,
} from "./config.ts";
import { createVerifier } from "./core/verify/verifier.ts";
import { callerIn, keyDigest, refuseRepeated } from "./gateway/caller.ts";
import { Catalog } from "./gateway/catalog.ts";
import { loadIndex } from "./gateway/load-index.ts";
import { RefusedPairs } from "./gateway/refused-pairs.ts";
import { globbed, settingsOf } from "./gateway/settings.ts";
import { createGateway, type UpstreamChoice } from "./gateway.ts";
import { Feedback } from "./learn/feedback.ts";
import { Rollout, type RolloutInputs } from "./learn/rollout.ts";
import { logLine } from "./observe/log-line.ts";
import { Metrics } from "./observe/metrics.ts";
import { StatsCollector } from "./observe/stats.ts";
import { createTracing, NO_TRACING } from "./observe/traces.ts";
import type { Embedder, FaultPart } from "./ports.ts";
import { endToEnd } from "./wire/headers.ts";

const DRAIN_MS_MAX = 30_000;
const SWEEP_MS = 60_000;
const STATS_MS_MAX = 1_000;

export interface StartOptions {
  readonly config: Config;
  readonly configPath: string | null;
  readonly env: Environment;
  /** Receives the start screen and notes for people; logs go to standard output. */
  readonly say: (text: string) => void;
  readonly color: boolean;
  readonly logTo?: "stdout" | "nowhere";
}

export interface RunningGateway {
  readonly baseUrl: string;
  readonly adminUrl: string;
  /** Faults, one a line; null when in force. */
  reload(): Promise<string | null>;
  /** Puts a configuration in force that no file holds. */
  apply(config: Config): Promise<void>;
  /** Ends: no new connections, running answers finish within the drain time, everything is flushed. */
  close(): Promise<void>;
}

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
  const stats = new StatsCollector((model) => prices.of(model));

  let draining = false;
  let notReady: string | null = "starting";
  let storeDown = false;
  let storeStats = { entries: 0, bytes: 0 };

  const metrics = new Metrics(
    (model) => prices.of(model),
    () => ({
      entriesExact: storeStats.entries,
      entriesSemantic: catalog.size,
      trafficPercentage: rollout.percentage,
      inflight: gateway.inflight,
    }),
  );
  const onFault = (part: FaultPart, error: unknown, detail = "") => {
    metrics.fault(part);
    const message = error instanceof Error ? error.message : String(error);
    log.warn({ part, detail }, `fault: ${message}`);
  };

  const builtin = await loadBuiltin();
  const embedder: Embedder = embedderOf(config, builtin.embedder);
  const verifier = createVerifier(builtin.lexicon, builtin.pairModel);
  const store = createFrontedStore(
    createMemoryStore({ entriesMax: MEMORY_ENTRIES, bytesMax: MEMORY_BYTES }),
    await backStore(config, env, onFault, (up, why) => {
      storeDown = !up;
      log.warn(
        { part: "store" },
        up ? "Redis answers again" : `Redis does not answer: serving from memory (${why})`,
      );
    }),
    { onFault },
  );
  const index = await createAutoIndex({ kind: indexKind(config), onNote: (note) => notes.push(note) });
  const catalog = new Catalog(index, cache().max_memory_entries);
  const refusedPairs = new RefusedPairs(store);

  const demo = config.upstream.base_url === "demo" ? await startDemoModel() : null;
  let upstreams = createUpstreams(config, demo?.url ?? null);
  const rollout = new Rollout(store, rolloutInputs(config));
  let settings = settingsOf({ config, percentage: 0, keys: keysOf(config, env, secret) });
  const settle = () => {
    settings = settingsOf({ config, percentage: rollout.percentage, keys: keysOf(config, env, secret) });
  };

  const otel = startOtel(env);
  const tracing = otel ? createTracing(upstreams.provider, () => clock.nowMs()) : NO_TRACING;
  const refusedCredentials = new LRUCache<string, true>({ max: 10_000 });
  const feedback = new Feedback(
    store,
    (entry, question) => refusedPairs.add(entry, question),
    (entry) => catalog.remove(entry),
  );
  const gateway = createGateway({
    store,
    catalog,
    embedder,
    verifier,
    refusedPairs,
    clock,
    ids,
    secret,
    onFault,
    settings: () => settings,
    upstreamFor: (model) => upstreams.pick(model),
    tracing,
    refusedCredentials: {
      has: (tenant) => refusedCredentials.has(tenant),
      add: (tenant) => void refusedCredentials.set(tenant, true),
      delete: (tenant) => void refusedCredentials.delete(tenant),
    },
    remember: (request, asked) => feedback.remember(request, asked),
    reporter: {
      report(record) {
        stats.report(record);
        metrics.report(record);
        const level = record.route !== null || record.status >= 400 ? "info" : "debug";
        if (log.isLevelEnabled(level)) log[level](logLine(record), "request");
      },
    },
  });

  const health = { notReady: () => (draining ? "draining" : notReady), draining: () => draining };
  const data = createDataServer({
    gateway,
    health,
    feedback: async (raw, body) => {
      refuseRepeated(raw);
      const { tenant } = callerIn(raw, null, settings, secret).facts;
      return { status: 200, body: { ...(await feedback.report(tenant, body)), received: true } };
    },
    upgrade(req, target, socket, head) {
      const { upstream, apiKey } = upstreams.pick("");
      const raw = endToEnd(req.rawHeaders, (name) => name === "host" || name.startsWith("x-semblance-"));
      const hasCredential = ["authorization", "api-key", "x-api-key"].some(
        (name) => req.headers[name] !== undefined,
      );
      if (!hasCredential && apiKey) raw.push("Authorization", `Bearer ${apiKey}`);
      raw.push("Upgrade", req.headers.upgrade ?? "websocket");
      upstream.upgrade(
        {
          method: req.method ?? "GET",
          path: target.path,
          rawHeaders: raw,
          signal: new AbortController().signal,
        },
        socket,
        head,
      );
    },
  });

  async function apply(next: Config): Promise<void> {
    const late = restartOnly(config, next);
    if (late.length > 0) log.warn({ keys: late }, "these keys hold from the next start on");
    const moved =
      JSON.stringify([config.upstream, config.upstreams]) !== JSON.stringify([next.upstream, next.upstreams]);
    config = {
      ...next,
      listen: { ...next.listen, host: config.listen.host, port: config.listen.port },
      admin: { ...next.admin, host: config.admin.host, port: config.admin.port },
    };
    if (moved) {
      const before = upstreams;
      upstreams = createUpstreams(config, demo?.url ?? null);
      // Answers that still run keep their connections; those left over close with them.
      setTimeout(() => void before.close(), DRAIN_MS_MAX).unref();
    }
    await rollout.reload(rolloutInputs(config)).catch((error) => onFault("store", error));
    catalog.resize(cache().max_memory_entries);
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
    await apply(loaded.config);
    return null;
  }

  const adminApp = createAdminApp({
    health,
    token: () => config.admin.token,
    stats: async () => ({ ...stats.read(), ...(await levels()) }),
    metrics: async () => {
      await levels();
      return { type: metrics.registry.contentType, text: await metrics.registry.metrics() };
    },
    config: () => masked(config),
    reload,
    rollout: () => ({ ...rollout.state, threshold: settings.policy.similarityThreshold }),
    setRollout: async (value) => {
      await rollout.set(value, clock.nowMs());
      settle();
      log.warn({ traffic_percentage: rollout.percentage }, rollout.state.why);
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

  await Promise.all([rollout.load(), refusedPairs.load()]).catch((error) => {
    storeDown = true;
    onFault("store", error);
  });
  settle();
  await embedderReady(embedder);
  const loaded = await loadIndex(
    { store, catalog, embedder, clock, ids, onFault },
    cache().max_memory_entries,
  ).catch((error) => {
    storeDown = true;
    onFault("store", error);
    return { found: 0, again: 0, done: Promise.resolve() };
  });
  if (storeDown) notes.push(`${store.kind} does not answer: serving from memory and upstream until it does`);
  if (loaded.again > 0) notes.push(`${loaded.again} stored questions are embedded again in the background`);
  notReady = null;

  const sweeper = setInterval(() => {
    const nowMs = clock.nowMs();
    catalog.removeWhere((facts) => nowMs >= facts.expiresAtMs);
    store.sweep(nowMs, cache().max_bytes).catch((error) => onFault("store", error));
  }, SWEEP_MS);
  sweeper.unref();
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
        demo: demo !== null,
        rollout: rollout.state,
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
    await drained(data, gateway);
    await drained(admin, { inflight: 0 });
    await Promise.allSettled([
      store.close(),
      embedder.close(),
      upstreams.close(),
      demo?.close(),
      otel?.close(),
    ]);
    index.close();
    log.flush();
  }

  return { baseUrl, adminUrl, reload, apply, close: () => (closing ??= close()) };
}

/** The front of the store: what a hit is served from without asking disk or network. */
const MEMORY_ENTRIES = 50_000;
const MEMORY_BYTES = 256 * 1024 * 1024;
const EMBEDDER_START_MS_MAX = 3_000;

type OnFault = (part: FaultPart, error: unknown, detail?: string) => void;

async function backStore(
  config: Config,
  env: Environment,
  onFault: OnFault,
  onState: (up: boolean, why: string) => void,
) {
  const cache = config.cache_migration.semantic_cache;
  if (cache.enable_redis) {
    const { redis } = cache;
    return createRedisStore({
      url: cache.redis_url,
      prefix: redis?.prefix ?? "semblance:",
      commandTimeoutMs: redis?.command_timeout_ms ?? 50,
      onFault,
      onState,
    });
  }
  return createSqliteStore({ path: dataPath(env, cache.db_path), onFault });
}

function embedderOf(config: Config, builtin: Embedder): Embedder {
  const { embedder } = config.cache_migration.semantic_cache;
  if (embedder.kind !== "openai") return builtin;
  return createOpenAiEmbedder({
    baseUrl: embedder.base_url,
    model: embedder.model,
    apiKey: embedder.api_key,
    timeoutMs: embedder.timeout_ms,
    ...(embedder.dimensions === undefined ? {} : { dimensions: embedder.dimensions }),
  });
}

/** A remote embedder tells its dimension with its first answer; it is given a moment at start. */
async function embedderReady(embedder: Embedder): Promise<void> {
  if (embedder.fingerprint !== null) return;
  try {
    await embedder.embed("semblance", EMBEDDER_START_MS_MAX);
  } catch {
    // Said on the start screen; the semantic tier names the fault on each request until it answers.
  }
}

function indexKind(config: Config): "auto" | "flat" | "hnsw" {
  const { index } = config.cache_migration.semantic_cache;
  return index === "redis-vectorset" ? "auto" : index;
}

function indexLine(note: string | null): string {
  return note ?? "flat scan, HNSW from about 2,000 vectors in a scope";
}

function storeLine(config: Config, env: Environment, found: number): string {
  const cache = config.cache_migration.semantic_cache;
  const where = cache.enable_redis ? "Redis" : `SQLite ${dataPath(env, cache.db_path)}`;
  return `${where}, ${found} stored questions loaded`;
}

interface Upstreams {
  pick(model: string): UpstreamChoice & { readonly upstream: HttpUpstream };
  readonly provider: string;
  close(): Promise<void>;
}

function createUpstreams(config: Config, demoUrl: string | null): Upstreams {
  const build = (name: string, baseUrl: string, apiKey: string, askUsage: boolean) => {
    const url = baseUrl === "demo" && demoUrl !== null ? demoUrl : baseUrl;
    const upstream = createHttpUpstream({
      name,
      baseUrl: url,
      connectTimeoutMs: config.upstream.connect_timeout_ms,
      idleTimeoutMs: config.upstream.idle_timeout_ms,
    });
    // The demo model listens on another port at each start; its answers are the same ones.
    return { upstream, baseUrl, apiKey: apiKey || null, askUsage };
  };
  const first = build(
    "upstream",
    config.upstream.base_url,
    config.upstream.api_key,
    config.upstream.ask_usage,
  );
  const others = config.upstreams.map((u) => ({
    models: u.models,
    choice: build(u.name, u.base_url, u.api_key, u.ask_usage),
  }));
  return {
    pick(model) {
      const other = others.find(({ models }) => models.some((pattern) => globbed(pattern, model)));
      return other?.choice ?? first;
    },
    provider: config.upstream.base_url === "demo" ? "semblance.demo" : "openai",
    async close() {
      await Promise.all([first, ...others.map((o) => o.choice)].map(({ upstream }) => upstream.close()));
    },
  };
}

function rolloutInputs(config: Config): RolloutInputs {
  const { cache_migration: cache } = config;
  return {
    file: cache.traffic_percentage,
    steps: cache.rollout.steps,
    semantic: cache.enable_semantic_cache,
    serveFound: cache.use_integrated_cache,
    demo: config.upstream.base_url === "demo",
  };
}

function keysOf(config: Config, env: Environment, secret: KeyObject) {
  if (config.auth.mode !== "keys") return null;
  return new Map(gatewayKeys(config, env).map((key) => [keyDigest(secret, key.key), key]));
}

/** SEMBLANCE_SECRET, or one made at the first start and kept beside the data, readable by its owner alone. */
function secretKey(env: Environment): KeyObject {
  const given = env["SEMBLANCE_SECRET"];
  if (given) return createSecretKey(Buffer.from(given, "utf8"));
  const path = dataPath(env, "storage/secret");
  if (!existsSync(path)) {
    mkdirSync(dirname(path), { recursive: true });
    try {
      writeFileSync(path, randomBytes(32).toString("base64url"), { mode: 0o600, flag: "wx" });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
  chmodSync(path, 0o600);
  return createSecretKey(readFileSync(path));
}

function logSink(options: StartOptions): pino.DestinationStream & { flushSync?(): void } {
  if (options.logTo === "nowhere") return { write: () => {} };
  return pino.destination({ fd: 1, sync: false, minLength: 0 });
}

function listen(server: http.Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const why = error.code === "EADDRINUSE" ? "is taken" : `cannot be listened on (${error.code})`;
      reject(new StartFault(`${host}:${port} ${why}`));
    });
    server.listen({ host, port, backlog: 4096 }, () => resolve());
  });
}

/** One clear line and exit status 2. */
class StartFault extends Error {}

function origin(server: http.Server, host: string): string {
  const { port } = server.address() as AddressInfo;
  const name = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host.includes(":") ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

/** Lets running answers finish; what still runs after the drain time is cut, visibly. */
async function drained(server: http.Server, busy: { readonly inflight: number }): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const idle = setInterval(() => {
    if (busy.inflight === 0) server.closeIdleConnections();
  }, 50);
  const late = setTimeout(() => server.closeAllConnections(), DRAIN_MS_MAX);
  await closed;
  clearInterval(idle);
  clearTimeout(late);
}

/** The command line. Exit status: 0 good, 1 failed, 2 bad usage or configuration. */
async function run(argv: readonly string[]): Promise<number> {
  const env = process.env;
  const color = process.stderr.isTTY === true && !env["NO_COLOR"];
  let status = 0;
  const program = new Command("semblance")
    .description("An OpenAI-compatible gateway that answers repeated questions from a cache")
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text) });

  program
    .command("serve", { isDefault: true })
    .description("start the gateway")
    .option("-c, --config <file>", "configuration file")
    .action(async (given: { config?: string }) => {
      status = await serve(configPath(given.config, env), env, color);
    });
  program
    .command("demo")
    .description("a guided tour in one minute, through the real openai client")
    .action(async () => {
      status = await tour(env);
    });
  program
    .command("check-config")
    .description("validate a configuration: every fault at once, with file and line")
    .argument("[file]", "configuration file")
    .action((file?: string) => {
      const loaded = loadConfig({ path: configPath(file, env), env });
      if (!loaded.ok) {
        process.stderr.write(`${formatFaults(loaded.faults)}\n`);
        status = 2;
        return;
      }
      process.stdout.write(`${loaded.path ?? "the defaults"}: good\n`);
      for (const name of notYetInForce(loaded.config))
        process.stdout.write(`note: ${name} is not in force yet\n`);
    });
  program
    .command("schema")
    .description("print the configuration's JSON schema")
    .action(() => void process.stdout.write(`${JSON.stringify(jsonSchema(), null, 2)}\n`));
  program
    .command("stats")
    .description("what the running gateway has counted")
    .option("--json", "as JSON")
    .option("--admin <url>", "admin listener of the gateway")
    .action(async (given: { json?: boolean; admin?: string }) => {
      status = await printStats(given, env);
    });

  try {
    await program.parseAsync(argv, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    process.stderr.write(`semblance: ${error instanceof Error ? error.message : error}\n`);
    return error instanceof StartFault ? 2 : 1;
  }
  return status;
}

/** The file named, else SEMBLANCE_CONFIG, else the one that ships, where it is there. */
function configPath(given: string | undefined, env: Environment): string | null {
  const named = given ?? env["SEMBLANCE_CONFIG"];
  if (named) return named;
  const shipped = join(dirname(fileURLToPath(import.meta.url)), "..", "config", "semblance.yaml");
  for (const path of ["config/semblance.yaml", shipped]) if (existsSync(path)) return path;
  return null;
}

async function serve(path: string | null, env: Environment, color: boolean): Promise<number> {
  const loaded = loadConfig({ path, env });
  if (!loaded.ok) {
    process.stderr.write(`${formatFaults(loaded.faults)}\n`);
    return 2;
  }
  const gateway = await startGateway({
    config: loaded.config,
    configPath: path,
    env,
    say: (text) => void process.stderr.write(text),
    color,
  });
  process.on("SIGHUP", () => void gateway.reload());
  await new Promise<void>((resolve) => {
    let asked = 0;
    const end = () => {
      if (++asked > 1) process.exit(1);
      resolve();
    };
    process.on("SIGTERM", end);
    process.on("SIGINT", end);
  });
  await gateway.close();
  return 0;
}

async function tour(env: Environment): Promise<number> {
  const dir = mkdtempSync(join(tmpdir(), "semblance-demo-"));
  const own: Environment = {
    ...env,
    SEMBLANCE_DATA_DIR: dir,
    SEMBLANCE_CONFIG: "",
    SEMBLANCE_UPSTREAM: "demo",
    SEMBLANCE_PORT: "0",
    SEMBLANCE_ADMIN_PORT: "0",
    SEMBLANCE_HOST: "127.0.0.1",
    SEMBLANCE_ADMIN_HOST: "127.0.0.1",
    SEMBLANCE_ADMIN_TOKEN: "",
    OPENAI_API_KEY: "",
  };
  try {
    return await runDemo({
      write: (line) => void process.stdout.write(`${line}\n`),
      lang: demoLanguage(env),
      color: process.stdout.isTTY === true && !env["NO_COLOR"],
      start: async () => {
        const loaded = loadConfig({ path: null, env: own });
        if (!loaded.ok) throw new Error(formatFaults(loaded.faults));
        const { config } = loaded;
        const gateway = await startGateway({
          config,
          configPath: null,
          env: own,
          say: () => {},
          color: false,
          logTo: "nowhere",
        });
        return {
          baseUrl: gateway.baseUrl,
          adminUrl: gateway.adminUrl,
          setSwitches: (switches) =>
            gateway.apply({ ...config, cache_migration: { ...config.cache_migration, ...switches } }),
          close: () => gateway.close(),
        };
      },
    });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function printStats(given: { json?: boolean; admin?: string }, env: Environment): Promise<number> {
  const loaded = loadConfig({ path: configPath(undefined, env), env });
  if (!loaded.ok) {
    process.stderr.write(`${formatFaults(loaded.faults)}\n`);
    return 2;
  }
  const { admin } = loaded.config;
  const url = given.admin ?? `http://${admin.host}:${admin.port}`;
  const headers: Record<string, string> =
    admin.token === "" ? {} : { authorization: `Bearer ${admin.token}` };
  const response = await fetch(`${url}/admin/stats`, { headers, signal: AbortSignal.timeout(5000) }).catch(
    () => null,
  );
  if (!response?.ok) {
    process.stderr.write(
      `semblance: no gateway answers at ${url}${response ? ` (${response.status})` : ""}\n`,
    );
    return 1;
  }
  const stats = (await response.json()) as Record<string, unknown>;
  if (given.json) process.stdout.write(`${JSON.stringify(stats, null, 2)}\n`);
  else
    for (const [name, value] of Object.entries(stats))
      process.stdout.write(`${name.padEnd(30)} ${JSON.stringify(value)}\n`);
  return 0;
}

if (process.argv[1] !== undefined && fileURLToPath(import.meta.url) === realpathSync(process.argv[1])) {
  process.exitCode = await run(process.argv.slice(2));
  process.exit();
}

export { run };
