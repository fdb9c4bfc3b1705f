/**
 * The integration, step by step: checks what is needed, writes a configuration, starts the gateway with it, tests it,
 * and shows how to use it. A step that fails says what to do about it, and what the run made until then is removed
 * again.
 */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Config, dataPath, type Environment, formatFaults, keyIn, loadConfig } from "../config.ts";
import { messageOf } from "../narrow.ts";
import { completed, type FoundThere, newConfig } from "./config-text.ts";
import { frameworksIn } from "./frameworks.ts";
import { functionalTest, type Tested } from "./functional-test.ts";
import { folderAt, isPortFree, redisAnswers, upstreamAt } from "./probes.ts";
import { type Check, INTEGRATE_WORDS, type IntegrateWords } from "./words.ts";

export interface IntegrateIo {
  /** Prints one line, given without its end. */
  readonly write: (line: string) => void;
  readonly lang: keyof typeof INTEGRATE_WORDS;
  readonly env: Environment;
  /** The application's folder. */
  readonly folder: string;
  readonly dryRun: boolean;
  /** Asks the person a yes-or-no question; null: nobody is asked. */
  readonly confirm: ((question: string) => Promise<boolean>) | null;
  readonly start: (config: Config) => Promise<TestGateway>;
}

export interface TestGateway {
  readonly baseUrl: string;
  readonly adminUrl: string;
  close(): Promise<void>;
}

/** What the steps have found out so far. */
interface State {
  readonly io: IntegrateIo;
  readonly say: IntegrateWords;
  readonly path: string;
  /** Functions that undo what the steps did, called newest first where a step fails. */
  readonly undo: (() => void)[];
  readonly holds: Set<Check>;
  config: Config | null;
  tested: Tested | null;
  stats: Readonly<Record<string, unknown>>;
}

/** Thrown to end a failed step whose message was printed already. */
class StepFailed extends Error {}

/** The configuration's name in the application's folder; `semblance serve` looks for it there. */
const CONFIG_NAME = "semblance.yaml";
const FREE_BYTES_WANTED = 2_000_000_000;

/** Runs all steps. Resolves to true where every one succeeded. Never rejects. */
export async function integrate(io: IntegrateIo): Promise<boolean> {
  const say = INTEGRATE_WORDS[io.lang];
  const state: State = {
    ...{ io, say, path: join(io.folder, CONFIG_NAME), undo: [], holds: new Set<Check>() },
    ...{ config: null, tested: null, stats: {} },
  };
  const steps = io.dryRun
    ? [checkDependencies, configure]
    : [checkDependencies, configure, monitor, test, point, measure, goOn];
  io.write(say.title);
  const interrupted = (): void => {
    takeBack(state);
    process.exit(1);
  };
  process.once("SIGINT", interrupted).once("SIGTERM", interrupted);
  try {
    for (const [i, step] of steps.entries()) {
      io.write("");
      io.write(`${say.step} ${i + 1}: ${say.steps[i]}`);
      if (!(await isDone(state, step))) {
        takeBack(state);
        io.write("");
        io.write(`❌ ${say.failed(i + 1)}`);
        return false;
      }
    }
  } finally {
    process.removeListener("SIGINT", interrupted).removeListener("SIGTERM", interrupted);
  }
  io.write("");
  io.write(io.dryRun ? say.dry : say.done);
  return true;
}

async function isDone(state: State, step: (state: State) => void | Promise<void>): Promise<boolean> {
  try {
    await step(state);
    return true;
  } catch (error) {
    if (!(error instanceof StepFailed)) bad(state, messageOf(error));
    return false;
  }
}

function takeBack({ undo }: State): void {
  for (const each of undo.splice(0).reverse()) each();
}

const good = ({ io }: State, text: string) => io.write(`   ✅ ${text}`);
const warn = ({ io }: State, text: string) => io.write(`   ⚠️  ${text}`);
const bad = ({ io }: State, text: string) => io.write(`   ❌ ${text}`);

function fail(state: State, text: string): never {
  bad(state, text);
  throw new StepFailed(text);
}

async function checkDependencies(state: State): Promise<void> {
  const { say, holds } = state;
  const config = configAsFound(state);
  good(state, say.node(process.versions.node));
  for (const [port, name] of [
    [config.listen.port, "SEMBLANCE_PORT"],
    [config.admin.port, "SEMBLANCE_ADMIN_PORT"],
  ] as const) {
    if (!(await isPortFree("127.0.0.1", port))) fail(state, say.portTaken(port, name));
    good(state, say.portFree(port, name));
  }
  await checkFolder(state);
  await checkRedis(state, config);
  await checkUpstream(state, config);
  holds.add("dependencies");
}

