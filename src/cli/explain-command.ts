/** The command line of `semblance explain`. */
import type { Command } from "commander";
import { keyIn } from "../config.ts";
import { explanationOf } from "../main/explanation.ts";
import { adminOrigin } from "./admin-call.ts";
import { type CommandDeps, loadedConfig } from "./command.ts";
import { type ExplainWanted, runExplain } from "./explain.ts";

export function addExplain(program: Command, deps: CommandDeps): void {
  program
    .command("explain")
    .description("why a request is, was or would be answered as it is; nothing is served, stored or asked")
    .argument("[file]", "a request body as JSON; - reads standard input")
    .option("--pair <questions...>", "two questions: may the first one's answer stand for the second?")
    .option("--request <id>", "an answer's x-semblance-request, of the last 24 hours")
    .option("--calibration", "score to probability, and how well that holds")
    .option(
      "--header <header>",
      '"name: value" of the request; may be repeated',
      (one, all: string[]) => [...all, one],
      [],
    )
    .option("--route <route>", "chat, responses, completions or embeddings")
    .option("--json", "as JSON")
    .option("--admin <url>", "admin listener of the gateway")
    .action(async (file: string | undefined, given: ExplainWanted) => {
      const wanted = file === undefined ? given : { ...given, file };
      await explain(wanted, deps);
    });
}

async function explain(wanted: ExplainWanted, { env, configPath }: CommandDeps): Promise<void> {
  const config = loadedConfig(configPath(), env);
  return runExplain(wanted, {
    write: (text) => void process.stdout.write(text),
    color: process.stdout.isTTY === true && !env["NO_COLOR"],
    admin: { url: adminOrigin(config.admin, wanted.admin), token: config.admin.token },
    apiKey: keyIn(env, "OPENAI_API_KEY") ?? undefined,
    ...explanationOf(config),
  });
}
