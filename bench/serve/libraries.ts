/** Caches that are libraries: CPU time a call, each alone in a process on the server's core, over the same questions. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync } from "node:fs";
import { join } from "node:path";
import { canPin, SERVER_CORE, type Servers } from "../servers.ts";
import { question, reworded } from "./words.ts";

const PACKAGES = ["gptcache==0.1.44", "faiss-cpu==1.15.1", "sqlalchemy==2.1.9"];
const INSTALL_MS_MAX = 600_000;
const RUN_MS_MAX = 600_000;
/** Of what is asked, the share that must be answered: it would be measured at something else. */
const ANSWERED_MIN = 0.9;

interface Told {
  readonly put_us: number;
  readonly get_us: number;
  readonly asked: number;
  readonly answered: number;
}

/** Our own, by the figures that GPTCache is told by. @throws Error where too little was answered. */
export function ours(servers: Servers, count: number): Record<string, number> {
  const script = join(import.meta.dirname, "library-calls.ts");
  return figures(
    run(
      [
        process.execPath,
        "--disable-warning=ExperimentalWarning",
        script,
        mkdtempSync(join(servers.dir, "l-")),
      ],
      count,
    ),
  );
}

/** `folder`: where it is, or will be, installed. @throws Error where it does not install, or too little was answered. */
export function gptcache(servers: Servers, count: number, folder: string): Record<string, number> {
  const at = join(folder, "gptcache");
  const python = join(at, "bin/python");
  if (!existsSync(python)) {
    mkdirSync(folder, { recursive: true });
    const o = {
      stdio: ["ignore", "ignore", "pipe"] as ["ignore", "ignore", "pipe"],
      timeout: INSTALL_MS_MAX,
    };
    execFileSync("python3", ["-m", "venv", at], o);
    execFileSync(python, ["-m", "pip", "install", "-q", ...PACKAGES], o);
  }
  const script = join(import.meta.dirname, "peer-gptcache.py");
  return figures(run([python, script, mkdtempSync(join(servers.dir, "g-"))], count));
}

/** The last line of what it says is its figures; it is told the questions on standard input. */
function run(line: readonly string[], count: number): { equal: Told; meaning: Told } {
  const [command, ...args] = canPin ? ["taskset", "-c", String(SERVER_CORE), ...line] : line;
  const input = Array.from({ length: count }, (_, n) => `${question(n)}\t${reworded(n)}\n`).join("");
  const done = spawnSync(command!, args, { input, encoding: "utf8", timeout: RUN_MS_MAX });
  if (done.status !== 0)
    throw new Error(`${line.at(-2)} ended with ${done.status ?? done.signal}: ${done.stderr.slice(-300)}`);
  return JSON.parse(done.stdout.trim().split("\n").at(-1) ?? "") as { equal: Told; meaning: Told };
}

function figures({ equal, meaning }: { equal: Told; meaning: Told }): Record<string, number> {
  for (const [what, told] of Object.entries({ equal, meaning }))
    if (told.answered < ANSWERED_MIN * told.asked)
      throw new Error(`of ${told.asked} ${what} questions ${told.answered} were answered`);
  return {
    "CPU us a get, equal": equal.get_us,
    "CPU us a put, equal": equal.put_us,
    "CPU us a get, by meaning": meaning.get_us,
    "CPU us a put, by meaning": meaning.put_us,
    "answered by meaning, %": (100 * meaning.answered) / meaning.asked,
  };
}
