/** The command line. Exit status: 0 good, 1 failed, 2 bad usage or configuration. */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Command, CommanderError } from "commander";
import { demoLanguage, runDemo } from "../cli/demo.ts";
import type { ExplainWanted } from "../cli/explain.ts";
import { type Environment, formatFaults, jsonSchema, loadConfig, notYetInForce } from "../config.ts";
import { type CalibrationOptions, showCalibration } from "./calibration.ts";
import { explain } from "./explain.ts";
import { type FeedbackOptions, sendFeedback } from "./feedback.ts";
import { type LabelsOptions, showLabels } from "./labels.ts";
import { StartFault } from "./listen.ts";
import { addRecord } from "./record-command.ts";
import { addReplay, type CommandDeps } from "./replay-command.ts";
import type { RunningGateway, StartOptions } from "./running.ts";

const PARENT_MS = 200;

type Start = (options: StartOptions) => Promise<RunningGateway>;

/** Resolves to the exit status. */
export async function run(argv: readonly string[], start: Start): Promise<number> {
  const env = process.env;
  const color = process.stderr.isTTY === true && !env["NO_COLOR"];
  let status = 0;
  const program = new Command("semblance")
    .description("An OpenAI-compatible gateway that answers repeated questions from a cache")
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text) });

  program
    .command("serve", { isDefault: true })
    .description("start the gateway")
    .option("-c, --config <file>", "configuration file")
    .action(async (given: { config?: string }) => {
      status = await serve(start, configPath(given.config, env), env, color);
    });
  program
    .command("demo")
    .description("a guided tour in one minute, through the real openai client")
    .action(async () => {
      status = await tour(start, env);
    });
  program
    .command("check-config")
    .description("validate a configuration: every fault at once, with file and line")
    .argument("[file]", "configuration file")
    .action((file?: string) => {
      const loaded = loadConfig({ path: configPath(file, env), env });
      if (!loaded.ok) {
        process.stderr.write(`${formatFaults(loaded.faults)}\n`);
        status = 2;
        return;
      }
      process.stdout.write(`${loaded.path ?? "the defaults"}: good\n`);
      for (const name of notYetInForce(loaded.config))
        process.stdout.write(`note: ${name} is not in force yet\n`);
    });
  program
    .command("schema")
    .description("print the configuration's JSON schema")
    .action(() => void process.stdout.write(`${JSON.stringify(jsonSchema(), null, 2)}\n`));
  program
    .command("stats")
    .description("what the running gateway has counted")
    .option("--json", "as JSON")
    .option("--admin <url>", "admin listener of the gateway")
    .action(async (given: { json?: boolean; admin?: string }) => {
      status = await printStats(given, env);
    });
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
      status = await explain(wanted, env, configPath(undefined, env));
    });
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
      status = await sendFeedback(given, env, configPath(undefined, env));
    });
  const deps: CommandDeps = {
    env,
    configPath: (given) => configPath(given, env),
    end: (code) => {
      status = code;
    },
  };
  addReplay(program, deps);
  addRecord(program, deps);

  program
    .command("labels")
    .description("what was learned of single pairs: list, export, delete")
    .option("--source <source>", "shadow, miss, sample or feedback")
    .option("--verdict <verdict>", "same, different or unsure")
    .option("--export <file>", "all of them, a line of JSON each")
    .option("--delete", "delete all of them")
    .option("--yes", "with --delete: really")
    .option("--admin <url>", "admin listener of the gateway")
    .option("--json", "as JSON")
    .action(async (given: LabelsOptions) => {
      status = await showLabels(given, env, configPath(undefined, env));
    });

  program
    .command("calibration")
    .description("what was learned of scores: its versions, and the way back to one of them")
    .option("--use <version>", "a version or shipped: stays in force until auto, which learns on")
    .option("--admin <url>", "admin listener of the gateway")
    .option("--json", "as JSON")
    .action(async (given: CalibrationOptions) => {
      status = await showCalibration(given, env, configPath(undefined, env));
    });

  const [first] = argv;
  if (
    first !== undefined &&
    !first.startsWith("-") &&
    !program.commands.some((c) => c.name() === first) &&
    first !== "help"
  ) {
    const names = program.commands.map((c) => c.name()).join(", ");
    process.stderr.write(`semblance: there is no command ${JSON.stringify(first)}; there are ${names}\n`);
    return 2;
  }
  try {
    await program.parseAsync(argv, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    process.stderr.write(`semblance: ${error instanceof Error ? error.message : error}\n`);
    return error instanceof StartFault ? 2 : 1;
  }
  return status;
}

