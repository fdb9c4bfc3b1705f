/**
 * One of seven tenants means the others ill: what becomes of their hits and errors? Six share the stream's traffic; the
 * seventh asks three requests in ten, in a scope of its own, the same texts, and
 *
 *   answers at random     none of its answers says the same as another
 *   repeats hits          asks a few rewordings again and again, which are all right and dilute the share of wrong ones
 *   false neighbourhood   has one answer to whatever it asks, so that all that is near seems to be the same
 *   all three             three tenants, one of each kind, who ask a tenth each
 */
import { chance } from "../chance.ts";
import type { Stream, Text } from "./streams.ts";
import { ONE_ANSWER, RANDOM_ANSWERS } from "./world.ts";

const KINDS = ["answers at random", "repeats hits", "false neighbourhood"] as const;
export const INTRUDERS = ["none", ...KINDS, "all three"] as const;
export type Intruder = (typeof INTRUDERS)[number];

const INTRUDER = "intruder";

export function isIntruder(tenant: string): boolean {
  return tenant.startsWith(INTRUDER);
}

const HONEST = 6;
const SHARE = 0.3;
const REPEATED_PAIRS = 20;

/** As many requests of the others as without: the intruder's come on top. */
export function withIntruder(stream: Stream, kind: Intruder, seed: number): Stream {
  const rnd = chance(seed);
  const texts: Text[] = [];
  const places = new Map<string, number>();
  const asked: number[] = [];
  const callers: number[] = [];
  const tenants: string[] = [];
  const ask = (text: Text, caller: number, tenant: string): void => {
    const name = `${text.scope ?? ""}\0${text.text}`;
    const place = places.get(name) ?? texts.push(text) - 1;
    places.set(name, place);
    asked.push(place);
    callers.push(caller);
    tenants.push(tenant);
  };
  const kinds = kind === "none" ? [] : kind === "all three" ? KINDS : [kind];
  const intruders = kinds.map((of) => ({ name: `${INTRUDER}, ${of}`, next: askedBy(of, stream.texts, rnd) }));
  for (const [i, text] of stream.requests.entries()) {
    while (intruders.length > 0 && rnd() < SHARE) {
      const { name, next } = intruders[Math.floor(rnd() * intruders.length)]!;
      ask({ ...next(), scope: name }, 0, name);
    }
    const caller = stream.callers[i]!;
    ask(stream.texts[text]!, caller, `tenant ${caller % HONEST}`);
  }
  return {
    ...{ name: stream.name, texts, tenants },
    ...{ requests: Int32Array.from(asked), callers: Int32Array.from(callers) },
  };
}

function askedBy(kind: (typeof KINDS)[number], texts: readonly Text[], rnd: () => number): () => Text {
  const any = (from: readonly Text[]): Text => from[Math.floor(rnd() * from.length)]!;
  if (kind === "answers at random") return () => ({ ...any(texts), class: RANDOM_ANSWERS });
  if (kind === "false neighbourhood") return () => ({ ...any(texts), class: ONE_ANSWER });
  const byClass = Map.groupBy(texts, (text) => text.class);
  const pairs = [...byClass.values()].filter((of) => of.length > 1).slice(0, REPEATED_PAIRS);
  const repeated = pairs.flatMap((of) => of.slice(0, 2));
  return () => any(repeated);
}
