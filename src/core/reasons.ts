/**
 * Every ending of a request has a name. `outcome` says which kind of answer the caller got; `reason` says why it was
 * not a hit, or what kind of hit it was. Both lists are closed: metrics, headers, the log line and the docs use them.
 */
import { VETOES } from "../model.ts";

export const OUTCOMES = [
  "exact",
  "semantic",
  "adapted",
  "stale",
  "miss",
  "shadow",
  "bypass",
  "error",
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Why a request is neither looked up nor stored. Shown as `not-cacheable:…`. */
const NOT_CACHEABLE = [
  "route",
  "not-json",
  "unread",
  "not-an-object",
  "duplicate-keys",
  "too-deep",
  "number",
  "text",
  "content-encoding",
  "no-messages",
  "n",
  "store",
  "background",
  "previous-response",
  "conversation",
  "prompt-template",
  "web-search",
  "server-tools",
  "tools-tail",
  "audio-out",
  "temperature",
] as const;
export type NotCacheable = (typeof NOT_CACHEABLE)[number];

/** Reasons why only an equal request may share an answer, no rewording. */
export const EXACT_ONLY = [
  "exact-only",
  "not-standalone",
  "hidden-characters",
  "hardly-words",
  "works-on-text",
  "about-now",
] as const;
export type ExactOnly = (typeof EXACT_ONLY)[number];

export const REASONS = [
  // a hit, by kind
  "equal",
  "reworded",
  "confirmed",
  "slot",
  "upstream-failed",
  // nothing to serve
  "absent",
  "index-behind",
  "expired",
  "below-threshold",
  "min-confidence",
  "refused-pair",
  ...EXACT_ONLY,
  "entry-gone",
  ...VETOES,
  // the caller asked for it
  "client-no-cache",
  "client-no-store",
  "client-max-age",
  "client-min-fresh",
  "client-no-transform",
  "only-if-cached",
  // the switches and the rollout
  "rollout",
  "shadow-mode",
  "semantic-off",
  "uncalibrated",
  "uncertified",
  // how it went
  "follower",
  "lookup-late",
  "lookup-timeout",
  "store-failed",
  "index-failed",
  "embedder-failed",
  "embedder-off",
  "verifier-failed",
  "adapter-failed",
  "credential-refused",
  "origin-unknown",
  // gateway errors
  "bad-request",
  "body-too-large",
  "unauthorized",
  "internal",
  ...NOT_CACHEABLE.map((why) => `not-cacheable:${why}` as const),
] as const;
export type Reason = (typeof REASONS)[number];
