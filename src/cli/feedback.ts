/** `semblance feedback`: tells the running gateway what a served answer was worth. */
import type { Command } from "commander";
import { type Environment, formatFaults, loadConfig } from "../config.ts";
import { messageIn } from "./admin-call.ts";
import type { CommandDeps } from "./command.ts";

export interface FeedbackOptions {
  readonly request?: string;
  readonly entry?: string;
  readonly verdict?: string;
  readonly note?: string;
  readonly credential?: string;
  readonly url?: string;
  readonly json?: boolean;
}

const ANSWER_MS_MAX = 5_000;

export function addFeedback(program: Command, deps: CommandDeps): void {
  program
    .command("feedback")
    .description("report a served answer as bad or good: a bad one is never served for that question again")
    .option("--request <id>", "x-semblance-request of the answer")
    .option("--entry <id>", "x-semblance-entry of the answer")
    .option("--verdict <verdict>", "bad or good")
    .option("--note <text>", "for people")
    .option("--credential <key>", "the one the answer was asked with; else OPENAI_API_KEY")
    .option("--url <url>", "address of the gateway")
    .option("--json", "as JSON")
    .action(async (given: FeedbackOptions) => {
      deps.end(await sendFeedback(given, deps.env, deps.configPath()));
    });
}

/** Resolves to the exit status. `configPath`: of the gateway, for where it listens. */
async function sendFeedback(
  given: FeedbackOptions,
  env: Environment,
  configPath: string | null,
): Promise<number> {
  const { request, entry, verdict } = given;
  if ((request === undefined) === (entry === undefined)) return usage("name one of --request and --entry");
  if (verdict !== "bad" && verdict !== "good") return usage("--verdict is bad or good");
  const origin = given.url ?? originOf(configPath, env);
  if (origin === null) return 2;
  const url = `${origin.replace(/\/(?:v1\/?)?$/, "")}/semblance/feedback`;
  if (!URL.canParse(url)) return usage(`--url is the gateway's address, for example http://127.0.0.1:8080`);
  const credential = given.credential ?? env["OPENAI_API_KEY"] ?? "";
  const body = { request, entry, verdict, ...(given.note === undefined ? {} : { note: given.note }) };
  let response: Response;
  try {
    response = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(credential === "" ? {} : { authorization: `Bearer ${credential}` }),
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    });
  } catch {
    return failed(`no gateway answers at ${url}`);
  }
  const text = await response.text();
  if (!response.ok) return failed(response.status === 404 ? NOT_YOURS : messageIn(text, response.status));
  process.stdout.write(given.json ? `${text}\n` : `${verdict}: ${JSON.parse(text).entry}\n`);
  return 0;
}

const NOT_YOURS =
  "there is no such request or entry for this credential (--credential, or OPENAI_API_KEY: the one it was asked with)";

function originOf(configPath: string | null, env: Environment): string | null {
  const loaded = loadConfig({ path: configPath, env });
  if (loaded.ok) return `http://${loaded.config.listen.host}:${loaded.config.listen.port}`;
  process.stderr.write(`${formatFaults(loaded.faults)}\n`);
  return null;
}

function usage(why: string): number {
  process.stderr.write(`semblance feedback: ${why}\n`);
  return 2;
}

function failed(why: string): number {
  process.stderr.write(`semblance feedback: ${why}\n`);
  return 1;
}
