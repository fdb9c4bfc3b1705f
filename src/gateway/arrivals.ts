/**
 * Makes findable by meaning what other gateways stored, as the store tells of it. So much at a time that requests do not
 * notice; what is left comes the next time.
 */
import { setImmediate as turn } from "node:timers/promises";
import { isTooLong } from "../core/question.ts";
import type { IndexRow } from "../model.ts";
import type { SaveDeps } from "./save.ts";

/** Pages that are read at one time. */
const PAGES_MAX = 64;

/** "missed": the store no longer knows all that was stored since the last time, and all rows must be read. */
export async function takeArrivals(deps: SaveDeps, mayGoOn: () => boolean): Promise<"taken" | "missed"> {
  const { arrivals } = deps.store;
  const { fingerprint } = deps.embedder;
  if (arrivals === undefined || fingerprint === null) return "taken";
  for (let page = 0; page < PAGES_MAX && mayGoOn(); page++) {
    const arrived = await arrivals.next(fingerprint);
    if (arrived === null) return "missed";
    for (const row of arrived.rows) take(deps, row);
    if (arrived.isLast) break;
    await turn();
  }
  return "taken";
}

function take({ catalog, clock, onFault }: SaveDeps, { facts, vector }: IndexRow): void {
  if (!facts.semantic || isTooLong(facts.question) || clock.nowMs() >= facts.expiresAtMs) return;
  if (catalog.isCurrent(facts)) return;
  if (vector === null) {
    catalog.owe(facts);
    return;
  }
  try {
    catalog.add(facts, vector);
  } catch (error) {
    onFault("index", error);
  }
}
