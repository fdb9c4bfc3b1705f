/** `semblance labels`: what the running gateway has learned of single pairs; exports and deletes it. */

import { writeFileSync } from "node:fs";
import type { Command } from "commander";
import { type Environment, formatFaults, loadConfig } from "../config.ts";
import { adminCall, told } from "./admin-call.ts";
import type { CommandDeps } from "./command.ts";

export interface LabelsOptions {
  readonly source?: string;
  readonly verdict?: string;
  readonly export?: string;
  readonly delete?: boolean;
  readonly yes?: boolean;
  readonly admin?: string;
  readonly json?: boolean;
}

const ANSWER_MS_MAX = 10_000;

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
    .action(async (given: LabelsOptions) => {
      deps.end(await showLabels(given, deps.env, deps.configPath()));
    });
}

/** Resolves to the exit status. `configPath`: of the gateway, for where its admin plane listens. */
async function showLabels(
  given: LabelsOptions,
  env: Environment,
  configPath: string | null,
): Promise<number> {
  const loaded = loadConfig({ path: configPath, env });
  if (!loaded.ok) return told(formatFaults(loaded.faults), 2);
  const { url, headers } = adminCall(loaded.config, "/admin/labels", given.admin);
  if (given.delete && !given.yes) return told("semblance labels: --delete takes --yes: all labels go", 2);
  const query = new URLSearchParams(
    Object.entries({ source: given.source, verdict: given.verdict }).filter(
      (pair): pair is [string, string] => pair[1] !== undefined,
    ),
  );
  if (given.export !== undefined) query.set("format", "jsonl");
  let response: Response;
  try {
    response = await fetch(`${url}?${query}`, {
      method: given.delete ? "DELETE" : "GET",
      headers,
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
      ...(given.delete ? { body: '{"all":true}' } : {}),
    });
  } catch {
    return told(`semblance labels: no gateway answers at ${url}`, 1);
  }
  const text = await response.text();
  if (!response.ok) return told(`semblance labels: the gateway answered ${response.status}`, 1);
  if (given.export !== undefined) {
    writeFileSync(given.export, text);
    process.stderr.write(`${given.export}: ${text.split("\n").length - 1} labels\n`);
  } else if (given.json) process.stdout.write(`${text}\n`);
  else process.stdout.write(given.delete ? `deleted: ${JSON.parse(text).deleted}\n` : page(JSON.parse(text)));
  return 0;
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
