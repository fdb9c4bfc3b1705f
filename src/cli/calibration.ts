/** `semblance calibration`: what the running gateway has learned of its scores, and the way back to a version before. */
import type { Command } from "commander";
import { type Environment, formatFaults, loadConfig } from "../config.ts";
import { adminCall, messageIn, told } from "./admin-call.ts";
import type { CommandDeps } from "./command.ts";

export interface CalibrationOptions {
  readonly use?: string;
  readonly admin?: string;
  readonly json?: boolean;
}

const ANSWER_MS_MAX = 10_000;

export function addCalibration(program: Command, deps: CommandDeps): void {
  program
    .command("calibration")
    .description("what was learned of scores: its versions, and the way back to one of them")
    .option("--use <version>", "a version or shipped: stays in force until auto, which learns on")
    .option("--admin <url>", "admin listener of the gateway")
    .option("--json", "as JSON")
    .action(async (given: CalibrationOptions) => {
      deps.end(await showCalibration(given, deps.env, deps.configPath()));
    });
}

/** Resolves to the exit status. `configPath`: of the gateway, for where its admin plane listens. */
async function showCalibration(
  given: CalibrationOptions,
  env: Environment,
  configPath: string | null,
): Promise<number> {
  const loaded = loadConfig({ path: configPath, env });
  if (!loaded.ok) return told(formatFaults(loaded.faults), 2);
  const { url, headers } = adminCall(loaded.config, "/admin/calibration", given.admin);
  let response: Response;
  try {
    response = await fetch(url, {
      method: given.use === undefined ? "GET" : "PUT",
      headers,
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
      ...(given.use === undefined ? {} : { body: JSON.stringify({ version: given.use }) }),
    });
  } catch {
    return told(`semblance calibration: no gateway answers at ${url}`, 1);
  }
  const text = await response.text();
  if (!response.ok) return told(`semblance calibration: ${messageIn(text, response.status)}`, 1);
  process.stdout.write(given.json ? `${text}\n` : page(JSON.parse(text)));
  return 0;
}

interface Told {
  readonly mode: string;
  readonly why: string;
  readonly versions: readonly {
    readonly version: string;
    readonly in_force: boolean;
    readonly at?: string;
    readonly kind?: string;
    readonly labels?: number;
    readonly held_out?: { readonly before: number; readonly after: number };
    readonly taken_back?: string | null;
  }[];
}

function page({ mode, why, versions }: Told): string {
  const rows = versions.map(({ version, in_force, kind, labels, held_out, taken_back }) => {
    const mark = in_force ? "*" : " ";
    if (kind === undefined || held_out === undefined) return `${mark} ${version}\n`;
    const loss = `loss ${held_out.before.toFixed(4)} -> ${held_out.after.toFixed(4)}`;
    const back = taken_back ? "  taken back" : "";
    return `${mark} ${version}  ${kind.padEnd(7)}  ${labels} labels  ${loss}${back}\n`;
  });
  return `${mode}: ${why}\n${rows.join("")}`;
}
