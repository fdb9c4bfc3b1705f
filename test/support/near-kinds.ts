/** Tests of near questions by kind, as what ships reads them: which are served at the default threshold, and which are not. */
import { describe, expect, it } from "vitest";
import { loadBuiltin } from "../../src/adapters/embedder-builtin.ts";
import { createVerifier } from "../../src/core/verify/verifier.ts";

const { lexicon, pairModel } = await loadBuiltin();
const verifier = createVerifier(lexicon, pairModel);
const THRESHOLD = 0.85;

export interface NearKind {
  readonly kind: string;
  /** Pairs that want another answer. */
  readonly other: readonly (readonly [string, string])[];
  readonly same: readonly (readonly [string, string])[];
}

export function isServed(stored: string, asked: string): boolean {
  const { veto, probability } = verifier.compare(stored, asked, 1);
  return veto === null && probability >= THRESHOLD;
}

/** The kind with its pairs that are one question the other way round, too. */
export function bothWays(kind: NearKind): NearKind {
  const turned = kind.same.map(([a, b]) => [b, a] as const);
  return { ...kind, same: [...kind.same, ...turned] };
}

/** A test for each pair: no other question is served, either way round, and the same one is. */
export function partsByKind(kinds: readonly NearKind[]): void {
  describe.each(kinds)("$kind", ({ other, same }) => {
    it.each(other)("makes another question: %s / %s", (stored, asked) => {
      expect([isServed(stored, asked), isServed(asked, stored)]).toEqual([false, false]);
    });

    it.each(same)("is served where nothing differs: %s / %s", (stored, asked) => {
      expect(isServed(stored, asked)).toBe(true);
    });
  });
}
