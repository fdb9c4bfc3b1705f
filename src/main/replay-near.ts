/** The shared neighbours of a replay: the gateway's own index of a scope, which catches up before it is asked again. */
import { hnswAvailable } from "../adapters/index-hnsw.ts";
import { ScopeIndex } from "../adapters/index-scope.ts";
import { type NearQuestion, type NearSource, SHARED_NEIGHBOURS } from "../cli/replay/near.ts";
import type { EntryId, Key, Scope } from "../model.ts";
import type { Neighbour } from "../ports.ts";

/** Vectors in a scope from which on there is a graph, as index-auto.ts has it. */
const GRAPH_FROM = 2_000;

export class NearIndex {
  readonly #scopes = new Map<Scope, ScopeIndex>();
  readonly #scopeOf = new Map<Key, Scope>();
  readonly #graphFrom = hnswAvailable() ? GRAPH_FROM : Number.POSITIVE_INFINITY;

  ask(block: readonly NearQuestion[], drop: readonly Key[]): Neighbour[][] {
    for (const key of drop) this.#remove(key);
    return block.map((question) => this.#one(question));
  }

  #one({ scope, key, vector, add }: NearQuestion): Neighbour[] {
    let index = this.#scopes.get(scope);
    const near = index?.search(vector, SHARED_NEIGHBOURS) ?? [];
    if (!add || this.#scopeOf.has(key)) return near;
    if (index === undefined) {
      index = new ScopeIndex(vector.length, this.#graphFrom, () => {});
      this.#scopes.set(scope, index);
    }
    index.add(key as string as EntryId, vector);
    this.#scopeOf.set(key, scope);
    if (index.behind) index.work(() => false);
    return near;
  }

  #remove(key: Key): void {
    const scope = this.#scopeOf.get(key);
    const index = scope === undefined ? undefined : this.#scopes.get(scope);
    if (scope === undefined || index === undefined) return;
    this.#scopeOf.delete(key);
    index.remove(key as string as EntryId);
    if (index.size === 0) this.#scopes.delete(scope);
  }
}

/** In this thread. */
export function nearHere(): NearSource {
  const index = new NearIndex();
  return { ask: async (block, drop) => index.ask(block, drop), close: async () => {} };
}
