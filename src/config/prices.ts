/**
 * The prices of tokens, from a small YAML file: a hit's savings are told in dollars only where a price is known. A
 * model
 * that is not listed has no price; none is guessed from a similar name.
 */
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { z } from "zod";
import { errorCode } from "../narrow.ts";
import { type ConfigFaultAt, dotted } from "./faults.ts";

/** The prices of one model in USD per million tokens. */
export interface ModelPrice {
  readonly input: number;
  /** The price of input read from the provider's prompt cache; where the file has none: as `input`. */
  readonly cached_input: number;
  /** The price of input written to that cache; where the file has none: as `input`. */
  readonly cache_write: number;
  readonly output: number;
}

export interface Prices {
  /** The day of the prices, as YYYY-MM-DD; "" where there are none. */
  readonly asOf: string;
  /**
   * The price of a model: by its whole name, by its name without a snapshot date (`-2025-04-14`, `-latest`), or by the
   * longest listed name that ends in `*`; each also without a provider in front (`openai/`). Null where none is listed.
   */
  of(model: string): ModelPrice | null;
}

const usd = z.number().min(0).max(100_000);
const pricesSchema = z.strictObject({
  as_of: z.iso.date(),
  source: z.string().max(1000),
  models: z.record(
    z.string().min(1).max(256),
    z
      .strictObject({ input: usd, cached_input: usd.optional(), cache_write: usd.optional(), output: usd })
      .transform(({ input, cached_input = input, cache_write = input, output }) => ({
        ...{ input, cached_input, cache_write, output },
      })),
  ),
});

const SNAPSHOT = /[-@](\d{4}-\d{2}-\d{2}|\d{8}|\d{4}|\d{3}|latest)$/;
const BYTES_MAX = 1_048_576;

/**
 * Reads a price file. A relative path is looked up in the working directory, else in the installed package. A faulty
 * file
 * gives no prices, so that hits count tokens only. Never throws.
 */
export function loadPrices(path: string): {
  readonly prices: Prices;
  readonly faults: readonly ConfigFaultAt[];
} {
  const file = located(path);
  const refuse = (name: string, message: string) => ({
    prices: pricesOf("", new Map()),
    faults: [{ file: path, line: 0, column: 0, name, value: "", message }],
  });
  let read: unknown;
  try {
    const text = readFileSync(file, "utf8");
    if (text.length > BYTES_MAX) return refuse("", `at most ${BYTES_MAX} bytes`);
    read = parse(text, { prettyErrors: false, logLevel: "error", maxAliasCount: 100 });
  } catch (error) {
    return refuse("", `cannot be read (${errorCode(error) || "not YAML"})`);
  }
  const parsed = pricesSchema.safeParse(read);
  if (parsed.success)
    return { prices: pricesOf(parsed.data.as_of, new Map(Object.entries(parsed.data.models))), faults: [] };
  const [first] = parsed.error.issues;
  return refuse(dotted((first?.path ?? []).filter((part) => typeof part !== "symbol")), first?.message ?? "");
}

function pricesOf(asOf: string, models: ReadonlyMap<string, ModelPrice>): Prices {
  const starts = [...models.keys()]
    .filter((name) => name.endsWith("*"))
    .map((name) => name.slice(0, -1))
    .sort((a, b) => b.length - a.length);
  const listed = (model: string): ModelPrice | undefined => {
    const start = starts.find((prefix) => model.startsWith(prefix));
    return (
      models.get(model) ??
      models.get(model.replace(SNAPSHOT, "")) ??
      (start === undefined ? undefined : models.get(`${start}*`))
    );
  };
  return { asOf, of: (model) => listed(model) ?? listed(model.slice(model.lastIndexOf("/") + 1)) ?? null };
}

function located(path: string): string {
  const here = resolve(path);
  return existsSync(here) ? here : resolve(fileURLToPath(new URL("../..", import.meta.url)), path);
}
