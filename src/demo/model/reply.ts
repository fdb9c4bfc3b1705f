/**
 * What a route hands to the server: one JSON document, or events with the token at which each is due. The server
 * alone knows time and sockets.
 */
import { createHash } from "node:crypto";

export type Reply =
  | { readonly kind: "json"; readonly body: unknown; readonly tokens: number }
  | { readonly kind: "events"; readonly events: readonly Event[] };

export interface Event {
  /** SSE's `event:` field; null where the route has none. */
  readonly name: string | null;
  /** JSON, or the literal that ends a stream. */
  readonly data: unknown;
  /** How many tokens have been spoken when this is sent. */
  readonly token: number;
}

/** Names everything in an answer that a real model would draw at random: the same body, the same names. */
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
