/**
 * What tokens come to. A call that was not made would have cost something between two prices: with the prefix still in
 * the provider's prompt cache (warm: read there), and with it gone (cold: written there anew). How much of the input is
 * such a prefix is what the provider said when it answered.
 */
import type { Usage } from "../model.ts";

/** USD per million tokens. */
export interface Price {
  readonly input: number;
  readonly cached_input: number;
  readonly cache_write: number;
  readonly output: number;
}

/** Null for a model whose price is not known: its tokens are counted, its money is not. */
export type PriceOf = (model: string) => Price | null;

/** Purposes of calls that the gateway makes on its own account. */
export const PURPOSES = ["check", "double", "judge", "second-look", "embedding", "warming"] as const;
export type Purpose = (typeof PURPOSES)[number];

export interface Range {
  readonly warm: number;
  readonly cold: number;
}

/** Price of a call that was avoided, USD, with a warm and with a cold prompt cache. */
export function avoided(usage: Usage, price: Price): Range {
  const { inputTokens, outputTokens, cachedTokens = 0, writtenTokens = 0 } = usage;
  const prefix = Math.min(inputTokens, cachedTokens + writtenTokens);
  const rest = (inputTokens - prefix) * price.input + outputTokens * price.output;
  const costs = [(rest + prefix * price.cached_input) / 1e6, (rest + prefix * price.cache_write) / 1e6];
  // Where writing is not dearer than reading, the range is the other way round.
  return { warm: Math.min(...costs), cold: Math.max(...costs) };
}

/** Price of a call that was made, USD. */
export function billed(usage: Usage, price: Price): number {
  const { inputTokens, outputTokens, cachedTokens = 0, writtenTokens = 0 } = usage;
  const plain = Math.max(0, inputTokens - cachedTokens - writtenTokens);
  const input = plain * price.input + cachedTokens * price.cached_input + writtenTokens * price.cache_write;
  return (input + outputTokens * price.output) / 1e6;
}
