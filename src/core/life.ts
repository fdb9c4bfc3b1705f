/** How old an answer is, and whether its life can be believed. */
import type { EntryFacts } from "../model.ts";
import type { Directives } from "./directives.ts";
import type { Reason } from "./reasons.ts";

/** Longest times that the configuration gives, in ms: of a life (fresh), and of the time past it (stale). */
export interface LivesMsMax {
  readonly fresh: number;
  readonly stale: number;
}

/** Most that clocks of gateways sharing a store are taken to differ, in ms. */
const CLOCKS_APART_MS_MAX = 10_000;

/**
 * An answer from the future, or with more life than can be given, was stored under a wrong clock or another
 * configuration: how old it is, or may become, is not known.
 */
export function isPlausible(entry: EntryFacts, livesMsMax: LivesMsMax | undefined, nowMs: number): boolean {
  const { storedAtMs, expiresAtMs, staleUntilMs } = entry;
  if (storedAtMs > nowMs + CLOCKS_APART_MS_MAX) return false;
  if (livesMsMax === undefined) return true;
  return expiresAtMs - storedAtMs <= livesMsMax.fresh && staleUntilMs - expiresAtMs <= livesMsMax.stale;
}

/** Why the caller's max-age or min-fresh refuses this answer; null when neither does. */
export function tooOldFor(
  { maxAgeS, minFreshS }: Directives,
  entry: EntryFacts,
  nowMs: number,
): Reason | null {
  if (maxAgeS !== null && ageS(entry, nowMs) > maxAgeS) return "client-max-age";
  if (minFreshS !== null && (entry.expiresAtMs - nowMs) / 1000 < minFreshS) return "client-min-fresh";
  return null;
}

/** Age in whole seconds (RFC 9111 §5.1), never negative: a clock set back makes nothing younger than new. */
export function ageS(entry: EntryFacts, nowMs: number): number {
  return Math.max(0, Math.floor((nowMs - entry.storedAtMs) / 1000));
}

/** A remaining life shorter than this (ms) is not halved: it is over soon. */
const LEFT_MS_MIN = 60_000;

/**
 * The ends of an answer's life after a fresh answer said something else: what is left of it is halved. Null: it stays as
 * it is. Nothing ever makes a life longer.
 */
export function agedFaster(
  { expiresAtMs, staleUntilMs }: Pick<EntryFacts, "expiresAtMs" | "staleUntilMs">,
  nowMs: number,
): Pick<EntryFacts, "expiresAtMs" | "staleUntilMs"> | null {
  const leftMs = expiresAtMs - nowMs;
  if (!(leftMs > LEFT_MS_MIN)) return null;
  const by = leftMs - Math.max(LEFT_MS_MIN, Math.ceil(leftMs / 2));
  return { expiresAtMs: expiresAtMs - by, staleUntilMs: staleUntilMs - by };
}
