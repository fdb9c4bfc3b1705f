/** `semblance calibration`: what the running gateway has learned of its scores, and the way back to a version before. */
import { type Environment, formatFaults, loadConfig } from "../config.ts";
import { adminCall, messageIn, told } from "./admin-call.ts";

export interface CalibrationOptions {
  readonly use?: string;
  readonly admin?: string;
  readonly json?: boolean;
}

const ANSWER_MS_MAX = 10_000;

/** Resolves to the exit status. `configPath`: of the gateway, for where its admin plane listens. */
export async function showCalibration(
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