/** The owner's file with the environment over it; the defaults where there is no file yet. */
function configAsFound(state: State): Config {
  const { io, path, say } = state;
  const loaded = loadConfig({ path: existsSync(path) ? path : null, env: io.env });
  if (loaded.ok) return loaded.config;
  bad(state, say.configBad(path));
  for (const line of formatFaults(loaded.faults).split("\n")) state.io.write(`      ${line}`);
  throw new StepFailed();
}

async function checkFolder(state: State): Promise<void> {
  const { io, say } = state;
  const path = dataPath(io.env, "storage");
  const { writable, freeBytes } = await folderAt(path);
  if (!writable) fail(state, say.folderBad(resolve(path, "..")));
  const free = `${(freeBytes / 1e9).toFixed(1)} GB`;
  if (freeBytes < FREE_BYTES_WANTED) warn(state, say.diskLow(path, free));
  else good(state, say.folderGood(path, free));
}

async function checkRedis(state: State, config: Config): Promise<void> {
  const { io, say } = state;
  const { enable_redis, redis_url, redis } = config.cache_migration.semantic_cache;
  if (!enable_redis && !io.env["SEMBLANCE_REDIS_URL"]) return good(state, say.redisOff);
  // Without the URL's credentials, which must not be shown.
  const { protocol, host } = new URL(redis_url);
  const nodes = redis.nodes.length > 0 ? redis.nodes : [host];
  const urls = nodes.map((node) => `${redis.tls ? "rediss:" : protocol}//${node}`);
  const answering = await Promise.all(urls.map(redisAnswers));
  const at = answering.indexOf(true);
  if (at < 0) fail(state, say.redisBad(urls.join(", ")));
  good(state, say.redisGood(urls[at]!));
}

async function checkUpstream(state: State, config: Config): Promise<void> {
  const { io, say, holds } = state;
  const url = upstreamOf(io.env, config);
  const key = keyIn(io.env, "OPENAI_API_KEY");
  if (url === "demo") good(state, say.upstreamDemo);
  else {
    const answer = await upstreamAt(url, key);
    if ("why" in answer) fail(state, say.upstreamBad(url, answer.why));
    if (key !== null && (answer.status === 401 || answer.status === 403)) fail(state, say.keyRefused(url));
    good(state, say.upstreamGood(url, answer.status));
  }
  if (key === null) return warn(state, say.keyNone);
  holds.add("key");
  good(state, say.keyGood);
}

/** The upstream to use. Where a key is set and no upstream is named, the one that the key is for is meant. */
function upstreamOf(env: Environment, { upstream }: Config): string {
  if (env["SEMBLANCE_UPSTREAM"] || upstream.base_url !== "demo") return upstream.base_url;
  return keyIn(env, "OPENAI_API_KEY") ? "https://api.openai.com/v1" : "demo";
}

async function configure(state: State): Promise<void> {
  const { io, say, path, undo, holds } = state;
  const config = configAsFound(state);
  const { enable_redis, redis_url } = config.cache_migration.semantic_cache;
  const found: FoundThere = {
    upstream: upstreamOf(io.env, config),
    port: config.listen.port,
    adminPort: config.admin.port,
    redisUrl: enable_redis || io.env["SEMBLANCE_REDIS_URL"] ? redis_url : null,
  };
  const before = existsSync(path) ? readFileSync(path, "utf8") : null;
  const text = before === null ? newConfig(found, say.about) : (completed(before, found) ?? before);
  if (io.dryRun) {
    io.write(`   ${say.configWould(path)}`);
    for (const line of text.trimEnd().split("\n")) io.write(`      ${line}`);
    return;
  }
  if (text !== before) {
    if (io.confirm !== null && !(await io.confirm(say.ask(path)))) fail(state, say.declined);
    undo.push(() => (before === null ? rmSync(path, { force: true }) : writeFileSync(path, before)));
    writeFileSync(path, text);
  }
  state.config = configAsFound(state);
  holds.add("config");
  good(
    state,
    before === null
      ? say.configNew(path)
      : text === before
        ? say.configKept(path)
        : say.configCompleted(path),
  );
  readyStorage(state);
}

/**
 * Where there is no storage folder yet, has it removed, with all that the gateway makes in it, if a later step fails.
 */
function readyStorage({ io, undo, holds }: State): void {
  const storage = dataPath(io.env, "storage");
  if (!existsSync(storage)) undo.push(() => rmSync(storage, { recursive: true, force: true }));
  holds.add("storage");
}

