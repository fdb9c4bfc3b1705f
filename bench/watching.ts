/**
 * `npm run bench:watching`: what those cost who look on. Exact hits while a collector does not answer, or is not there,
 * beside a gateway without traces; the share of a core that twenty viewers of the dashboard take; first paint and bytes of
 * its pages in Chromium, where there is one. Linux only.
 */
import net, { type AddressInfo } from "node:net";
import { chromiumAvailable, startBrowser, watchedPage } from "../test/support/browser.ts";
import { hit } from "./hit.ts";
import { load } from "./load.ts";
import { cpuTime, residentMiB } from "./serve/cpu.ts";
import { LOAD_CORE, Servers } from "./servers.ts";
import { quantile, say } from "./spread.ts";

const ROUNDS = 12;
const REQUESTS = 1_500;
const WARM_UP = 15_000;
const VIEWERS = 20;
const WATCHED_MS = 5_000;
const PAINTS = "performance.getEntriesByName('first-contentful-paint')";
const FIRST_PAINT = `${PAINTS}[0].startTime`;

interface Subject {
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;
  port: number;
  pid: number;
  admin: string;
  readonly p50: number[];
  readonly p99: number[];
}

const servers = new Servers();
try {
  await main();
  await servers.stop();
} finally {
  servers.remove();
}

async function main(): Promise<void> {
  const mock = await servers.script("mock.ts", LOAD_CORE);
  const silent = net.createServer((socket) => socket.on("error", () => socket.destroy()).resume());
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const { port } = silent.address() as AddressInfo;
  const subjects = [
    subject("without traces", {}),
    subject("never answers", { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` }),
    subject("is not there", { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9" }),
  ];
  for (const it of subjects) {
    it.port = await servers.gateway(`http://127.0.0.1:${mock}/v1`, "bench.yaml", [], it.env);
    it.pid = servers.pid;
    it.admin = servers.admin;
    await hits(it, WARM_UP, 32);
  }
  await exporters(subjects);
  const [plain] = subjects as [Subject];
  await viewers(plain);
  if (chromiumAvailable) await painted(plain.admin);
  silent.close();
}

async function exporters(subjects: readonly Subject[]): Promise<void> {
  for (let round = 0; round < ROUNDS; round++)
    for (let i = 0; i < subjects.length; i++) {
      const it = subjects[(i + round) % subjects.length] as Subject;
      const { p50Ms, p99Ms } = await hits(it, REQUESTS, 1);
      it.p50.push(p50Ms);
      it.p99.push(p99Ms);
    }
  say("a collector that …     p50       p99      memory, after all of it (goal: + 1 ms at most)");
  for (const { name, p50, p99, pid } of subjects) {
    const ms = (list: readonly number[]) => `${quantile(list, 0.5).toFixed(3)} ms`;
    say(
      `${name.padEnd(18)} ${ms(p50).padStart(9)} ${ms(p99).padStart(9)}   ${residentMiB(pid).toFixed(0)} MiB`,
    );
  }
}

/** Of the same gateway with and without viewers, in turns, under the same even load; the least of the rounds. */
async function viewers(of: Subject): Promise<void> {
  const kinds = [
    { name: "nobody", count: 0, query: "" },
    { name: `${VIEWERS} viewers`, count: VIEWERS, query: "" },
    { name: `${VIEWERS} of live requests`, count: VIEWERS, query: "?requests=1" },
  ].map((kind) => ({ ...kind, share: [] as number[] }));
  for (let round = 0; round < 5; round++)
    for (const { count, query, share } of kinds) {
      const watching = new AbortController();
      for (let i = 0; i < count; i++) void watch(`${of.admin}/events${query}`, watching.signal);
      await new Promise((resolve) => setTimeout(resolve, 500));
      const [startUs, startMs] = [cpuTime(of.pid).allUs, performance.now()];
      await load({
        ...{ port: of.port, connections: 1, warmUpMs: 0, measureMs: WATCHED_MS, pauseMs: 5 },
        request: () => hit,
      });
      share.push((cpuTime(of.pid).allUs - startUs) / (performance.now() - startMs) / 10);
      watching.abort();
    }
  const least = kinds.map(({ share }) => Math.min(...share));
  for (const [i, { name }] of kinds.entries())
    say(
      `${name.padEnd(20)} ${(least[i] as number).toFixed(2)} % of a core, + ${((least[i] as number) - (least[0] as number)).toFixed(2)} (goal: + 2 at most)`,
    );
}

async function watch(url: string, signal: AbortSignal): Promise<void> {
  try {
    const response = await fetch(url, { signal });
    for await (const chunk of response.body ?? []) void chunk;
  } catch {
    // Ended by us.
  }
}

async function painted(admin: string): Promise<void> {
  const browser = await startBrowser();
  for (const path of ["/", "/quality", "/rollout", "/entries", "/explain", "/live"]) {
    const paints: number[] = [];
    let loaded = 0;
    for (let i = 0; i < 7; i++) {
      const { page, bytes } = await watchedPage(browser, admin);
      await page.goto(admin + path, { waitUntil: "load" });
      await page.waitForSelector(".state.on");
      await page.waitForFunction(`${PAINTS}.length > 0`);
      paints.push((await page.evaluate(FIRST_PAINT)) as number);
      loaded = bytes();
      await page.browserContext().close();
    }
    say(
      `first paint of ${path.padEnd(9)} ${quantile(paints, 0.5).toFixed(0)} ms, worst of 7 ${Math.max(...paints).toFixed(0)} ms (goal < 500), ${(loaded / 1000).toFixed(0)} kB (goal <= 200)`,
    );
  }
  await browser.close();
}

function subject(name: string, env: Record<string, string>): Subject {
  return { name, env, port: 0, pid: 0, admin: "", p50: [], p99: [] };
}

async function hits({ port }: Subject, count: number, connections: number) {
  let left = count - connections;
  const measured = await load({
    ...{ port, connections, warmUpMs: 0, measureMs: 600_000 },
    request: () => hit,
    goOn: () => left-- > 0,
  });
  if (measured.errors > 0) throw new Error(`${measured.errors} answers were not 200`);
  return measured;
}
