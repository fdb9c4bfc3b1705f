/** Shared sets, read as they are: gzip-compressed rows of tab-separated columns. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { chance } from "../chance.ts";

export type Row = readonly string[];

export const SHARED = join(import.meta.dirname, "..", "..", "..", "shared", "data");

export class Data {
  readonly #folder: string;

  constructor(folder: string = SHARED) {
    if (!existsSync(folder)) throw new Error(`there is no folder of data at ${folder}: name one with --data`);
    this.#folder = folder;
  }

  rows(name: string): Row[] {
    return parsed(gunzipSync(readFileSync(join(this.#folder, `${name}.tsv.gz`))).toString("utf8"));
  }

  /** Rows with label 0 or 1 and two texts. */
  pairs(name: string): Row[] {
    return this.rows(name).filter(isPair);
  }
}

export function isPair(row: Row): boolean {
  return /^[01]$/.test(row[0] ?? "") && (row[1] ?? "").trim() !== "" && (row[2] ?? "").trim() !== "";
}

/** Pairs written for this project and held out for ever: test/data. */
export function ownPairs(name: string): Row[] {
  const path = join(import.meta.dirname, "..", "..", "test", "data", `${name}.tsv`);
  return existsSync(path) ? parsed(readFileSync(path, "utf8")).filter(isPair) : [];
}

function parsed(text: string): Row[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.split("\t"));
}

/** At most `max` of them, drawn without replacement, in their order. */
export function drawn<T>(rows: readonly T[], max: number, seed: number): T[] {
  if (rows.length <= max) return [...rows];
  const rnd = chance(seed);
  const places = rows.map((_, i) => i);
  for (let i = 0; i < max; i++) {
    const j = i + Math.floor(rnd() * (places.length - i));
    [places[i], places[j]] = [places[j]!, places[i]!];
  }
  return places
    .slice(0, max)
    .sort((a, b) => a - b)
    .map((i) => rows[i]!);
}
