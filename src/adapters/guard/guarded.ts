/** Remote parts behind a breaker: the same ports, which reject at once while the part is off. */
import { PortFault } from "../../errors.ts";
import type { UnitVector } from "../../model.ts";
import type { Embedder, SecondLook } from "../../ports.ts";
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

/** A text for which every working model has a vector. */
const PLAIN_TEXT = "semblance";
const PLAIN_MS_MAX = 5_000;

/**
 * An embedder that tells a text without a vector ("refused") from a model that answers wrongly ("invalid"): after a
 * wrong answer it embeds a plain text. So no caller's text can turn the semantic tier off for others.
 */
export function tellingTexts(embedder: Embedder): Embedder {
  async function embed(text: string, deadlineMs: number): Promise<UnitVector> {
    try {
      return await embedder.embed(text, deadlineMs);
    } catch (error) {
      if (!(error instanceof PortFault && error.why === "invalid")) throw error;
      try {
        await embedder.embed(PLAIN_TEXT, PLAIN_MS_MAX);
      } catch {
        throw error;
      }
      throw new PortFault("embedder", "refused", `of this text alone: ${error.message}`, { cause: error });
    }
  }
  return {
    kind: embedder.kind,
    get fingerprint() {
      return embedder.fingerprint;
    },
    embed,
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
