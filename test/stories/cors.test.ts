import http from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Answered, type Harness, startHarness } from "../support/harness.ts";
import { answerText, startUpstream, type TestUpstream } from "../support/upstream.ts";

const PAGE = "https://app.example";
const OTHER = "https://other.example";
const EVIL = "https://evil.example";

let up: TestUpstream;
let gw: Harness;
/** Which pages upstream allows, and whether it says so to a preflight. */
let allowed: Set<string>;
let answersPreflights: boolean;

beforeAll(async () => {
  up = await startUpstream();
});
afterAll(() => up.close());

beforeEach(async () => {
  allowed = new Set([PAGE, OTHER]);
  answersPreflights = true;
  up.arrived.length = 0;
  up.script = (arrived, res) => {
    const { origin } = arrived.headers;
    const preflight = arrived.method === "OPTIONS";
    if (origin !== undefined && allowed.has(origin) && (!preflight || answersPreflights)) {
      res.setHeader("Access-Control-Allow-Origin", origin);
      res.setHeader("Access-Control-Allow-Credentials", "true");
      if (preflight) res.setHeader("Access-Control-Allow-Headers", "authorization, content-type");
      else res.setHeader("Access-Control-Expose-Headers", "x-request-id, x-upstream");
    }
    if (preflight) return void res.writeHead(answersPreflights ? 204 : 405).end();
    answerText(arrived, res, `You asked: ${arrived.question}`);
  };
  gw = await startHarness({ upstream: up.url });
  return () => gw.close();
});

const from = (origin: string, more: Record<string, string> = {}) => ({ origin, ...more });
const asked = (method: string) => up.arrived.filter((a) => a.method === method).length;

function mayRead(answer: Answered, page: string): void {
  expect(answer.headers.get("access-control-allow-origin")).toBe(page);
  expect(answer.headers.get("access-control-allow-credentials")).toBe("true");
  expect(answer.headers.get("vary")?.toLowerCase()).toContain("origin");
  const exposed = (answer.headers.get("access-control-expose-headers") ?? "").split(", ");
  for (const name of ["x-semblance-outcome", "age", "cache-status"]) expect(exposed).toContain(name);
}

async function hit(question: string, origin: string, more: object = {}): Promise<Answered> {
  const answer = await gw.chat(question, more, from(origin));
  expect(answer.outcome).toBe("exact");
  return answer;
}

describe("a page reads what upstream lets it read", () => {
  it("on a miss and on exact hits in either form, without a preflight of ours", async () => {
    for (const stream of [false, true]) {
      const question = `form ${stream}`;
      const miss = await gw.chat(question, { stream }, from(PAGE));
      expect(miss.outcome).toBe("miss");
      mayRead(miss, PAGE);
      expect(miss.headers.get("access-control-expose-headers")).toMatch(/^x-request-id, x-upstream, /);
      mayRead(await hit(question, PAGE, { stream }), PAGE);
      mayRead(await hit(question, PAGE, { stream: !stream }), PAGE);
    }
    expect(asked("OPTIONS")).toBe(0);
  });

  it("on a hit by meaning", async () => {
    await gw.chat("red green blue", {}, from(PAGE));
    const answer = await gw.chat("blue green red", {}, from(PAGE));
    expect(answer.outcome).toBe("semantic");
    mayRead(answer, PAGE);
  });

  it("as a follower, of its own page or of another's call", async () => {
    const held = Promise.withResolvers<void>();
    const script = up.script;
    up.script = async (arrived, res) => {
      if (arrived.method === "POST") await held.promise;
      await script(arrived, res);
    };
    const arrived = up.next();
    const first = gw.chat("together", {}, from(PAGE));
    await arrived;
    const others = [PAGE, OTHER].map((page) => gw.chat("together", {}, from(page)));
    await gw.joined(3);
    held.resolve();
    mayRead(await first, PAGE);
    const [same, other] = await Promise.all(others);
    expect([same?.reason, other?.reason]).toEqual(["follower", "follower"]);
    mayRead(same as Answered, PAGE);
    mayRead(other as Answered, OTHER);
    expect(asked("POST")).toBe(1);
  });

  it("on errors of ours, whoever is at fault", async () => {
    await gw.chat("known", {}, from(PAGE));
    const refused = await gw.chat("never asked", {}, from(PAGE, { "cache-control": "only-if-cached" }));
    expect(refused.status).toBe(504);
    mayRead(refused, PAGE);
    const broken = await gw.post("/chat/completions", "{", from(PAGE, { "x-semblance-min-confidence": "9" }));
    expect(broken.status).toBe(400);
    mayRead(broken, PAGE);
    up.script = (_, res) => void res.socket?.destroy();
    const cut = await gw.chat("cut off", {}, from(PAGE));
    expect(cut.status).toBe(502);
    mayRead(cut, PAGE);
  });
});

