/**
 * A route's answer, before it is sent: one JSON document, or events with the number of the token at which each is due.
 * Routes are pure; only the server handles time and sockets.
 */
import { createHash } from "node:crypto";

/** `tokens`: length of the answer, which decides how long the server waits before it sends the document. */
export type Reply =
  | { readonly kind: "json"; readonly body: unknown; readonly tokens: number }
  | { readonly kind: "events"; readonly events: readonly Event[] };

export interface Event {
  /** SSE's `event:` field; null where the route has none. */
  readonly name: string | null;
  /** A JSON value, or `DONE` of chat.ts. */
  readonly data: unknown;
  /** Number of tokens that come before this event. */
  readonly token: number;
}

/** Makes the ids and the time of an answer from a hash of path and body, so that equal requests get equal ones. */
export interface Seal {
  id(prefix: string): string;
  /** Seconds since 1970, within 2025. */
  readonly createdS: number;
}

const YEAR_2025_S = 1_735_689_600;

export function sealOf(path: string, body: Buffer): Seal {
  const digest = createHash("sha256").update(`${path}\n`).update(body).digest();
  return {
    id: (prefix) => `${prefix}${digest.toString("hex", 0, 16)}`,
    createdS: YEAR_2025_S + (digest.readUInt32BE(16) % 31_536_000),
  };
}
