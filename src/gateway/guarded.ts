/** Remote parts behind a breaker: the same ports, which reject at once while the part is off. */
import type { Embedder, SecondLook } from "../ports.ts";
import type { Breaker } from "./breaker.ts";

export function guardedEmbedder(embedder: Embedder, breaker: Breaker): Embedder {
  return {
    kind: embedder.kind,
    get fingerprint() {
      return embedder.fingerprint;
    },
    embed: (text, deadlineMs) => breaker.run(() => embedder.embed(text, deadlineMs)),
    close: () => embedder.close(),
  };
}

export function guardedSecondLook(secondLook: SecondLook, breaker: Breaker): SecondLook {
  return {
    model: secondLook.model,
    compare: (asked, stored, deadlineMs) => breaker.run(() => secondLook.compare(asked, stored, deadlineMs)),
    prepare: (stored) => secondLook.prepare(stored),
    close: () => secondLook.close(),
  };
}
