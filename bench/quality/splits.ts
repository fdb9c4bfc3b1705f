/**
 * Which rows are for testing and never fitted on (tools/splits.py has the same rule), and which pairs hang together:
 * a text, and all that is paired with it, is on one side of a split.
 */
import { createHash } from "node:crypto";
import type { Row } from "./data.ts";

export const TRAPS = [
  "trap_negation_cannot",
  "trap_situatedqa_temp_dev",
  "trap_sugar_crepe",
  "trap_svamp_math",
] as const;

export function endsLow(text: string): boolean {
  return "01234".includes(createHash("sha256").update(text).digest("hex").at(-1)!);
}

/** The third of a trap set by its first text; of CheckList by the test's name. */
export function isTest(name: string, row: Row): boolean {
  if (name === "checklist_qqp") return endsLow(row[3]!);
  return (TRAPS as readonly string[]).includes(name) && endsLow(row[1]!);
}

/** A number for each pair, equal for all pairs that share texts by any path. */
export function componentsOf(pairs: readonly Row[]): Int32Array {
  const parent: number[] = [];
  const ids = new Map<string, number>();
  const find = (x: number): number => {
    while (parent[x] !== x) x = parent[x] = parent[parent[x]!]!;
    return x;
  };
  const idOf = (text: string): number => {
    const name = text.normalize("NFC").toLowerCase().replace(/\s+/g, " ").trim();
    let id = ids.get(name);
    if (id === undefined) {
      id = parent.length;
      parent.push(id);
      ids.set(name, id);
    }
    return id;
  };
  const firsts = pairs.map((row) => {
    const a = idOf(row[1]!);
    const [x, y] = [find(a), find(idOf(row[2]!))];
    if (x !== y) parent[y] = x;
    return a;
  });
  return Int32Array.from(firsts, find);
}
