/** How questions are found and compared by meaning: embedder, index of vectors, verifier of pairs, second look. */

import { type Builtin, loadBuiltin } from "../adapters/embedder-builtin.ts";
import { type AutoIndex, createAutoIndex } from "../adapters/index-auto.ts";
import { systemClock } from "../adapters/system.ts";
import type { Config } from "../config.ts";
import { createWordJudge, type WordJudge } from "../core/judge/judge.ts";
import { Catalog } from "../gateway/catalog.ts";
import { type Eviction, leastRecentlyUsed, leastValuable } from "../gateway/eviction.ts";
import { RefusedPairs } from "../gateway/refused-pairs.ts";
import { TenantShares } from "../gateway/tenant-shares.ts";
import type { EntryFacts, EntryId } from "../model.ts";
import type { PriceOf } from "../observe/money.ts";
import type { Embedder, SecondLook } from "../ports.ts";
import type { Configuration } from "./configuration.ts";
import {
  type CalibratedVerifier,
  calibratedVerifier,
  embedderOf,
  indexKind,
  judgeVectorsOf,
  type MeaningDeps,
  secondLookOf,
} from "./embedders.ts";
import { Signal } from "./signal.ts";
import { pricesOf, type Spending } from "./spending.ts";
import type { Storage } from "./storage.ts";
import type { Telemetry } from "./telemetry.ts";

export interface Meaning extends AsyncDisposable {
  readonly builtin: Builtin;
  /** Compares two answers by their words, without a model. */
  readonly words: WordJudge;
  readonly embedder: Embedder;
  /** The name under which calibrations of this embedder are kept. */
  readonly embedderName: string;
  readonly verifier: CalibratedVerifier;
  /** Null: none is configured. */
  readonly secondLook: SecondLook | null;
  /** The judge's model of sentences on this machine; null: none is configured. */
  readonly judgeVectors: Embedder | null;
  readonly catalog: Catalog;
  readonly refusedPairs: RefusedPairs;
  readonly index: AutoIndex;
  /** Emitted when a remote embedder works again. Answers stored while it failed have no vector yet. */
  readonly embedderReturned: Signal;
  /** Emitted with an entry's id when the entry has left the catalog, so that no look-up finds it any more. */
  readonly entryLeft: Signal<EntryId>;
}

export async function startMeaning(
  configuration: Configuration,
  { log, onFault, onAlert, provide }: Telemetry,
  { store }: Storage,
  spending: Pick<Spending, "take" | "billed">,
): Promise<Meaning> {
  const { current: config, env } = configuration;
  const embedderReturned = new Signal();
  const entryLeft = new Signal<EntryId>();
  const remote: MeaningDeps = {
    config,
    env,
    clock: systemClock,
    onChange(part, on, why) {
      if (on) onAlert(`${part}-on`, `the ${part} answers rightly again`);
      else onAlert(`${part}-off`, `the ${part} is off until it answers rightly: ${why}`);
      if (on && part === "embedder") embedderReturned.emit();
    },
    onSpent: (purpose, model, inputTokens) =>
      spending.billed(model, { inputTokens, outputTokens: 0 }, purpose),
  };
  const builtin = await loadBuiltin();
  const { embedder, name: embedderName } = await embedderOf(remote, builtin.embedder);
  const secondLook = await secondLookOf(remote, spending.take);
  const judgeVectors = await judgeVectorsOf(remote);
  const index = createAutoIndex({
    kind: indexKind(config),
    onNote: (note) => log.warn({ part: "index" }, note),
  });
  const catalog = catalogOf(configuration, index, entryLeft);
  provide({
    entriesSemantic: () => catalog.size,
    graphEntries: () => index.graphed,
    graphLag: () => index.lagging,
  });
  const words = createWordJudge(builtin.lexicon, builtin.pairModel, builtin.thesaurus);
  const preparing = prepareLater(words);
  return {
    builtin,
    words,
    embedder,
    embedderName,
    verifier: calibratedVerifier(builtin.lexicon, builtin.pairModel),
    secondLook,
    judgeVectors,
    catalog,
    refusedPairs: new RefusedPairs(store, (entry) => {
      catalog.remove(entry);
      store.delete(entry).catch((error) => onFault("store", error));
    }),
    index,
    embedderReturned,
    entryLeft,
    async [Symbol.asyncDispose]() {
      preparing[Symbol.dispose]();
      await Promise.allSettled([embedder.close(), secondLook?.close(), judgeVectors?.close()]);
      index.close();
    },
  };
}

/** Milliseconds after which the gateway has started, and may prepare for what comes. */
const STARTED_MS = 2_000;
/** Milliseconds between two pieces of it. */
const PAUSE_MS = 2;

/**
 * Has the judge read its tables once the start is over, in pieces that no request notices. They are a tenth of a start's
 * CPU time, and the first answer is judged later.
 */
function prepareLater(words: Pick<WordJudge, "prepare">): Disposable {
  const turn = () => {
    if (words.prepare()) next(PAUSE_MS);
  };
  let timer: NodeJS.Timeout;
  const next = (ms: number) => {
    timer = setTimeout(turn, ms).unref();
  };
  next(STARTED_MS);
  return { [Symbol.dispose]: () => clearTimeout(timer) };
}

function evictionName(config: Config): "value" | "lru" {
  return config.cache_migration.semantic_cache.eviction;
}

function sharesOf(config: Config): TenantShares {
  return new TenantShares(config.cache_migration.semantic_cache.per_tenant_share, () => evictionOf(config));
}

function evictionOf(config: Config): Eviction {
  return evictionName(config) === "lru" ? leastRecentlyUsed() : leastValuable();
}

/**
 * USD per million tokens of a model without a known price, so that long answers are still worth more than short ones.
 */
const UNKNOWN_PRICE = { input: 1, output: 4 };

/** What a hit saves, in millionths of a dollar, at least 1. An answer without usage counts as 1. */
function worthBy(priceOf: PriceOf): (facts: EntryFacts) => number {
  return ({ model, usage }) => {
    const { input, output } = priceOf(model) ?? UNKNOWN_PRICE;
    return Math.max(1, (usage?.inputTokens ?? 0) * input + (usage?.outputTokens ?? 0) * output);
  };
}

function catalogOf(configuration: Configuration, index: AutoIndex, entryLeft: Signal<EntryId>): Catalog {
  const limitsOf = ({ cache_migration: { semantic_cache: limits } }: Config) =>
    [limits.max_memory_entries, limits.max_memory_bytes] as const;
  const { current } = configuration;
  const [entriesMax, bytesMax] = limitsOf(current);
  const keeping = {
    eviction: evictionOf(current),
    worthOf: worthBy(pricesOf(configuration)),
    shares: sharesOf(current),
  };
  const catalog = new Catalog(index, entriesMax, entryLeft.emit, bytesMax, keeping);
  configuration.onReload((next) => {
    const { current: now } = configuration;
    const isOther = evictionName(next) !== evictionName(now) || sharesOf(next).share !== sharesOf(now).share;
    return {
      commit() {
        if (isOther) catalog.evictBy(evictionOf(next), sharesOf(next));
        catalog.resize(...limitsOf(next));
      },
    };
  });
  return catalog;
}
