/** What a hit saves: the tokens that were billed for the stored answer, and upstream's time. */
import type { Savings } from "../core/record.ts";
import type { Entry, EntryFacts } from "../model.ts";
import type { Exchange } from "./exchange.ts";
import { textLengthOf } from "./stored-forms.ts";

/** Characters per token of English prose and JSON, near enough for an estimate that is marked as one. */
const CHARACTERS_A_TOKEN = 4;

/** The savings of a hit. `requestBytes`: length of the request's body. */
export function savedBy(entry: Entry, requestBytes: number, x: Exchange): Savings {
  const { usage } = entry;
  if (usage !== null) return { ...usage, seconds: secondsOf(entry, x), estimated: false };
  return {
    inputTokens: Math.ceil(requestBytes / CHARACTERS_A_TOKEN),
    outputTokens: Math.ceil(textLengthOf(entry) / CHARACTERS_A_TOKEN),
    seconds: secondsOf(entry, x),
    estimated: true,
  };
}

/**
 * The savings of an answer that was found but not served; null where its usage is unknown, as its body was not read.
 */
export function wouldSave(facts: EntryFacts, x: Exchange): Savings | null {
  const { usage } = facts;
  return usage && { ...usage, seconds: secondsOf(facts, x, x.watch.lookupMs ?? 0), estimated: false };
}

function secondsOf({ upstreamMs }: EntryFacts, x: Exchange, oursMs = x.elapsedMs()): number {
  return Math.max(0, upstreamMs - oursMs) / 1000;
}
