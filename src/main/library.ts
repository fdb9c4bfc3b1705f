/** The cache for a program that imports it: the gateway's parts without listeners and without upstream. */
import { accessSync, closeSync, constants, openSync, readSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { systemClock } from "../adapters/system.ts";
import { type Config, configOf, dataPath, type Environment, formatFaults } from "../config.ts";
import { UNMEASURED_THRESHOLD } from "../core/learned.ts";
import { readPurge } from "../core/purge.ts";
import type { RequestRecord } from "../core/record.ts";
import { UpstreamFault } from "../errors.ts";
import { callerIn } from "../gateway/caller.ts";
import { KeptEvidence } from "../gateway/evidence.ts";
import { explainCall } from "../gateway/explain-call.ts";
import { formDigest } from "../gateway/form.ts";
import { AnswerLabeller } from "../label/labeller.ts";
import { refuseOthers } from "../library/asked.ts";
import { Lookups } from "../library/cache.ts";
import { wordsIn } from "../library/content.ts";
import { AwaitedAnswers } from "../library/labelled.ts";
import { type Call, missedRecord, type OnCall, servedRecord } from "../library/told.ts";
import type { IntegratedCache, IntegratedCacheOptions, PurgeOptions } from "../library/types.ts";
import { errorCode, fieldsOf } from "../narrow.ts";
import { type AnsweringParts, feedbackOf, labelTells, reporterOf, requestDeps } from "./data-plane.ts";
import { madeFolder } from "./private-files.ts";
import type { UpstreamsPart } from "./upstreams.ts";

export type LibraryParts = AnsweringParts;

/** The configuration made from the options. Throws an Error that names every fault. */
export function libraryConfig(options: IntegratedCacheOptions, env: Environment): Config {
  refuseOthers(options, OPTIONS);
  const given = fieldsOf(options);
  const config = blockOf(given["config"], "config");
  const migration = blockOf(config["cache_migration"], "config.cache_migration");
  const { enable_semantic: semantic, enable_traditional: traditional } = options;
  const value = defined({
    ...config,
    cache_migration: {
      // A program that imports the cache wants its answers served; a file may still say otherwise.
      traffic_percentage: 100,
      ...migration,
      ...(semantic === undefined ? {} : { enable_semantic_cache: semantic }),
      ...(traditional === undefined ? {} : { enable_traditional: traditional }),
      semantic_cache: {
        ...blockOf(migration["semantic_cache"], "config.cache_migration.semantic_cache"),
        ...blockOf(given["semantic_cache_config"], "semantic_cache_config"),
      },
    },
  });
  const loaded = configOf(fieldsOf(value), env);
  if (!loaded.ok) throw new TypeError(formatFaults(loaded.faults));
  if (loaded.config.cache_migration.traffic_percentage === "auto")
    throw new TypeError(
      "config.cache_migration.traffic_percentage: auto checks served answers against upstream, which a library has none of; name a percentage from 0 to 100",
    );
  return loaded.config;
}

/** The fields of what may be left out. Anything else than an object would be taken for an empty one. */
function blockOf(value: unknown, name: string): Record<string, unknown> {
  if (value === undefined || (typeof value === "object" && value !== null && !Array.isArray(value)))
    return fieldsOf(value);
  throw new TypeError(
    `${name}: ${JSON.stringify(value) ?? typeof value}; an object in the shape of the file`,
  );
}

const OPTIONS: ReadonlySet<string> = new Set([
  "enable_semantic",
  "enable_traditional",
  "semantic_cache_config",
  "config",
]);

/** The value without members that are undefined. */
function defined(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) =>
      member === undefined ? [] : [[name, defined(member)]],
    ),
  );
}

/** Environment variables that the library reads; those of ports and upstreams hold for a gateway only. */
const OBEYED = /^(?:SEMBLANCE_(?:DATA_DIR|SECRET|REDIS_URL|LOG_LEVEL|GENAI_CONVENTIONS)|OTEL_.*)$/;

export function libraryEnvironment(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([name]) => OBEYED.test(name)));
}

const SQLITE_HEAD = "SQLite format 3\0";

/** Throws an Error that names the path where the file cannot be used; a gateway would serve from memory then. */
export function refuseBadPath(config: Config, env: Environment): void {
  const { enable_redis: redis, db_path } = config.cache_migration.semantic_cache;
  if (redis) return;
  const path = dataPath(env, db_path);
  const refuse = (why: string): never => {
    throw new Error(`semantic_cache_config.db_path: ${path} ${why}`);
  };
  try {
    madeFolder(dirname(path));
  } catch (error) {
    refuse(`cannot be made: ${dirname(path)} is no folder, or may not be written (${errorCode(error)})`);
  }
  const there = statSync(path, { throwIfNoEntry: false });
  if (there === undefined) return;
  if (!there.isFile()) refuse("is a folder, or no file");
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
  } catch (error) {
    refuse(`may not be read and written (${errorCode(error)})`);
  }
  if (there.size > 0 && headOf(path) !== SQLITE_HEAD) refuse("is a file of another program");
}

function headOf(path: string): string {
  const file = openSync(path, "r");
  try {
    const head = Buffer.alloc(SQLITE_HEAD.length);
    readSync(file, head, 0, head.length, 0);
    return head.toString("latin1");
  } finally {
    closeSync(file);
  }
}