async function monitor(state: State): Promise<void> {
  const { say, holds } = state;
  const config = configNow(state);
  const gateway = await startedWith(state, config);
  try {
    good(state, say.started(gateway.baseUrl, gateway.adminUrl));
    state.tested = await functionalTest(gateway.baseUrl, gateway.adminUrl, config.admin.token);
    const response = await fetch(`${gateway.adminUrl}/admin/stats`, {
      headers: config.admin.token === "" ? {} : { authorization: `Bearer ${config.admin.token}` },
    });
    state.stats = (await response.json()) as State["stats"];
    if (config.cache_migration.monitoring.metrics_collection) holds.add("monitoring");
  } finally {
    await gateway.close();
  }
  const { alerts } = config.cache_migration.monitoring;
  if (alerts.webhook || alerts.slack || alerts.email) holds.add("alerts");
  const { use_integrated_cache: serves, traffic_percentage: percentage } = config.cache_migration;
  // With "auto" the percentage rises from 0 where there is an upstream, and is 100 where there is none.
  const isUp = percentage === "auto" ? config.upstream.base_url === "demo" : percentage > 0;
  if (serves && isUp) holds.add("serving");
}

function configNow(state: State): Config {
  if (state.config === null) throw new Error("no configuration was made");
  return state.config;
}

/**
 * Starts the gateway for this machine alone and with every caller inside the percentage, so that the test is about the
 * cache and not the percentage.
 */
async function startedWith(state: State, config: Config): Promise<TestGateway> {
  const { cache_migration: cache } = config;
  const tried: Config = {
    ...config,
    listen: { ...config.listen, host: "127.0.0.1" },
    admin: { ...config.admin, host: "127.0.0.1" },
    auth: { mode: "passthrough", keys: [] },
    cache_migration: {
      ...cache,
      ...{ enable_traditional: true, enable_semantic_cache: true, use_integrated_cache: true },
      ...{ enable_background_save: true, traffic_percentage: 100 },
    },
  };
  try {
    return await state.io.start(tried);
  } catch (error) {
    return fail(state, state.say.notStarted(messageOf(error)));
  }
}

function test(state: State): void {
  const { say, tested, holds } = state;
  if (tested === null) throw new Error("nothing was tested");
  if (!tested.stored) fail(state, say.missed("not stored"));
  good(state, say.stored);
  const { outcome, reason, confidence } = tested.hit;
  if (outcome === null) fail(state, say.missed(reason));
  good(state, say.hit(outcome, confidence));
  for (const trap of tested.traps) {
    if (trap.outcome !== null) fail(state, say.trapServed(trap.question));
    good(state, say.trapRefused(trap.question, trap.reason));
  }
  good(state, say.removed);
  holds.add("tested");
}

function point(state: State): void {
  const { io, say } = state;
  const { host, port } = configNow(state).listen;
  const url = `http://${host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host}:${port}/v1`;
  const read = (name: string) => {
    const path = join(io.folder, name);
    return existsSync(path) ? readFileSync(path, "utf8") : null;
  };
  const python = readdirSync(io.folder).filter((name) =>
    /^(?:requirements.*\.txt|pyproject\.toml|Pipfile|setup\.cfg)$/.test(name),
  );
  const frameworks = frameworksIn({
    packageJson: read("package.json"),
    python: python.flatMap((name) => read(name) ?? []),
  });
  const block = (title: string, code: string): void => {
    io.write(`   ${title}`);
    for (const line of code.split("\n")) io.write(`      ${line}`);
    io.write("");
  };
  for (const { name, snippet } of frameworks) block(say.point(name), snippet(url));
  block(
    say.library,
    `import { createIntegratedCache } from "semblance-gateway";
const cache = await createIntegratedCache();
const hit = await cache.get(question);
if (hit.content === null) await cache.set(question, await answer(question));`,
  );
}

function measure({ io, say, stats }: State): void {
  const rows = {
    requests: "total_requests",
    semantic: "semantic_hits",
    exact: "traditional_hits",
    misses: "cache_misses",
  } as const;
  for (const [name, member] of Object.entries(rows))
    io.write(`   ${say.metrics[name as keyof typeof rows]}: ${stats[member] ?? 0}`);
}

function goOn(state: State): void {
  const { io, say, holds } = state;
  io.write(`   ${say.checklist}`);
  for (const [check, text] of Object.entries(say.checks))
    io.write(`      ${holds.has(check as Check) ? "[x] ✅" : "[ ] 🔄"} ${text}`);
  io.write("");
  io.write(`   ${say.next}:`);
  const { host, port } = configNow(state).admin;
  for (const [i, step] of say.nextSteps(`http://${host}:${port}`).entries())
    io.write(`      ${i + 1}. ${step}`);
}
