/** The command line of `semblance explain`. */
import type { Command } from "commander";
import { explanationOf } from "../main/explanation.ts";
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
      deps.end(await explain(wanted, deps));
    });
}

async function explain(wanted: ExplainWanted, { env, configPath }: CommandDeps): Promise<number> {
  const config = loadedConfig(configPath(), env);
  if (config === null) return 2;
  return runExplain(wanted, {
    write: (text) => void process.stdout.write(text),
    complain: (text) => void process.stderr.write(text),
    color: process.stdout.isTTY === true && !env["NO_COLOR"],
    admin: { url: `http://${hostOf(config.admin.host)}:${config.admin.port}`, token: config.admin.token },
    apiKey: env["OPENAI_API_KEY"],
    ...explanationOf(config),
  });
}

/** A listener on all addresses is asked on this machine's own. */
function hostOf(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}
