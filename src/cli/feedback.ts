/** `semblance feedback`: tells the running gateway whether a served answer was good. */
import type { Command } from "commander";
import { type Config, keyIn } from "../config.ts";
import { jsonOf, messageIn } from "./admin-call.ts";
import { type CommandDeps, loadedConfig } from "./command.ts";
import { CommandFault, EXIT, exitOfRefusal, usageFault } from "./exit-status.ts";

interface FeedbackOptions {
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
    .action((given: FeedbackOptions) => sendFeedback(given, deps));
}

async function sendFeedback(given: FeedbackOptions, { env, configPath }: CommandDeps): Promise<void> {
  const { request, entry, verdict } = given;
  if ((request === undefined) === (entry === undefined))
    throw usageFault("name one of --request and --entry");
  if (verdict !== "bad" && verdict !== "good") throw usageFault("--verdict is bad or good");
  const origin = given.url ?? originOf(loadedConfig(configPath(), env));
  const url = `${origin.replace(/\/(?:v1\/?)?$/, "")}/semblance/feedback`;
  if (!URL.canParse(url))
    throw usageFault(`--url is the gateway's address, for example http://127.0.0.1:8080`);
  const credential = given.credential ?? keyIn(env, "OPENAI_API_KEY") ?? "";
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
    throw new CommandFault(`no gateway answers at ${url}`);
  }
  const text = await response.text();
  if (response.status === 404) throw new CommandFault(NOT_YOURS, EXIT.failed);
  if (!response.ok) throw new CommandFault(messageIn(text, response.status), exitOfRefusal(response.status));
  process.stdout.write(given.json ? `${text}\n` : `${verdict}: ${jsonOf<{ entry: string }>(text).entry}\n`);
}

const NOT_YOURS =
  "there is no such request or entry for this credential (--credential, or OPENAI_API_KEY: the one it was asked with)";

function originOf({ listen: { host, port } }: Config): string {
  return `http://${host}:${port}`;
}