/** The file named, else SEMBLANCE_CONFIG, else the one that ships, where it is there. */
function configPath(given: string | undefined, env: Environment): string | null {
  const named = given ?? env["SEMBLANCE_CONFIG"];
  if (named) return named;
  const shipped = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "config", "semblance.yaml");
  for (const path of ["config/semblance.yaml", shipped]) if (existsSync(path)) return path;
  return null;
}

async function serve(start: Start, path: string | null, env: Environment, color: boolean): Promise<number> {
  const loaded = loadConfig({ path, env });
  if (!loaded.ok) {
    process.stderr.write(`${formatFaults(loaded.faults)}\n`);
    return 2;
  }
  const gateway = await start({
    config: loaded.config,
    configPath: path,
    env,
    say: (text) => void process.stderr.write(text),
    color,
  });
  process.on("SIGHUP", () => void gateway.reload());
  await new Promise<void>((resolve) => {
    let asked = 0;
    const end = () => {
      if (++asked > 1) process.exit(1);
      resolve();
    };
    process.on("SIGTERM", end);
    process.on("SIGINT", end);
    if (env["npm_command"]) onOrphaned(end);
  });
  await gateway.close();
  return 0;
}

/** npm passes a signal on to its shell, and the shell may die of it alone: then this process has a new parent. */
function onOrphaned(end: () => void): void {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    end();
  }, PARENT_MS);
  watch.unref();
}

async function tour(start: Start, env: Environment): Promise<number> {
  const dir = mkdtempSync(join(tmpdir(), "semblance-demo-"));
  const own: Environment = {
    ...env,
    SEMBLANCE_DATA_DIR: dir,
    SEMBLANCE_CONFIG: "",
    SEMBLANCE_UPSTREAM: "demo",
    SEMBLANCE_PORT: "0",
    SEMBLANCE_ADMIN_PORT: "0",
    SEMBLANCE_HOST: "127.0.0.1",
    SEMBLANCE_ADMIN_HOST: "127.0.0.1",
    SEMBLANCE_ADMIN_TOKEN: "",
    OPENAI_API_KEY: "",
  };
  try {
    return await runDemo({
      write: (line) => void process.stdout.write(`${line}\n`),
      lang: demoLanguage(env),
      color: process.stdout.isTTY === true && !env["NO_COLOR"],
      start: async () => {
        const loaded = loadConfig({ path: null, env: own });
        if (!loaded.ok) throw new Error(formatFaults(loaded.faults));
        const { config } = loaded;
        const gateway = await start({
          config,
          configPath: null,
          env: own,
          say: () => {},
          color: false,
          logTo: "nowhere",
        });
        return {
          baseUrl: gateway.baseUrl,
          adminUrl: gateway.adminUrl,
          setSwitches: (switches) =>
            gateway.apply({ ...config, cache_migration: { ...config.cache_migration, ...switches } }),
          close: () => gateway.close(),
        };
      },
    });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function printStats(given: { json?: boolean; admin?: string }, env: Environment): Promise<number> {
  const loaded = loadConfig({ path: configPath(undefined, env), env });
  if (!loaded.ok) {
    process.stderr.write(`${formatFaults(loaded.faults)}\n`);
    return 2;
  }
  const { admin } = loaded.config;
  const url = given.admin ?? `http://${admin.host}:${admin.port}`;
  const headers: Record<string, string> =
    admin.token === "" ? {} : { authorization: `Bearer ${admin.token}` };
  const response = await fetch(`${url}/admin/stats`, { headers, signal: AbortSignal.timeout(5000) }).catch(
    () => null,
  );
  if (!response?.ok) {
    process.stderr.write(
      `semblance: no gateway answers at ${url}${response ? ` (${response.status})` : ""}\n`,
    );
    return 1;
  }
  const stats = (await response.json()) as Record<string, unknown>;
  if (given.json) process.stdout.write(`${JSON.stringify(stats, null, 2)}\n`);
  else
    for (const [name, value] of Object.entries(stats))
      process.stdout.write(`${name.padEnd(30)} ${JSON.stringify(value)}\n`);
  return 0;
}
