import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { answerTo } from "../../src/demo/model/answer.ts";
import { STEP_IDS, WORDS } from "../../src/demo/tour/words.ts";
import { demoLanguage, type GatewayHandle, runDemo } from "../../src/demo/tour.ts";

/** One way in which the stand-in gateway goes wrong. */
type Flaw =
  | "never-exact"
  | "never-semantic"
  | "never-adapted"
  | "wrong-slot"
  | "trap-served"
  | "stream-cut"
  | "asks-for-each"
  | "shadow-served"
  | "feedback-ignored"
  | "feedback-refused"
  | "silent";

interface Verdict {
  outcome: string;
  reason: string;
  text: string;
  entry?: string;
}

const stands: GatewayHandle[] = [];
afterEach(async () => {
  await Promise.all(stands.splice(0).map((stand) => stand.close()));
});

/** A gateway's outside without its inside: the headers of the contract, over a map. */
async function standIn(flaw: Flaw | null): Promise<GatewayHandle & { closed(): boolean }> {
  const stored = new Map<string, string>();
  const refused = new Set<string>();
  const asked = new Map<string, { question: string; entry: string }>();
  let shadow = false;
  let requests = 0;
  let closed = false;
  let inFlight: string | null = null;

  function judge(question: string, control: string): Verdict {
    const truth = answerTo(question);
    if (control === "no-store") return { outcome: "bypass", reason: "client-no-store", text: truth };
    const equal = stored.get(question);
    if (equal !== undefined && (flaw !== "never-exact" || control !== "")) {
      return { outcome: "exact", reason: "equal", text: equal, entry: `e:${question}` };
    }
    const found = control === "" ? near(question, truth) : null;
    if (found && shadow && flaw !== "shadow-served")
      return { outcome: "shadow", reason: "shadow-mode", text: truth };
    return found ?? { outcome: "miss", reason: "absent", text: truth };
  }

  function near(question: string, truth: string): Verdict | null {
    const installs = [...stored.keys()].filter((one) => one.includes("Ubuntu"));
    if (question.includes("Ubuntu")) {
      if (installs.length < 3 || flaw === "never-adapted") return null;
      const text = flaw === "wrong-slot" ? stored.get(installs[0]!)! : truth;
      return { outcome: "adapted", reason: "slot", text, entry: `e:${installs[0]}` };
    }
    if (flaw === "never-semantic") return null;
    const trapped = flaw === "trap-served" && question.includes("Java");
    const kin = [...stored].find(([, text]) => trapped || text === truth);
    if (!kin || refused.has(`${question}|e:${kin[0]}`)) return null;
    return { outcome: "semantic", reason: "reworded", text: kin[1], entry: `e:${kin[0]}` };
  }

  const server = http.createServer(async (req, res) => {
    if (flaw === "silent") return;
    const parts: Buffer[] = [];
    for await (const part of req as AsyncIterable<Buffer>) parts.push(part);
    const body = JSON.parse(Buffer.concat(parts).toString());
    if (req.url === "/semblance/feedback") {
      if (flaw === "feedback-refused") return void res.writeHead(404).end("{}");
      const one = asked.get(body.request)!;
      if (flaw !== "feedback-ignored") refused.add(`${one.question}|${one.entry}`);
      return void res.writeHead(200).end("{}");
    }
    const question: string = body.messages[0].content;
    const control = req.headers["cache-control"] ?? "";
    const verdict = judge(question, control);
    if (verdict.outcome === "miss" && control.includes("only-if-cached")) {
      return void res.writeHead(504, { "content-type": "application/json" }).end('{"error":{}}');
    }
    if (verdict.outcome === "miss" && inFlight === question && flaw !== "asks-for-each")
      verdict.reason = "follower";
    if (body.stream && verdict.outcome === "miss") inFlight = question;
    const id = String(++requests);
    asked.set(id, { question, entry: verdict.entry ?? "" });
    res.setHeader("x-semblance-outcome", verdict.outcome);
    res.setHeader("x-semblance-reason", verdict.reason);
    res.setHeader("x-semblance-request", id);
    if (verdict.entry) res.setHeader("x-semblance-entry", encodeURI(verdict.entry));
    if (verdict.outcome === "semantic") res.setHeader("x-semblance-confidence", "0.9312");
    const keep = verdict.outcome === "miss" && !body.stream;
    if (keep || verdict.outcome === "shadow") stored.set(question, verdict.text);
    send(res, body.stream === true, verdict.text);
  });

  function send(res: http.ServerResponse, stream: boolean, text: string): void {
    if (!stream) {
      res.setHeader("content-type", "application/json");
      res.end(JSON.stringify({ choices: [{ index: 0, message: { role: "assistant", content: text } }] }));
      return;
    }
    res.setHeader("content-type", "text/event-stream");
    const pieces = text.match(/.{1,20}/gsu) ?? [];
    for (const piece of flaw === "stream-cut" ? pieces.slice(0, 2) : pieces) {
      res.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: piece } }] })}\n\n`);
    }
    res.end("data: [DONE]\n\n");
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const handle = {
    baseUrl: `${origin}/v1`,
    adminUrl: origin,
    closed: () => closed,
    async setSwitches(switches: { use_integrated_cache?: boolean }) {
      shadow = switches.use_integrated_cache === false;
    },
    async close() {
      closed = true;
      server.closeAllConnections();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
  stands.push(handle);
  return handle;
}

async function tour(
  flaw: Flaw | null,
  more: { lang?: "en" | "pt-BR"; color?: boolean; columns?: number; tourMsMax?: number } = {},
) {
  const lines: string[] = [];
  const gateway = await standIn(flaw);
  const status = await runDemo({
    write: (line) => lines.push(line),
    lang: "en",
    color: false,
    columns: 1_000,
    nextBaseUrl: "http://127.0.0.1:18080/v1",
    start: async () => gateway,
    ...more,
  });
  return { status, text: lines.join("\n"), lines, gateway };
}

describe("the tour", () => {
  it.each(["en", "pt-BR"] as const)(
    "keeps every promise against a gateway that does, in %s",
    async (lang) => {
      const { status, text, gateway } = await tour(null, { lang });
      expect(text).not.toContain("✗");
      expect(status).toBe(0);
      for (const word of ["exact", "semantic", "adapted", "shadow", "miss"]) expect(text).toContain(word);
      for (const id of STEP_IDS) expect(text).toContain(WORDS[lang].steps[id].about);
      expect(text).toContain("Como implementar autenticação JWT em Python?");
      expect(text).toContain(lang === "en" ? "0.9312" : "0,9312");
      expect(text).toContain('baseURL: "http://127.0.0.1:18080/v1"');
      expect(gateway.closed()).toBe(true);
    },
  );

  it.each<[Flaw, keyof (typeof WORDS)["en"]["promises"] | null]>([
    ["never-exact", "same-text"],
    ["never-semantic", "reworded"],
    ["never-adapted", "edited"],
    ["wrong-slot", "edited"],
    ["trap-served", "trap"],
    ["stream-cut", "stream"],
    ["asks-for-each", "followers"],
    ["shadow-served", "shadow"],
    ["feedback-ignored", "reported"],
    ["feedback-refused", null],
  ])("fails and says where, when the gateway is %s", async (flaw, pledge) => {
    const { status, text } = await tour(flaw);
    expect(status).toBe(1);
    expect(text).toContain(pledge ? `✗ ${WORDS.en.promises[pledge]}` : "✗ this step failed: feedback: 404");
    expect(text).not.toContain(WORDS.en.good);
  });

  it("ends with status 1 when the gateway never answers, and closes it", async () => {
    const { status, text, gateway } = await tour("silent", { tourMsMax: 1 });
    expect(status).toBe(1);
    expect(text).toContain(WORDS.en.outOfTime);
    expect(gateway.closed()).toBe(true);
  });

  it("ends with status 1 when no gateway starts", async () => {
    const lines: string[] = [];
    const start = () => Promise.reject(new Error("port taken\u001b[2J"));
    const looks = { lang: "en", color: false, columns: 80, nextBaseUrl: "http://127.0.0.1:8080/v1" } as const;
    expect(await runDemo({ write: (line) => lines.push(line), ...looks, start })).toBe(1);
    expect(lines.join("\n")).toMatch(/did not start: port taken/);
    expect(lines.join("\n")).not.toContain("\u001b");
  });

  it.each([
    [80, "en"],
    [80, "pt-BR"],
    [40, "en"],
    [40, "pt-BR"],
  ] as const)("has no line of more than %i columns in %s, and leaves out nothing", async (columns, lang) => {
    const [narrow, wide, flawed] = await Promise.all([
      tour(null, { lang, columns }),
      tour(null, { lang }),
      tour("trap-served", { lang, columns }),
    ]);
    for (const line of [...narrow.lines, ...flawed.lines])
      expect(line.length, line).toBeLessThanOrEqual(columns);
    const words = ({ text }: { text: string }) =>
      text
        .replace(/http\S+|[\d.,]+ (?=ms|s )/g, "")
        .split(/\s+/)
        .sort();
    // Only the head of the table goes without its last column where questions stand below.
    const head = columns < 80 ? [WORDS[lang].table[0]] : [];
    expect([...words(narrow), ...head].sort()).toEqual(words(wide));
    // What is to be typed stands whole on its line.
    for (const [, how] of WORDS[lang].next("http://127.0.0.1:18080/v1"))
      expect(
        narrow.lines.some((line) => line.endsWith(`   ${how}`)),
        how,
      ).toBe(true);
  });

  it.each([
    ["en", /\d,\d{1,2} m?s|\d,\d{4}/],
    ["pt-BR", /\d\.\d{1,2} m?s|[^\d.]\d\.\d{4}/],
  ] as const)("writes every number as %s does", async (lang, other) => {
    const { text } = await tour(null, { lang });
    expect(text.replace(/http\S+/g, "")).not.toMatch(other);
  });

  it("uses colour only when asked, and never changes the words by it", async () => {
    const [plain, coloured] = await Promise.all([tour(null), tour(null, { color: true })]);
    const sgr = /\u001b\[\d+m/g;
    expect(plain.text).not.toMatch(sgr);
    expect(coloured.text).toMatch(sgr);
    const words = (text: string) =>
      text
        .replace(sgr, "")
        .replace(/[\d.,]+/g, "#")
        .replace(/ +/g, " ");
    expect(words(coloured.text)).toBe(words(plain.text));
  });
});

describe("its language", () => {
  it.each<[Record<string, string>, string]>([
    [{}, "en"],
    [{ LANG: "pt_BR.UTF-8" }, "pt-BR"],
    [{ LANG: "pt_PT@euro" }, "pt-BR"],
    [{ LANG: "pt_BR.UTF-8", LC_ALL: "C" }, "en"],
    [{ LANG: "de_DE.UTF-8" }, "en"],
    [{ LANG: "ptx" }, "en"],
    [{ SEMBLANCE_LANG: "pt-BR", LANG: "en_US.UTF-8" }, "pt-BR"],
    [{ SEMBLANCE_LANG: "en", LANG: "pt_BR" }, "en"],
    [{ SEMBLANCE_LANG: "klingon", LANG: "pt_BR" }, "pt-BR"],
  ])("follows %j", (env, lang) => expect(demoLanguage(env)).toBe(lang));

  it("tells both languages the same things", () => {
    const shape = (value: unknown): unknown =>
      typeof value === "object" && value !== null
        ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shape(one)]))
        : typeof value;
    expect(shape(WORDS["pt-BR"])).toEqual(shape(WORDS.en));
  });
});
