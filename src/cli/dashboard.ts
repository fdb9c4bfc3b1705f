/** `semblance dashboard`: shows what a running gateway measures, twice a second; in a pipe once. */
import type { Command } from "commander";
import type { FrameTold } from "../dashboard/terminal/frame.ts";
import { isTerminal, liveScreen, picture } from "../dashboard/terminal/screen.ts";
import { languageOf, sayIn } from "../dashboard/words.ts";
import { adminAt, messageIn } from "./admin-call.ts";
import { type CommandDeps, loadedConfig } from "./command.ts";
import { CommandFault, EXIT, exitOfRefusal } from "./exit-status.ts";

interface Given {
  readonly admin?: string;
  readonly hours?: string;
}

const ANSWER_MS_MAX = 5_000;

export function addDashboardCommand(program: Command, deps: CommandDeps): void {
  program
    .command("dashboard")
    .description("what the running gateway measures, live in the terminal")
    .option("--admin <url>", "admin listener of the gateway")
    .option("--hours <n>", "how far back the figures go", "1")
    .action(async (given: Given) => deps.end(await shown(given, deps)));
}

async function shown(given: Given, { env, configPath }: CommandDeps): Promise<number> {
  const config = loadedConfig(configPath(), env);
  const { headers, url } = adminAt(config, given.admin);
  const hours = encodeURIComponent(given.hours ?? "1");
  const ask = () => told(url, headers, hours);
  const locale = env["LC_ALL"] || env["LC_MESSAGES"] || env["LANG"];
  const say = sayIn(languageOf(env["SEMBLANCE_LANG"], locale));
  const options = { say, origin: url, color: process.stdout.isTTY === true && !env["NO_COLOR"] };
  if (isTerminal()) {
    await liveScreen({
      ...options,
      async ask() {
        const now = await ask();
        return now instanceof CommandFault ? null : now;
      },
    });
    return EXIT.good;
  }
  const first = await ask();
  if (first instanceof CommandFault) throw first;
  process.stdout.write(picture(first, options));
  return EXIT.good;
}

/** What one frame shows, asked of the gateway; a CommandFault that says what went wrong where it cannot be had. */
async function told(
  url: string,
  headers: Record<string, string>,
  hours: string,
): Promise<FrameTold | CommandFault> {
  try {
    const paths = [
      `/admin/summary?hours=${hours}`,
      "/admin/rollout",
      "/admin/alerts",
      `/admin/history?hours=${hours}&limit=200`,
    ];
    const answers = await Promise.all(
      paths.map((path) => fetch(url + path, { headers, signal: AbortSignal.timeout(ANSWER_MS_MAX) })),
    );
    const [summary, rollout, alerts, history] = await Promise.all(answers.map((answer) => answer.text()));
    const bad = answers.find((answer) => !answer.ok);
    if (bad) {
      const text = [summary, rollout, alerts, history][answers.indexOf(bad)] ?? "";
      return new CommandFault(messageIn(text, bad.status), exitOfRefusal(bad.status));
    }
    return {
      summary: read<FrameTold["summary"]>(summary),
      rollout: read<FrameTold["rollout"]>(rollout),
      alerts: read<FrameTold["alerts"]>(alerts),
      rows: read<{ metrics: FrameTold["rows"] }>(history).metrics,
    };
  } catch {
    return new CommandFault(`no gateway answers at ${url}`);
  }
}

/** The JSON of an answer; it is of the right type, as the gateway has this very version. */
function read<T>(text: string | undefined): T {
  return JSON.parse(text ?? "");
}
