import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { type Answer, connect } from "../../bench/connection.ts";
import { ASKED_PATH, mockServer } from "../../bench/mock-server.ts";
import { compare } from "../../bench/serve/baseline.ts";
import { CASES } from "../../bench/serve/cases.ts";
import { cpuTime, residentMiB, watchOthersThanChildren } from "../../bench/serve/cpu.ts";
import { type Figures, figuresOf } from "../../bench/serve/figures.ts";
import { promised, reached } from "../../bench/serve/measure.ts";
import { FellBehind, openLoop } from "../../bench/serve/open-loop.ts";
import { profileOf } from "../../bench/serve/profile.ts";
import { createSender } from "../../bench/serve/send.ts";
import { question, reworded } from "../../bench/serve/words.ts";

const opened: (() => void)[] = [];
afterEach(() => {
  for (const close of opened.splice(0)) close();
});

/** Answers each request with these parts, each written once the one before is out. */
async function answering(...parts: string[]): Promise<number> {
  const server = net.createServer((socket) => {
    socket.setNoDelay(true);
    socket.on("error", () => {});
    socket.on("data", () => {
      const write = (i: number): void => {
        if (parts[i] === "close") socket.destroy();
        else if (i < parts.length) socket.write(parts[i]!, () => setImmediate(() => write(i + 1)));
      };
      write(0);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  opened.push(() => server.close());
  return (server.address() as net.AddressInfo).port;
}

async function asked(port: number): Promise<Answer | Error> {
  return new Promise((resolve, reject) => {
    connect(port, resolve).then((connection) => {
      opened.push(() => connection.close());
      connection.ask(Buffer.from("GET / HTTP/1.1\r\n\r\n"), resolve);
    }, reject);
  });
}

describe("a connection of the benchmark", () => {
  const head = "HTTP/1.1 200 OK\r\nX-Semblance-Outcome: exact\r\n";

  it("reads an answer whole, however it is cut", async () => {
    for (const parts of [
      [`${head}Content-Length: 5\r\n\r\nhello`],
      [head, "Content-Length: 5\r\n\r\nhe", "llo"],
      [`${head}Transfer-Encoding: chunked\r\n\r\n`, "5\r\nhello\r\n", "0\r", "\n\r\n"],
    ]) {
      const answer = (await asked(await answering(...parts))) as Answer;
      expect(answer.head).toContain("x-semblance-outcome: exact");
      expect(answer.firstMs).toBeGreaterThanOrEqual(answer.sentMs);
      expect(answer.doneMs).toBeGreaterThanOrEqual(answer.firstMs);
    }
  });

  it("says that a server closed amid an answer, and that nobody listens", async () => {
    const port = await answering(`${head}Content-Length: 5\r\n\r\nhe`, "close");
    expect(await asked(port)).toBeInstanceOf(Error);
    for (const close of opened.splice(0)) close();
    await expect(asked(port)).rejects.toThrow(/ECONNREFUSED/);
  });

  it("says that a server has closed it while nothing was asked, and does not wait for an answer", async () => {
    const server = net.createServer((socket) => socket.end());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    opened.push(() => server.close());
    const ended = new Promise((resolve) => server.on("connection", (socket) => socket.on("close", resolve)));
    let heard: (error: Error) => void = () => {};
    const connection = await connect((server.address() as net.AddressInfo).port, (error) => heard(error));
    await ended;
    const answer = await new Promise((resolve) => {
      heard = resolve;
      connection.ask(Buffer.from("GET / HTTP/1.1\r\n\r\n"), resolve);
    });
    expect(answer).toBeInstanceOf(Error);
  });

  it("sends each request once over all connections, and counts on", async () => {
    const sender = await createSender(await answering(`${head}Content-Length: 2\r\n\r\nok`), 4);
    opened.push(sender.close);
    const sent: number[] = [];
    const request = (n: number) => Buffer.from(`GET /${sent.push(n)} HTTP/1.1\r\n\r\n`);
    const first = await sender.send(10, request);
    await sender.send(5, request);
    expect(sent.sort((a, b) => a - b)).toEqual(Array.from({ length: 15 }, (_, n) => n));
    expect([...first.outcomes]).toEqual([["exact", 10]]);
  });
});

describe("the questions of the benchmark", () => {
  it("are all different, as are their rewordings", () => {
    const all = Array.from({ length: 20_000 }, (_, n) => [question(n), reworded(n)]).flat();
    expect(new Set(all).size).toBe(all.length);
  });

  it("part the cases by name", () => {
    expect(new Set(CASES.map(({ name }) => name)).size).toBe(CASES.length);
  });
});

describe("what a case promises", () => {
  const sent = (outcomes: Record<string, number>, reasons: Record<string, number>) => ({
    ...{ requests: 200, outcomes: new Map(Object.entries(outcomes)) },
    reasons: new Map(Object.entries(reasons)),
  });
  const crowd = { name: "crowd", reason: { is: "follower", share: 0.95 } };

  it("is the outcome of all answers but one in a hundred", () => {
    expect(() => promised({ name: "a" }, "exact", sent({ exact: 198, miss: 2 }, {}))).not.toThrow();
    expect(() => promised({ name: "a" }, "exact", sent({ exact: 197, miss: 3 }, { absent: 3 }))).toThrow(
      'a: of 200 answers 3 are not "exact": miss 3; by reason absent 3',
    );
    expect(() => promised({ name: "a" }, "exact", sent({}, {}))).toThrow(/200 are not/);
  });

  it("is that of others by what reached upstream: nothing of a hit, all of a miss", async () => {
    expect(() => reached({ name: "a" }, 1, 1)).not.toThrow();
    expect(() => reached({ name: "a" }, 0, 0.009)).not.toThrow();
    expect(() => reached({ name: "a" }, 0, 0.02)).toThrow(
      "a: upstream was asked 0.02 times a request, not 0",
    );
    expect(() => reached({ name: "a" }, 1, 2)).toThrow("a: upstream was asked 2.00 times a request, not 1");
    const upstream = mockServer({ events: 3, bytes: 10 });
    await new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", resolve));
    opened.push(() => upstream.close());
    const at = `http://127.0.0.1:${(upstream.address() as net.AddressInfo).port}`;
    const asked = async () => (await fetch(`${at}${ASKED_PATH}`)).text();
    expect(await asked()).toBe("0");
    for (let n = 0; n < 2; n++) await (await fetch(`${at}/v1/x`, { method: "POST", body: "{}" })).text();
    expect([await asked(), await asked()]).toEqual(["2", "2"]);
  });

  it("is the reason too where the case has one, and not of the bare server", () => {
    expect(() => promised(crowd, "miss", sent({ miss: 200 }, { follower: 190, absent: 10 }))).not.toThrow();
    expect(() => promised(crowd, "miss", sent({ miss: 200 }, { follower: 189, absent: 11 }))).toThrow(
      'crowd: of 200 answers 189 say "follower", fewer than 95 %: absent 11',
    );
    expect(() => promised(crowd, "none", sent({ none: 200 }, { none: 200 }))).not.toThrow();
  });
});

describe("the CPU time of a process", () => {
  it("grows by what it works, and not beyond", () => {
    const before = cpuTime(process.pid);
    const started = process.cpuUsage();
    while (process.cpuUsage(started).user + process.cpuUsage(started).system < 200_000);
    const after = cpuTime(process.pid);
    const used = process.cpuUsage(started);
    expect(after.allUs - before.allUs).toBeGreaterThan(100_000);
    // Ticks of 10 ms stand in where threads ended meanwhile.
    expect(after.allUs - before.allUs).toBeLessThan(used.user + used.system + 100_000);
    expect(residentMiB(process.pid)).toBeGreaterThan(10);
  });
});

describe("the share that others took", () => {
  it("leaves out this process and its children that have ended", () => {
    const others = watchOthersThanChildren();
    const from = performance.now();
    const work = "const t = process.cpuUsage(); while (process.cpuUsage(t).user < 300_000);";
    execFileSync(process.execPath, ["-e", work]);
    const all = 300_000 / ((performance.now() - from) * 1_000 * cpus().length);
    // What the child took is no part of it, whatever else the machine does.
    expect(others()).toBeLessThanOrEqual(1.05 - all);
    expect(others()).toBeGreaterThanOrEqual(0);
  });
});

describe("a profile", () => {
  const folder = () => {
    const dir = mkdtempSync(join(tmpdir(), "semblance-profile-"));
    opened.push(() => rmSync(dir, { recursive: true, force: true }));
    writeFileSync(join(dir, "a.cpuprofile"), text);
    return dir;
  };
  const frame = (id: number, functionName: string, url: string) => ({
    id,
    callFrame: { functionName, url, lineNumber: 9 },
  });
  const nodes = [
    frame(1, "(idle)", ""),
    frame(2, "decide", "file:///x/src/core/decide.ts"),
    frame(3, "(garbage collector)", ""),
    frame(4, "late", "file:///x/src/core/decide.ts"),
  ];
  const text = JSON.stringify({
    nodes,
    startTime: 1_000,
    samples: [4, 2, 1, 3, 2, 4],
    timeDeltas: [0, 100, 30, 50, 10, 30],
  });

  it("tells shares of the stretch alone, without idling, of the CPU time that was measured", () => {
    // decide: 30 and 30 µs; the collector: 10 µs.
    const { functions, files, parts } = profileOf(folder(), { fromUs: 1_100, untilUs: 1_219, cpuUs: 700 });
    expect(functions.map(({ name, selfUs }) => [name, Math.round(selfUs)])).toEqual([
      ["decide core/decide.ts:10", 600],
      ["(garbage collector)", 100],
    ]);
    expect(files.map(({ name }) => name)).toEqual(["core/decide.ts", "(garbage collector)"]);
    expect(parts.map(({ name }) => name)).toEqual(["core", "(garbage collector)"]);
  });

  it("is refused where it saw nothing of the stretch", () => {
    expect(() => profileOf(folder(), { fromUs: 1, untilUs: 2, cpuUs: 700 })).toThrow(/no sample/);
  });
});

describe("a ratio", () => {
  const round = (cpuUs: number) => ({
    ...{ requests: 100, seconds: 1, p50Ms: 1, p99Ms: 2, firstByteP50Ms: 1 },
    ...{ cpuUs, mainUs: cpuUs },
  });
  const figures = (name: string, gateway: number[]): Figures =>
    figuresOf({
      ...{ name, title: name, startMs: 1, residentMiB: { ready: 1, after: 1 }, others: 0, delayMs: 0 },
      bare: gateway.map(() => round(20)),
      gateway: gateway.map(round),
    });

  it("is bare's cost over the gateway's, and is refused where rounds disagree", () => {
    expect(figures("a", [100, 98, 102]).ratio?.median).toBe(0.2);
    expect(figures("a", [100, 50, 200]).ratio).toBe(null);
  });

  it("is dearer than the baseline beyond the noise of both alone", () => {
    const baseline = [figures("a", [100, 98, 102])];
    const verdict = (gateway: number[], name = "a") => compare([figures(name, gateway)], baseline)[0];
    expect(verdict([110, 108, 112])).toMatchObject({ verdict: "same" });
    expect(verdict([150, 148, 152])).toMatchObject({ verdict: "dearer", dearer: expect.closeTo(1.5) });
    expect(verdict([125, 100, 130, 126, 124])).toMatchObject({ verdict: "same" });
    expect(verdict([50, 49, 51])).toMatchObject({ verdict: "cheaper", dearer: expect.closeTo(0.5) });
    expect(verdict([100, 50, 200])).toMatchObject({ verdict: "unknown" });
    expect(verdict([100, 98, 102], "new")).toMatchObject({ verdict: "unknown" });
  });
});

describe("an open loop", () => {
  const request = () => Buffer.from("GET / HTTP/1.1\r\n\r\n");
  const ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  it("measures from when a request was due: what waits behind a stall is charged with it", async () => {
    // The first answer is held until the last request is due; those behind it have waited since.
    const held: net.Socket[] = [];
    let stalled = true;
    const release = () => {
      stalled = false;
      for (const socket of held) socket.write(ok);
    };
    const server = net.createServer((socket) => {
      socket.on("data", () => {
        if (!stalled) return void socket.write(ok);
        // From when the first request is there: until the last one is due.
        if (held.push(socket) === 1) setTimeout(release, 200);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    opened.push(() => server.close());
    const { port } = server.address() as net.AddressInfo;
    let due = 0;
    const started = performance.now();
    const found = await openLoop({
      ...{ port, rate: 100, requests: 20, connections: 1 },
      request: () => {
        due++;
        return request();
      },
    });
    expect(due).toBe(20);
    expect(found.errors).toBe(0);
    // A closed loop would tell one slow answer in twenty and a median of next to nothing.
    expect(found.p50Ms).toBeGreaterThan(50);
    expect(found.p50Ms).toBeLessThan(performance.now() - started);
  });

  it("counts answers that are not 200", async () => {
    const port = await answering("HTTP/1.1 503 No\r\nContent-Length: 2\r\n\r\nno");
    const found = await openLoop({ port, rate: 1_000, requests: 5, connections: 2, request });
    expect(found.errors).toBe(5);
  });

  it("gives up where the server does not stand the rate", async () => {
    // It never answers.
    const port = await answering();
    const running = openLoop({
      ...{ port, rate: 1_000, requests: 10, connections: 1 },
      ...{ request, behindMsMax: 20 },
    });
    await expect(running).rejects.toThrow(FellBehind);
  });
});
