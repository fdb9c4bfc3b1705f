/** Who is told apart from whom, through the running gateway. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Harness, startHarness } from "../support/harness.ts";
import { startUpstream, type TestUpstream } from "../support/upstream.ts";

let upstream: TestUpstream;
let gateway: Harness;

beforeAll(async () => {
  upstream = await startUpstream();
  gateway = await startHarness({ upstream: upstream.url });
});
afterAll(async () => {
  await gateway.close();
  await upstream.close();
});

const outcomes = async (question: string, ...headers: Record<string, string>[]) => {
  const seen = [];
  for (const given of headers) seen.push((await gateway.chat(question, {}, given)).outcome);
  return seen;
};

it.each(["ocp-apim-subscription-key", "x-goog-api-key", "cookie", "x-portkey-provider", "x-my-token"])(
  "requests that differ in %s do not share, equal ones do",
  async (name) => {
    const alice = { [name]: "alice" };
    expect(await outcomes(`Who sends ${name}?`, alice, { [name]: "bob" }, {}, alice)).toEqual([
      ...["miss", "miss", "miss", "exact"],
    ]);
  },
);

it("requests that differ in a trace share, and in an idempotency key do not", async () => {
  const first = { "idempotency-key": "1", traceparent: "a" };
  expect(
    await outcomes("Who tries twice?", first, { "idempotency-key": "2" }, { ...first, "x-request-id": "r" }),
  ).toEqual(["miss", "miss", "exact"]);
});

it.each(["header:x-team", "body:user"])(
  "callers share where %s is the same, and not where it is absent",
  async (by) => {
    gateway.set({ settings: { tenantBy: by, stickyHeaders: new Set(["x-team"]) } });
    const ask = async (key: string, team?: string) => {
      const headers = { authorization: `Bearer ${key}`, ...(team === undefined ? {} : { "x-team": team }) };
      const user = team === undefined ? {} : { user: team };
      return (await gateway.chat(`Who is asked by ${by}?`, user, headers)).outcome;
    };
    try {
      expect([await ask("sk-a", "red"), await ask("sk-b", "red"), await ask("sk-b", "blue")]).toEqual([
        ...["miss", "exact", "miss"],
      ]);
      expect([await ask("sk-a"), await ask("sk-b"), await ask("sk-c", ""), await ask("sk-a")]).toEqual([
        ...["miss", "miss", "miss", "exact"],
      ]);
    } finally {
      gateway.set({ settings: { tenantBy: "credential", stickyHeaders: new Set() } });
    }
  },
);

it("a refused credential stays refused, however it is spelled and whatever stands beside it", async () => {
  const question = "Is this key still good?";
  const key = { authorization: "Bearer sk-mallory" };
  expect(await outcomes(question, key, key)).toEqual(["miss", "exact"]);
  const { script } = upstream;
  upstream.script = (_arrived, res) => void res.writeHead(401).end("{}");
  try {
    const statuses = [];
    for (const given of [
      { ...key, "cache-control": "no-cache" },
      key,
      { authorization: "bearer sk-mallory" },
      { authorization: "Bearer sk-mallory", "x-api-key": "other" },
    ])
      statuses.push((await gateway.chat(question, {}, given)).status);
    expect(statuses).toEqual([401, 401, 401, 401]);
  } finally {
    upstream.script = script;
  }
  upstream.script = (arrived, res) => (arrived.method === "GET" ? void res.end("{}") : script(arrived, res));
  const models = await fetch(`${gateway.url}/models`, { headers: key });
  await models.arrayBuffer();
  const again = await gateway.chat(question, {}, key);
  expect([again.outcome, again.status]).toEqual(["miss", 200]);
  expect(await outcomes(question, key)).toEqual(["exact"]);
});
