/** `semblance labels`: shows, exports and deletes what the running gateway learned of single pairs. */

import { writeFileSync } from "node:fs";
import type { Command } from "commander";
import { errorCode } from "../narrow.ts";
import { askAdmin, jsonOf } from "./admin-call.ts";
import { type CommandDeps, loadedConfig } from "./command.ts";
import { usageFault } from "./exit-status.ts";

interface LabelsOptions {
  readonly source?: string;
  readonly verdict?: string;
  readonly export?: string;
  readonly delete?: boolean;
  readonly yes?: boolean;
  readonly admin?: string;
  readonly json?: boolean;
}

export function addLabels(program: Command, deps: CommandDeps): void {
  program
    .command("labels")
    .description("what was learned of single pairs: list, export, delete")
    .option("--source <source>", "shadow, miss, sample or feedback")
    .option("--verdict <verdict>", "same, different or unsure")
    .option("--export <file>", "all of them, a line of JSON each")
    .option("--delete", "delete all of them")
    .option("--yes", "with --delete: really")
    .option("--admin <url>", "admin listener of the gateway")
    .option("--json", "as JSON")
    .action((given: LabelsOptions) => showLabels(given, deps));
}

async function showLabels(given: LabelsOptions, { env, configPath }: CommandDeps): Promise<void> {
  const config = loadedConfig(configPath(), env);
  if (given.delete && !given.yes) throw usageFault("--delete takes --yes: all labels go");
  const query = new URLSearchParams(
    Object.entries({ source: given.source, verdict: given.verdict }).filter(
      (pair): pair is [string, string] => pair[1] !== undefined,
    ),
  );
  if (given.export !== undefined) query.set("format", "jsonl");
  const text = await askAdmin(config, {
    path: `/admin/labels?${query}`,
    origin: given.admin,
    ...(given.delete ? { method: "DELETE", body: { all: true } } : {}),
  });
  if (given.export !== undefined) {
    written(given.export, text);
    process.stderr.write(`${given.export}: ${text.split("\n").length - 1} labels\n`);
  } else if (given.json) process.stdout.write(`${text}\n`);
  else if (given.delete) process.stdout.write(`deleted: ${jsonOf<{ deleted: number }>(text).deleted}\n`);
  else process.stdout.write(page(jsonOf(text)));
}

function written(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw usageFault(`${path} cannot be written (${errorCode(error) || "unknown"})`);
  }
}

interface Page {
  readonly total: number;
  readonly labels: readonly {
    readonly atMs: number;
    readonly source: string;
    readonly verdict: string;
    readonly judge: string;
    readonly probability: number;
    readonly entry: string;
  }[];
}

function page({ total, labels }: Page): string {
  const rows = labels.map(
    ({ atMs, source, verdict, judge, probability, entry }) =>
      `${new Date(atMs).toISOString()}  ${source.padEnd(8)} ${verdict.padEnd(9)} ${judge.padEnd(6)} ${probability.toFixed(4)}  ${entry}\n`,
  );
  return `${total} labels\n${rows.join("")}`;
}
