/** `semblance alerts`: what asks for people, and whether it reaches them. */
import type { Command } from "commander";
import { adminCall, messageIn, told } from "./admin-call.ts";
import { type CommandDeps, loadedConfig } from "./command.ts";
import { EXIT } from "./exit-status.ts";

interface Given {
  readonly json?: boolean;
  readonly test?: string;
  readonly admin?: string;
}

interface Shown {
  readonly alerts: readonly {
    readonly at: string;
    readonly name: string;
    readonly state: string;
    readonly message: string;
  }[];
  readonly channels: Readonly<
    Record<string, { readonly sent: number; readonly failed: number; readonly last_failure?: string | null }>
  >;
}

const ANSWER_MS_MAX = 30_000;

export function addAlertsCommand(program: Command, deps: CommandDeps): void {
  program
    .command("alerts")
    .description("what asks for people, and whether it reaches them")
    .option("--test <channel>", "send a test alert: webhook, slack or email")
    .option("--json", "as JSON")
    .option("--admin <url>", "admin listener of the gateway")
    .action(async (given: Given) => deps.end(await printed(given, deps)));
}

async function printed(given: Given, { env, configPath }: CommandDeps): Promise<number> {
  const config = loadedConfig(configPath(), env);
  if (config === null) return EXIT.usage;
  const { test } = given;
  const { url, headers } = adminCall(
    config,
    test === undefined ? "/admin/alerts" : "/admin/alerts/test",
    given.admin,
  );
  const response = await fetch(url, {
    headers,
    signal: AbortSignal.timeout(ANSWER_MS_MAX),
    ...(test === undefined ? {} : { method: "POST", body: JSON.stringify({ channel: test }) }),
  }).catch(() => null);
  if (response === null) return told(`semblance: no gateway answers at ${new URL(url).origin}`, EXIT.failed);
  const text = await response.text();
  if (!response.ok)
    return told(
      `semblance: ${messageIn(text, response.status)}`,
      response.status === 400 ? EXIT.usage : EXIT.failed,
    );
  if (given.json) process.stdout.write(`${JSON.stringify(JSON.parse(text), null, 2)}\n`);
  else
    process.stdout.write(
      test === undefined ? page(JSON.parse(text) as Shown) : `the channel ${test} took it\n`,
    );
  return EXIT.good;
}

function page({ alerts, channels }: Shown): string {
  const lines = alerts.map(
    ({ at, name, state, message }) => `${at}  ${state.padEnd(9)}  ${name}: ${message}`,
  );
  const sent = Object.entries(channels).map(
    ([name, { sent, failed, last_failure }]) =>
      `${name}: ${sent} sent, ${failed} failed${last_failure ? ` (${last_failure})` : ""}`,
  );
  const none = alerts.length === 0 ? ["no alert since the gateway began"] : [];
  const log = sent.length === 0 ? ["no channel is set: alerts are in the log and in the admin plane"] : sent;
  return `${[...none, ...lines, "", ...log].join("\n")}\n`;
}
