/** The command line of `semblance record`: switches a running gateway's recording on, and off again at the end. */
import type { Command } from "commander";
import { formatFaults, loadConfig } from "../config.ts";
import type { RecordingState } from "../learn/recording.ts";
import { progressOn } from "../replay/progress.ts";
import { grouped, shownText } from "../replay/table.ts";
import type { CommandDeps } from "./command.ts";

interface Given {
  readonly out: string;
  readonly minutes?: string;
  readonly config?: string;
  readonly admin?: string;
}

const MINUTES_MAX = 10_080;
const ASKED_EVERY_MS = 1_000;
const ADMIN_MS_MAX = 5_000;

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
    process.stderr.write(`semblance record: --minutes: a number above 0, at most ${MINUTES_MAX}\n`);
    return 2;
  }
  const loaded = loadConfig({ path: deps.configPath(given.config), env: deps.env });
  if (!loaded.ok) {
    process.stderr.write(`${formatFaults(loaded.faults)}\n`);
    return 2;
  }
  const { admin } = loaded.config;
  const plane = adminOf(given.admin ?? `http://${admin.host}:${admin.port}`, admin.token);
  const begun = await plane.post(given.out);
  if (typeof begun === "string") {
    process.stderr.write(`semblance record: ${begun}\n`);
    return 1;
  }
  process.stderr.write(
    `recording to ${shownText(begun.path ?? given.out)}${begun.content ? "" : " (digests only)"}\n`,
  );
  const state = await watched(plane, begun, minutes);
  process.stdout.write(
    `${grouped(state.rows)} rows, ${grouped(state.bytes)} bytes, ${grouped(state.dropped)} dropped: ${shownText(state.why)}\n`,
  );
  return state.rows > 0 ? 0 : 1;
}

/** Looks on until the time is over, a signal comes, or the gateway ends it itself; then what it came to. */
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
      const now = await plane.get();
      if (typeof now !== "string") state = now;
      if (minutes !== null)
        progress.at(`${grouped(state.rows)} rows`, (performance.now() - fromMs) / (minutes * 60_000));
    }
  } finally {
    progress.end();
    process.removeListener("SIGINT", end);
    process.removeListener("SIGTERM", end);
  }
  if (!state.recording) return state;
  const stopped = await plane.post(null);
  return typeof stopped === "string" ? { ...state, why: stopped } : stopped;
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(1, ms)));
}

interface AdminPlane {
  /** The state, or what is wrong. */
  get(): Promise<RecordingState | string>;
  post(path: string | null): Promise<RecordingState | string>;
}

function adminOf(url: string, token: string): AdminPlane {
  const headers = {
    "content-type": "application/json",
    ...(token === "" ? {} : { authorization: `Bearer ${token}` }),
  };
  const ask = async (init: RequestInit): Promise<RecordingState | string> => {
    const response = await fetch(`${url}/admin/record`, {
      ...init,
      headers,
      signal: AbortSignal.timeout(ADMIN_MS_MAX),
    }).catch(() => null);
    if (response === null) return `no gateway answers at ${url}`;
    const body = (await response.json().catch(() => null)) as
      | (RecordingState & { error?: { message?: string } })
      | null;
    if (response.ok && body !== null) return body;
    return shownText(body?.error?.message ?? `the gateway at ${url} answers ${response.status}`);
  };
  return {
    get: () => ask({}),
    post: (path) => ask({ method: "POST", body: JSON.stringify({ path }) }),
  };
}
