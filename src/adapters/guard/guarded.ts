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

/** Every model has a vector for it. */
const PLAIN_TEXT = "semblance";
const PLAIN_MS_MAX = 5_000;

/**
 * The same embedder, which tells a text that the model has no vector for ("refused") from a model that answers wrongly
 * ("invalid"): after a wrong answer it is asked for a plain text. So no caller can turn the others' tier off.
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
