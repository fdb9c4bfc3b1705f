/** `semblance alerts`: lists the alerts that need attention, and tests whether they reach people. */
import type { Command } from "commander";
import { askAdmin, jsonOf } from "./admin-call.ts";
import { type CommandDeps, loadedConfig } from "./command.ts";

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

export function addAlertsCommand(program: Command, deps: CommandDeps): void {
  program
    .command("alerts")
    .description("what asks for people, and whether it reaches them")
    .option("--test <channel>", "send a test alert: webhook, slack or email")
    .option("--json", "as JSON")
    .option("--admin <url>", "admin listener of the gateway")
    .action(async (given: Given) => printed(given, deps));
}

async function printed(given: Given, { env, configPath }: CommandDeps): Promise<void> {
  const config = loadedConfig(configPath(), env);
  const { test, admin: origin } = given;
  const call = test === undefined ? {} : { body: { channel: test } };
  const path = test === undefined ? "/admin/alerts" : "/admin/alerts/test";
  const answer = jsonOf<Shown>(await askAdmin(config, { path, origin, ...call }));
  if (given.json) process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
  else process.stdout.write(test === undefined ? page(answer) : `the channel ${test} took it\n`);
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
