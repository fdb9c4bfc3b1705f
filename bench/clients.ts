/**
 * What a request to upstream costs a process by node:http and by undici, alone: CPU time, in rounds by turns. Answers are read and
 * dropped.
 *
 *     npm install --prefix FOLDER undici
 *     npm run bench:clients -- FOLDER
 */
import { execFileSync } from "node:child_process";
import http from "node:http";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { canPin, LOAD_CORE, SERVER_CORE, Servers } from "./servers.ts";
import { say, spread } from "./spread.ts";

const AT_ONCE = 16;
const WARM = 15_000;
const REQUESTS = 20_000;
const ROUNDS = 7;
const BODY = Buffer.from(
  JSON.stringify({ model: "m", messages: [{ role: "user", content: "How do I reset it?" }] }),
);
const PATH = "/v1/chat/completions";
const HEADERS = ["content-type", "application/json", "authorization", "Bearer sk-bench"];

/** One request; resolves to the bytes of its answer. */
type Ask = () => Promise<number>;

interface Handler {
  onRequestStart(): void;
  onResponseStart(): void;
  onResponseData(controller: unknown, chunk: Buffer): void;
  onResponseEnd(): void;
  onResponseError(controller: unknown, error: Error): void;
}
interface Undici {
  readonly Client: new (
    origin: string,
    options: object,
  ) => { dispatch(request: object, handler: Handler): boolean };
}

function byNode(port: number): Ask {
  const agent = new http.Agent({ keepAlive: true, maxSockets: AT_ONCE, scheduling: "lifo" });
  const framing = ["host", `127.0.0.1:${port}`, "content-length", String(BODY.length)];
  const headers = [...framing, ...HEADERS, "connection", "keep-alive"];
  const target = { host: "127.0.0.1", port, path: PATH, method: "POST", agent, headers, setHost: false };
  return () =>
    new Promise((done, fail) => {
      const request = http.request(target, (answer) => {
        let bytes = 0;
        answer.on("data", (chunk: Buffer) => {
          bytes += chunk.length;
        });
        answer.on("end", () => done(bytes));
      });
      request.on("error", fail);
      request.end(BODY);
    });
}

/** A connection each, the one that was freed last first, as node:http's agent is told to choose. */
function byUndici({ Client }: Undici, port: number): Ask {
  const free: InstanceType<Undici["Client"]>[] = [];
  const request = { method: "POST", path: PATH, headers: HEADERS, body: BODY };
  return () =>
    new Promise((done, fail) => {
      const options = { pipelining: 1, headersTimeout: 0, bodyTimeout: 0 };
      const client = free.pop() ?? new Client(`http://127.0.0.1:${port}`, options);
      let bytes = 0;
      client.dispatch(request, {
        onRequestStart() {},
        onResponseStart() {},
        onResponseData(_, chunk) {
          bytes += chunk.length;
        },
        onResponseEnd() {
          free.push(client);
          done(bytes);
        },
        onResponseError: (_, error) => fail(error),
      });
    });
}

/** µs of CPU time a request. */
async function round(ask: Ask, requests: number): Promise<number> {
  const before = process.cpuUsage();
  let left = requests;
  const worker = async (): Promise<void> => {
    while (left-- > 0) if ((await ask()) === 0) throw new Error("an answer is empty");
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / requests;
}

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write("name the folder where undici is installed\n");
  process.exit(2);
}
const from = createRequire(join(resolve(folder), "package.json"));
const undici: Undici & object = from("undici");
const { version } = from("undici/package.json");
if (canPin) execFileSync("taskset", ["-pc", String(SERVER_CORE), String(process.pid)], { stdio: "ignore" });
const servers = new Servers();
const port = await servers.script("mock.ts", LOAD_CORE, ["0", "1000"]);
const asks = { "node:http": byNode(port), [`undici ${version}`]: byUndici(undici, port) };
for (const ask of Object.values(asks)) await round(ask, WARM);
const found = Object.keys(asks).map((): number[] => []);
for (let n = 0; n < ROUNDS; n++)
  for (const [i, ask] of Object.values(asks).entries()) found[i]?.push(await round(ask, REQUESTS));
for (const [i, name] of Object.keys(asks).entries())
  say(`${name.padEnd(16)}${spread(found[i] ?? [])} us of CPU time a request`);
servers.remove();
process.exit(0);
