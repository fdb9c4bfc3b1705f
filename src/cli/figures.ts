/** `semblance stats`, `summary` and `export-metrics`: show what the running gateway has counted. */

import type { Command } from "commander";
import { fieldsOf } from "../narrow.ts";
import { csvOf } from "../observe/csv.ts";
import { askAdmin, jsonOf } from "./admin-call.ts";
import { type CommandDeps, loadedConfig } from "./command.ts";

interface Given {
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly admin?: string;
  readonly hours?: string;
  readonly name?: string;
}

export function addFigures(program: Command, deps: CommandDeps): void {
  const command = (name: string, about: string) =>
    program
      .command(name)
      .description(about)
      .option("--json", "as JSON")
      .option("--csv", "as comma-separated values")
      .option("--admin <url>", "admin listener of the gateway");
  command("stats", "what the running gateway has counted").action(async (given: Given) =>
    printed(given, deps, { path: "/admin/stats" }),
  );
  command("summary", "what the last hours came to: hits, trend, savings, errors")
    .option("--hours <n>", "how far back", "1")
    .action(async (given: Given) => {
      const path = `/admin/summary?hours=${encodeURIComponent(given.hours ?? "1")}`;
      await printed(given, deps, { path });
    });
  command("export-metrics", "write the history into a file of the data dir")
    .option("--name <file>", "its name in the data dir")
    .action(async ({ name, ...given }: Given) => {
      const body = { ...(name === undefined ? {} : { name }), format: given.csv ? "csv" : "json" };
      await printed({ ...given, csv: false }, deps, { path: "/admin/export-metrics", body });
    });
}

async function printed(
  given: Given,
  { env, configPath }: CommandDeps,
  { path, body }: { readonly path: string; readonly body?: object },
): Promise<void> {
  const config = loadedConfig(configPath(), env);
  const text = await askAdmin(config, { path, body, origin: given.admin });
  const figures = jsonOf<Record<string, unknown>>(text);
  const rows = flat(figures);
  if (given.json) process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
  else if (given.csv) process.stdout.write(csvOf(rows));
  else
    process.stdout.write(
      rows.map(({ name, value }) => `${shown(name).padEnd(38)} ${shown(value)}\n`).join(""),
    );
}

interface Figure {
  readonly name: string;
  readonly value: unknown;
}

/** Nested values by dotted names; an item of a list by its own name where it has one. */
function flat(value: unknown, name = ""): Figure[] {
  if (typeof value !== "object" || value === null) return [{ name, value }];
  const below = (part: string) => (name === "" ? part : `${name}.${part}`);
  if (Array.isArray(value))
    return value.flatMap((item, i) => {
      const { name: own, ...rest } = fieldsOf(item);
      return typeof own === "string" ? flat(rest, below(own)) : flat(item, below(String(i)));
    });
  return Object.entries(value).flatMap(([part, inner]) => flat(inner, below(part)));
}

/** A value as it is shown. Names of models may hold anything, so control characters are replaced. */
function shown(value: unknown): string {
  if (typeof value === "number") return String(Math.round(value * 1e6) / 1e6);
  return String(value).replace(CONTROL, "�");
}
const CONTROL = /[\p{Cc}\p{Cf}]/gu;
