/**
 * Stored answers for commands: through the admin plane of the running gateway, or from the data dir where none runs.
 */
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import type { Config } from "../config.ts";
import type { StoredAccess } from "../main/keeping.ts";
import { adminAt, messageIn } from "./admin-call.ts";
import { type CommandDeps, loadedConfig } from "./command.ts";
import { CommandFault, exitOfRefusal } from "./exit-status.ts";

const ANSWER_MS_MAX = 120_000;
const ALIVE_MS_MAX = 5_000;

/** Runs `work` on the stored answers; resolves to its exit status. Throws CommandFault. */
export async function onStored(
  deps: CommandDeps,
  admin: string | undefined,
  work: (stored: StoredAccess) => Promise<number>,
): Promise<number> {
  const config = loadedConfig(deps.configPath(), deps.env);
  const call = adminAt(config, admin);
  if (await isAlive(call.url)) return work(remote(call));
  if (admin !== undefined) throw new CommandFault(`no gateway answers at ${call.url}`);
  return onDataDir(deps, config, work);
}

async function onDataDir(
  { open, env, configPath }: CommandDeps,
  config: Config,
  work: (stored: StoredAccess) => Promise<number>,
): Promise<number> {
  process.umask(0o077);
  const quiet = { say: () => {}, color: false, logTo: "nowhere" } as const;
  const stored = await open({ config, configPath: configPath(), env, ...quiet });
  try {
    return await work(stored);
  } finally {
    await stored[Symbol.asyncDispose]();
  }
}

async function isAlive(origin: string): Promise<boolean> {
  try {
    return (await fetch(`${origin}/livez`, { signal: AbortSignal.timeout(ALIVE_MS_MAX) })).ok;
  } catch {
    return false;
  }
}

function remote({ url, headers }: ReturnType<typeof adminAt>): StoredAccess {
  const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
    let response: Response;
    try {
      response = await fetch(`${url}${path}`, { ...init, headers });
    } catch {
      throw new CommandFault(`the gateway at ${url} went away`);
    }
    if (!response.ok)
      throw new CommandFault(
        messageIn(await response.text(), response.status),
        exitOfRefusal(response.status),
      );
    return response;
  };
  const told = async (path: string, body?: object) => {
    const signal = AbortSignal.timeout(ANSWER_MS_MAX);
    const init = body === undefined ? { signal } : { signal, method: "POST", body: JSON.stringify(body) };
    return (await ask(path, init)).json();
  };
  return {
    head: () => told("/admin/export/head") as ReturnType<StoredAccess["head"]>,
    async *rows() {
      const { body } = await ask("/admin/export");
      if (body === null) return;
      const input = Readable.fromWeb(body as ReadableStream<Uint8Array>);
      try {
        yield* linesOf(input);
      } catch {
        throw new CommandFault(`the gateway at ${url} broke off`);
      }
    },
    import: (rows) => told("/admin/import", { rows }) as ReturnType<StoredAccess["import"]>,
    warm: (rows, defaults) => told("/admin/warm", { rows, ...defaults }) as ReturnType<StoredAccess["warm"]>,
  };
}

async function* linesOf(input: Readable): AsyncGenerator<string> {
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => {});
  input.once("error", failed.reject);
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })[Symbol.asyncIterator]();
  for (;;) {
    const next = await Promise.race([lines.next(), failed.promise]);
    if (next.done === true) return;
    yield next.value;
  }
}