describe("what was stored for one page says nothing of another", () => {
  it("which is asked for once by a preflight", async () => {
    await gw.chat("shared", {}, from(PAGE));
    mayRead(await hit("shared", OTHER), OTHER);
    mayRead(await hit("shared", OTHER), OTHER);
    expect([asked("OPTIONS"), asked("POST")]).toEqual([1, 1]);
    const preflight = up.arrived.find((a) => a.method === "OPTIONS");
    expect(preflight?.headers).toMatchObject({ origin: OTHER, "access-control-request-method": "POST" });
    expect(preflight?.headers["authorization"]).toBeUndefined();
  });

  it("or, where upstream answers no preflight, once by the request itself", async () => {
    answersPreflights = false;
    await gw.chat("shared", {}, from(PAGE));
    const first = await gw.chat("shared", {}, from(OTHER));
    expect([first.outcome, first.reason]).toEqual(["miss", "origin-unknown"]);
    mayRead(first, OTHER);
    mayRead(await hit("shared", OTHER), OTHER);
    expect([asked("OPTIONS"), asked("POST")]).toEqual([1, 2]);
  });

  it("and a page that upstream allows nothing is allowed nothing", async () => {
    await gw.chat("shared", {}, from(PAGE));
    const answers = [await gw.chat("shared", {}, from(EVIL)), await hit("shared", EVIL)];
    for (const { headers } of answers) {
      expect([...headers.keys()].filter((name) => name.startsWith("access-control-"))).toEqual([]);
      expect(headers.get("vary")).toContain("Origin");
    }
    expect(asked("POST")).toBe(2);
  });

  it("nor does a stored answer's header reach who names no page", async () => {
    await gw.chat("shared", {}, from(PAGE));
    const { headers, outcome } = await gw.chat("shared");
    expect(outcome).toBe("exact");
    expect([...headers.keys()].filter((name) => /^access-control-|^vary$/.test(name))).toEqual([]);
    expect(asked("OPTIONS")).toBe(0);
  });
});

it("an upstream that cannot be asked keeps no hit from its caller", async () => {
  await gw.chat("shared", {}, from(PAGE));
  up.script = (_, res) => void res.socket?.destroy();
  const answer = await hit("shared", OTHER);
  expect(answer.headers.get("access-control-allow-origin")).toBeNull();
  mayRead(await hit("shared", PAGE), PAGE);
});

it("a preflight is answered as upstream does, without a credential in any mode, and is learned from", async () => {
  gw.set({ settings: { keys: new Map() } });
  const preflight = await new Promise<http.IncomingMessage>((resolve, reject) => {
    const headers = {
      origin: OTHER,
      "access-control-request-method": "POST",
      "access-control-request-headers": "authorization",
    };
    http
      .request(`${gw.url}/chat/completions`, { method: "OPTIONS", headers }, (res) => resolve(res.resume()))
      .on("error", reject)
      .end();
  });
  expect([preflight.statusCode, preflight.headers["access-control-allow-origin"]]).toEqual([204, OTHER]);
  expect(preflight.headers["access-control-allow-headers"]).toBe("authorization, content-type");
  const refused = await gw.chat("without a key", {}, from(OTHER));
  expect(refused.status).toBe(401);
  mayRead(refused, OTHER);
  expect(asked("OPTIONS")).toBe(1);
});
