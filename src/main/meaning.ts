/** How questions are found and compared by meaning: embedder, index of vectors, verifier of pairs, second look. */

import { type Builtin, loadBuiltin } from "../adapters/embedder-builtin.ts";
import { type AutoIndex, createAutoIndex } from "../adapters/index-auto.ts";
import { systemClock } from "../adapters/system.ts";
import { createWordJudge, type WordJudge } from "../core/judge/judge.ts";
import { Catalog } from "../gateway/catalog.ts";
import { RefusedPairs } from "../gateway/refused-pairs.ts";
import type { EntryId } from "../model.ts";
import type { Embedder, SecondLook } from "../ports.ts";
import type { Configuration } from "./configuration.ts";
import {
  type CalibratedVerifier,
  calibratedVerifier,
  embedderOf,
  indexKind,
  secondLookOf,
} from "./embedders.ts";
import { Signal } from "./signal.ts";
import type { Spending } from "./spending.ts";
import type { Storage } from "./storage.ts";
import type { Telemetry } from "./telemetry.ts";

export interface Meaning extends AsyncDisposable {
  readonly builtin: Builtin;
  /** Of answers. */
  readonly words: WordJudge;
  readonly embedder: Embedder;
  /** By which the embedder's calibration is found. */
  readonly embedderName: string;
  readonly verifier: CalibratedVerifier;
  /** Null: none is configured. */
  readonly secondLook: SecondLook | null;
  readonly catalog: Catalog;
  readonly refusedPairs: RefusedPairs;
  readonly index: AutoIndex;
  /** A remote embedder was off and answers rightly again: what was stored meanwhile has no vector yet. */
  readonly embedderReturned: Signal;
  /** An entry can be found no more. */
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
  const remote = {
    config,
    env,
    clock: systemClock,
    onChange(part: "embedder" | "second-look", on: boolean, why: string) {
      if (on) onAlert(`${part}-on`, `the ${part} answers rightly again`);
      else onAlert(`${part}-off`, `the ${part} is off until it answers rightly: ${why}`);
      if (on && part === "embedder") embedderReturned.emit();
    },
    onSpent(purpose: "embedding" | "second-look", model: string, inputTokens: number) {
      spending.billed(model, { inputTokens, outputTokens: 0 }, purpose);
    },
  };
  const builtin = await loadBuiltin();
  const { embedder, name: embedderName } = await embedderOf(remote, builtin.embedder);
  const secondLook = await secondLookOf(remote, spending.take);
  const index = createAutoIndex({
    kind: indexKind(config),
    onNote: (note) => log.warn({ part: "index" }, note),
  });
  const limitsOf = ({ cache_migration: { semantic_cache: limits } }: typeof config) =>
    [limits.max_memory_entries, limits.max_memory_bytes] as const;
  const [entriesMax, bytesMax] = limitsOf(config);
  const catalog = new Catalog(index, entriesMax, entryLeft.emit, bytesMax);
  configuration.onReload((next) => ({ commit: () => catalog.resize(...limitsOf(next)) }));
  provide({
    entriesSemantic: () => catalog.size,
    graphEntries: () => index.graphed,
    graphLag: () => index.lagging,
  });
  return {
    builtin,
    words: createWordJudge(builtin.lexicon, builtin.pairModel, builtin.thesaurus),
    embedder,
    embedderName,
    verifier: calibratedVerifier(builtin.lexicon, builtin.pairModel),
    secondLook,
    catalog,
    refusedPairs: new RefusedPairs(store, (entry) => {
      catalog.remove(entry);
      store.delete(entry).catch((error) => onFault("store", error));
    }),
    index,
    embedderReturned,
    entryLeft,
    async [Symbol.asyncDispose]() {
      await Promise.allSettled([embedder.close(), secondLook?.close()]);
      index.close();
    },
  };
}
