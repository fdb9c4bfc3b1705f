/** Asks a chat model for verdicts on one pair of answers or several, more simply where its server does not know how it was asked. */
import type { Usage } from "../model.ts";
import {
  type VerdictMaterial,
  type VerdictReply,
  verdictIn,
  verdictMessages,
  WAYS,
} from "../wire/model-verdict.ts";
import { verdictsIn, verdictsMessages, waysOfSeveral } from "../wire/model-verdicts.ts";
import type { ModelCalls } from "./answered.ts";

/** Statuses by which a server rejects a parameter it does not know. */
const NOT_KNOWN: ReadonlySet<number> = new Set([400, 422]);

export interface ModelReply {
  /** 0: no answer came. */
  readonly status: number;
  /** In the order of the pairs; null: the reply holds none for it. Empty where the status is not 200. */
  readonly verdicts: readonly VerdictReply["verdict"][];
  /** Null: nothing was answered that could have been billed. */
  readonly usage: Usage | null;
  /** Index of the way of asking that was tried last. */
  readonly way: number;
}

interface Asking {
  readonly ways: readonly object[];
  readonly messages: readonly object[];
  read(text: string): Pick<ModelReply, "verdicts" | "usage">;
}

interface Through {
  readonly model: string;
  readonly calls: Pick<ModelCalls, "ask">;
  readonly signal: AbortSignal;
  /** Index of the way of asking that is tried first. */
  readonly way: number;
  /** A random number, 0 up to but not including 1: of it are the names by which pairs are told apart. */
  readonly chance: () => number;
}

/** Never rejects. */
export async function askedFor(
  pairs: readonly VerdictMaterial[],
  { model, calls, signal, way: first, chance }: Through,
): Promise<ModelReply> {
  const [pair] = pairs;
  const { ways, messages, read } = pairs.length === 1 && pair ? forOne(pair) : forSeveral(pairs, chance);
  for (let way = first; ; way++) {
    const { status, text } = await calls.ask({ model, ...ways[way], messages }, signal);
    if (status === 200) return { status, ...read(text), way };
    if (!NOT_KNOWN.has(status) || way + 1 >= ways.length) return { status, verdicts: [], usage: null, way };
  }
}

function forOne(pair: VerdictMaterial): Asking {
  const messages = verdictMessages(pair);
  const read = (text: string) => {
    const { verdict, usage } = verdictIn(messages, text);
    return { verdicts: [verdict], usage };
  };
  return { ways: WAYS, messages, read };
}

function forSeveral(pairs: readonly VerdictMaterial[], chance: () => number): Asking {
  const named = pairs.map((pair, i) => ({ ...pair, id: `${i + 1}-${nameOf(chance())}` }));
  const ids = named.map(({ id }) => id);
  const messages = verdictsMessages(named);
  return { ways: waysOfSeveral(ids), messages, read: (text) => verdictsIn(messages, ids, text) };
}

/** Six letters or digits, one of some two thousand millions. */
function nameOf(draw: number): string {
  return Math.floor(draw * 36 ** 6)
    .toString(36)
    .padStart(6, "0");
}
