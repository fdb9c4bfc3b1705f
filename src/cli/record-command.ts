/** The command line of `semblance record`: switches a running gateway's recording on, and off again at the end. */
import type { Command } from "commander";
import type { Config } from "../config.ts";
import type { RecordingState } from "../learn/recording.ts";
import { messageOf } from "../narrow.ts";
import { progressOn } from "../replay/progress.ts";
import { grouped, shownText } from "../replay/table.ts";
import { askAdmin, jsonOf } from "./admin-call.ts";
import { type CommandDeps, loadedConfig } from "./command.ts";
import { EXIT, usageFault } from "./exit-status.ts";

interface Given {
  readonly out: string;
  readonly minutes?: string;
  readonly config?: string;
  readonly admin?: string;
}

const MINUTES_MAX = 10_080;
const ASKED_EVERY_MS = 1_000;

export function addRecord(program: Command, deps: CommandDeps): void {
  program
    .command("record")
    .description("write live traffic of the running gateway to a file that semblance replay reads")
    .requiredOption("--out <file>", "a new file in the gateway's data dir")
    .option("--minutes <n>", "end after so many minutes; without it at Ctrl-C")
    .option("-c, --config <file>", "configuration file of the gateway")
    .option("--admin <url>", "admin listener of the gateway")
    .action(async (given: Given) => deps.end(await run(given, deps)));
}

async function run(given: Given, deps: CommandDeps): Promise<number> {
  const minutes = given.minutes === undefined ? null : Number(given.minutes);
  if (minutes !== null && !(minutes > 0 && minutes <= MINUTES_MAX)) {
    throw usageFault(`--minutes: a number above 0, at most ${MINUTES_MAX}`);
  }
  const plane = adminOf(loadedConfig(deps.configPath(given.config), deps.env), given.admin);
  const begun = await plane.post(given.out);
  process.stderr.write(
    `recording to ${shownText(begun.path ?? given.out)}${begun.content ? "" : " (digests only)"}\n`,
  );
  const state = await watched(plane, begun, minutes);
  process.stdout.write(
    `${grouped(state.rows)} rows, ${grouped(state.bytes)} bytes, ${grouped(state.dropped)} dropped: ${shownText(state.why)}\n`,
  );
  return state.rows > 0 ? EXIT.good : EXIT.failed;
}

/** Shows progress until the time is over, a signal comes, or the gateway ends the recording; then shows the result. */
async function watched(
  plane: AdminPlane,
  begun: RecordingState,
  minutes: number | null,
): Promise<RecordingState> {
  const progress = progressOn(
    process.stderr.isTTY === true ? (text) => void process.stderr.write(text) : null,
  );
  const untilMs = minutes === null ? Number.POSITIVE_INFINITY : performance.now() + minutes * 60_000;
  const fromMs = performance.now();
  let asked = false;
  const ended = Promise.withResolvers<void>();
  const end = (): void => {
    asked = true;
    ended.resolve();
  };
  process.once("SIGINT", end);
  process.once("SIGTERM", end);
  let state = begun;
  try {
    while (!asked && state.recording && performance.now() < untilMs) {
      const waitMs = Math.min(ASKED_EVERY_MS, untilMs - performance.now());
      await Promise.race([ended.promise, delay(waitMs)]);
      state = await plane.get().catch(() => state);
      if (minutes !== null)
        progress.at(`${grouped(state.rows)} rows`, (performance.now() - fromMs) / (minutes * 60_000));
    }
  } finally {
    progress.end();
    process.removeListener("SIGINT", end);
    process.removeListener("SIGTERM", end);
  }
  if (!state.recording) return state;
  return plane.post(null).catch((error) => ({ ...state, why: messageOf(error) }));
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(1, ms)));
}

/** The admin plane's recording routes. Both methods throw CommandFault. */
interface AdminPlane {
  get(): Promise<RecordingState>;
  post(path: string | null): Promise<RecordingState>;
}

function adminOf(config: Config, origin: string | undefined): AdminPlane {
  const ask = async (body?: object) =>
    jsonOf<RecordingState>(await askAdmin(config, { path: "/admin/record", origin, body }));
  return { get: () => ask(), post: (path) => ask({ path }) };
}
