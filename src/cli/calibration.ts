/**
 * `semblance calibration`: shows what the running gateway learned of its scores, and goes back to an earlier version.
 */
import type { Command } from "commander";
import { askAdmin, jsonOf } from "./admin-call.ts";
import { type CommandDeps, loadedConfig } from "./command.ts";

interface CalibrationOptions {
  readonly use?: string;
  readonly admin?: string;
  readonly json?: boolean;
}

export function addCalibration(program: Command, deps: CommandDeps): void {
  program
    .command("calibration")
    .description("what was learned of scores: its versions, and the way back to one of them")
    .option("--use <version>", "a version or shipped: stays in force until auto, which learns on")
    .option("--admin <url>", "admin listener of the gateway")
    .option("--json", "as JSON")
    .action((given: CalibrationOptions) => showCalibration(given, deps));
}

async function showCalibration(
  { use, admin: origin, json }: CalibrationOptions,
  { env, configPath }: CommandDeps,
): Promise<void> {
  const config = loadedConfig(configPath(), env);
  const change = use === undefined ? {} : ({ method: "PUT", body: { version: use } } as const);
  const text = await askAdmin(config, { path: "/admin/calibration", origin, ...change });
  process.stdout.write(json ? `${text}\n` : page(jsonOf(text)));
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