/** Upstreams of a library: every call rejects, as it has none. */
export function noUpstreams(): UpstreamsPart {
  const none = () => Promise.reject(new UpstreamFault("unreachable", "a library asks no upstream"));
  const upstream = { name: "none", request: none, upgrade: () => {}, close: async () => {} };
  return {
    pick: () => ({ upstream, baseUrl: "library", apiKey: null, askUsage: false }),
    async [Symbol.asyncDispose]() {},
  };
}

/** Makes the cache from its parts. `end` ends them all. */
export function startLibrary(parts: LibraryParts, end: () => Promise<void>): IntegratedCache {
  const { configuration, telemetry, learning, storage, keeping } = parts;
  const feedback = feedbackOf(parts);
  const deps = requestDeps(parts, null, feedback);
  const { log_content: keepsText } = configuration.current.cache_migration.monitoring;
  const evidence = new KeptEvidence(
    () => learning.policy.standing,
    () => keepsText,
  );
  const labeller = labellerOf(parts, deps);
  const semanticFrom = semanticFromOf(configuration.current);
  const on = onCalls(parts, deps, evidence, new AwaitedAnswers(labeller));
  const lookups = new Lookups({ ...deps, semanticFrom, on });
  const explaining = { ...deps, standing: () => learning.policy.standing };
  let closing: Promise<void> | null = null;
  const open = async <T>(work: () => T | Promise<T>): Promise<T> => {
    if (closing !== null) throw new Error("the cache is closed");
    return work();
  };
  const close = (): Promise<void> => (closing ??= labeller.close().then(end));
  return {
    get: (question, context) => open(() => lookups.get(question, context)),
    set: (question, response, options) => open(() => lookups.set(question, response, options)),
    getStats: () => telemetry.stats.read(),
    feedback: (of) =>
      open(() => {
        const { owner, facts } = callerIn([], null, learning.policy.settings, storage.secret);
        return feedback.report(owner, facts.tenant, of);
      }),
    purge: (given) => open(() => purged(given, keeping)),
    explain: (of) => open(() => explainCall(explaining, evidence, explainAsked(of))),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** What `explain` asks, as `POST /admin/explain` has it. */
function explainAsked(of: unknown): object {
  const given = fieldsOf(of);
  const [name = "", ...more] = Object.keys(given);
  if (more.length > 0 || (name !== "request" && name !== "pair"))
    throw new TypeError("explain: an object with request (as `metadata` has it) or pair ([stored, asked])");
  return name === "pair" ? given : { request_id: given["request"] };
}

/** Listener that counts each call, keeps its explanation, and passes it to the measurement. */
function onCalls(
  parts: LibraryParts,
  { remember }: ReturnType<typeof requestDeps>,
  evidence: KeptEvidence,
  awaited: AwaitedAnswers,
): OnCall {
  const reporter = reporterOf(parts);
  const report = (record: RequestRecord, call: Call): void => {
    reporter.report(record);
    const { settings, look, policy, ask, identity, received } = call;
    const identified = ask && identity ? { policy, ask, identity } : null;
    evidence.keep(record, { settings, look, identified, watch: received.watch });
  };
  return {
    served(call, found, why, served) {
      report(servedRecord(call, found, why, served), call);
      if (call.identity === null) return;
      const { key } = call.identity;
      const { owner, facts } = call.caller;
      const { tier: outcome, entry } = found;
      const { tenant } = facts;
      remember(call.request, { owner, tenant, key, entry: entry.id, outcome, form: served.form });
    },
    missed(call, missed) {
      report(missedRecord(call, missed), call);
      awaited.missed(call, missed);
    },
    stored(call, text, isKept) {
      parts.telemetry.stats.saved(isKept);
      awaited.stored(call, text);
    },
  };
}

function semanticFromOf({ cache_migration: { semantic_cache: cache } }: Config): number {
  const { similarity_threshold: floor } = cache;
  return floor === "auto" ? UNMEASURED_THRESHOLD : floor;
}

function purged(given: PurgeOptions, keeping: LibraryParts["keeping"]) {
  const asked = readPurge(given);
  if ("problem" in asked) throw new TypeError(asked.problem);
  return keeping.purge(asked.conditions, asked.dryRun, "library");
}

/** A labeller for answers found but not served; it makes no calls to check served ones. */
function labellerOf(
  parts: LibraryParts,
  { store, secret, verifier, turns, onFault }: ReturnType<typeof requestDeps>,
): AnswerLabeller {
  const tells = labelTells(parts);
  const { measuring } = tells;
  return new AnswerLabeller({
    ...tells,
    measuring: {
      observe: (of) => measuring.observe(of),
      doubleAsked: (different, tenant) => measuring.doubleAsked(different, tenant),
      knownPair: (same) => measuring.knownPair(same),
      checkChance: 0,
      doubleChance: 0,
    },
    ...{ clock: systemClock, verifier, onFault },
    storedText: async (facts) => {
      const entry = await store.getById(facts.id, systemClock.nowMs());
      return entry && wordsIn(entry);
    },
    form: (scope, question) => formDigest(secret, verifier, scope, question),
    later: () => turns.later(),
  });
}
