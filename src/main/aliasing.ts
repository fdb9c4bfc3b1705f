/** Wordings that labels confirm become aliases of the answer, and one label against it takes them away. */
import { EMBED_MS_MAX } from "../gateway/save.ts";
import type { JudgedPair } from "../label/deps.ts";
import type { EntryId, Key } from "../model.ts";
import type { Configuration } from "./configuration.ts";
import type { Learning } from "./learning.ts";
import type { Meaning } from "./meaning.ts";
import type { Telemetry } from "./telemetry.ts";

export interface AliasingParts {
  readonly configuration: Pick<Configuration, "current" | "onReload">;
  readonly telemetry: Pick<Telemetry, "onFault">;
  readonly meaning: Pick<Meaning, "catalog" | "embedder">;
  readonly learning: Pick<Learning, "labelled" | "confirmedPairs">;
}

/** Told of each judged pair, once it is kept as a label. Never throws, and nobody waits. */
export function createAliasing({
  configuration,
  telemetry,
  meaning,
  learning,
}: AliasingParts): (pair: JudgedPair) => void {
  const { catalog, embedder } = meaning;
  const perEntry = () => configuration.current.cache_migration.semantic_cache.aliases_per_entry;
  // Callers' reports come as labels too.
  learning.labelled.on(({ tier, verdict, entry }) => {
    if (tier === "semantic" && verdict !== "same") catalog.removeAliases(entry as EntryId);
  });
  configuration.onReload(() => ({
    commit() {
      if (perEntry() === 0) catalog.removeAllAliases();
    },
  }));
  const isConfirmed = ({ entry, question, form = null }: JudgedPair) =>
    learning.confirmedPairs.labelsFor(entry as EntryId, question as Key, () => form) > 0;
  const add = async (pair: JudgedPair): Promise<void> => {
    const { entry, texts } = pair;
    if (texts === null) return;
    const vector = await embedder.embed(texts.asked, EMBED_MS_MAX);
    // A label may have come meanwhile.
    if (perEntry() > 0 && isConfirmed(pair))
      catalog.addAlias(entry as EntryId, texts.asked, vector, perEntry());
  };
  return (pair) => {
    if (perEntry() === 0 || pair.tier !== "semantic" || pair.verdict !== "same" || !isConfirmed(pair)) return;
    add(pair).catch((error) => telemetry.onFault("embedder", error));
  };
}
