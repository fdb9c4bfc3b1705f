/** The pages of the dashboard, as a real browser shows them. */
import { readFileSync } from "node:fs";
import type { Browser, Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { VIEWERS_MAX } from "../../src/observe/live-feed.ts";
import { chromiumAvailable, startBrowser, watchedPage } from "../support/browser.ts";
import { type GatewayProcess, startProcess } from "../support/process.ts";
import { soon } from "../support/soon.ts";

const PAGES = ["/", "/quality", "/rollout", "/entries", "/entries/none", "/explain", "/live"];
/** A name that would be markup, a direction, and a line of its own. */
const EVIL = '<img src=x onerror="window.owned=1">\u202egpj.exe\nend';
const BYTES_MAX = 200_000;
const CONTRAST_MIN = 4.5;

async function ask(gateway: GatewayProcess, question: string, model = "gpt-4o-mini"): Promise<Response> {
  const response = await fetch(`${gateway.url}/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: "Bearer sk-one" },
    body: JSON.stringify({ model, temperature: 0, messages: [{ role: "user", content: question }] }),
  });
  await response.arrayBuffer();
  return response;
}

/** Scripts run in the page as text: the tests know no document. */
const CONTRAST = readFileSync(new URL("../support/contrast.js", import.meta.url), "utf8");
const IS_OWNED = '"owned" in window || document.querySelector("img") !== null';
/** Once it is drawn: pixels of the chart's first and last column that are not blank. */
const INK_AT_EDGES = `new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))).then(() => {
  const canvas = document.querySelector(".uplot canvas");
  const column = (x) => [...canvas.getContext("2d").getImageData(x, 0, 1, canvas.height).data];
  return [...column(0), ...column(canvas.width - 1)].filter((value) => value !== 0).length;
})`;

async function evaluated<T>(page: Page, script: string): Promise<T> {
  return (await page.evaluate(script)) as T;
}

async function focused(page: Page): Promise<string> {
  await page.keyboard.press("Tab");
  return evaluated(page, "document.activeElement.textContent.trim()");
}

describe.skipIf(!chromiumAvailable)("the dashboard in a browser (needs Chromium)", () => {
  let browser: Browser;
  let gateway: GatewayProcess;

  beforeAll(async () => {
    browser = await startBrowser();
    gateway = await startProcess({
      config: { cache_migration: { monitoring: { collection_interval_seconds: 1 } } },
    });
    for (const question of ["What is a reverse proxy?", "What is a reverse proxy?"])
      await ask(gateway, question);
    await ask(gateway, "What is TLS?", EVIL);
  });
  afterAll(async () => {
    await browser.close();
    await gateway.end();
  });

  for (const scheme of ["light", "dark"] as const)
    for (const width of [1280, 390])
      it.each(PAGES)(`%s is whole, calm and readable (${scheme}, ${width} px)`, async (path) => {
        const { page, problems, bytes } = await watchedPage(browser, gateway.admin, { width, scheme });
        await page.goto(gateway.admin + path, { waitUntil: "load" });
        await page.waitForSelector(".state.on");
        expect((await page.$$("h1")).length).toBe(1);
        expect((await page.$$("main, header, nav")).length).toBeGreaterThanOrEqual(3);
        const { ratio, text } = await evaluated<{ ratio: number; text: string }>(page, CONTRAST);
        expect(ratio, text).toBeGreaterThanOrEqual(CONTRAST_MIN);
        expect(
          await evaluated<number>(page, "document.documentElement.scrollWidth - innerWidth"),
        ).toBeLessThanOrEqual(0);
        expect(bytes()).toBeLessThan(BYTES_MAX);
        expect(problems.filter((problem) => !(path === "/entries/none" && problem.includes("404")))).toEqual(
          [],
        );
        await page.browserContext().close();
      });

  it("cuts no label of its chart on a narrow phone, however many requests there were", async () => {
    const { page } = await watchedPage(browser, gateway.admin, { width: 360 });
    await page.setRequestInterception(true);
    const metrics = [0, 60, 120].map((after) => ({
      ...{ timestamp: 1_800_000_000 + after, cache_hits: 9, cache_misses: 1, hit_rate: 0.9 },
      requests: 1_234_567 + after,
    }));
    page.on("request", (request) => {
      if (request.url().includes("/admin/history"))
        void request.respond({ contentType: "application/json", body: JSON.stringify({ metrics }) });
      else void request.continue();
    });
    await page.goto(gateway.admin, { waitUntil: "load" });
    await page.waitForSelector(".uplot canvas");
    expect(await evaluated<number>(page, INK_AT_EDGES)).toBe(0);
    await page.browserContext().close();
  });

  it("is used by keyboard: first the way past the head, then the pages in their order", async () => {
    const { page } = await watchedPage(browser, gateway.admin);
    await page.goto(`${gateway.admin}/quality`);
    const order: string[] = [];
    for (let i = 0; i < 8; i++) order.push(await focused(page));
    expect(order).toEqual([
      ...["Skip to the page", "Semblance", "Overview", "Quality", "Rollout", "Entries", "Explain", "Live"],
    ]);
    await page.goto(`${gateway.admin}/quality`);
    await focused(page);
    await page.keyboard.press("Enter");
    expect(await evaluated(page, "document.activeElement.id")).toBe("page");
  });

  it("shows what callers wrote as text, wherever it stands", async () => {
    const { page, problems } = await watchedPage(browser, gateway.admin);
    for (const path of [
      "/",
      "/?hours=24",
      `/entries?q=${encodeURIComponent(EVIL)}`,
      `/explain?request=${encodeURIComponent(EVIL)}`,
    ]) {
      await page.goto(gateway.admin + path, { waitUntil: "networkidle2" });
      expect(await evaluated(page, IS_OWNED)).toBe(false);
    }
    await page.goto(gateway.admin);
    expect(await evaluated(page, "document.querySelector('main').textContent")).toContain("⟨U+202E⟩gpj.exe");
    expect(problems).toEqual([]);
  });

  it("tells of each request as it ends, live, and without its text", async () => {
    const { page, problems } = await watchedPage(browser, gateway.admin);
    await page.goto(`${gateway.admin}/live`);
    await page.waitForSelector(".state.on");
    const question = "What is the secret of the live page?";
    const id = (await ask(gateway, question, EVIL)).headers.get("x-semblance-request") ?? "";
    await page.waitForFunction(`document.body.textContent.includes(${JSON.stringify(id)})`);
    const body = await evaluated<string>(page, "document.body.textContent");
    expect(body).toContain("miss");
    expect(body).not.toContain("secret");
    expect(await evaluated(page, IS_OWNED)).toBe(false);
    expect(problems).toEqual([]);
  });

  it("explains a pair, and says what is wrong with nonsense", async () => {
    const { page } = await watchedPage(browser, gateway.admin);
    await page.goto(`${gateway.admin}/explain`);
    await page.evaluate("document.getElementById('request').value = '{'");
    await page.click('[data-explain="request"] button');
    await page.waitForFunction("document.querySelector('[data-problem]').textContent === 'This is no JSON.'");
    await page.evaluate("document.getElementById('stored').closest('details').open = true");
    await page.type("#stored", "What is 2 plus 2?");
    await page.type("#asked", "What is 2 plus 3?");
    await page.click('[data-explain="pair"] button');
    await page.waitForFunction(
      "document.querySelector('[data-explained]').textContent.includes('numbers-differ')",
    );
  });

  it.each([
    ["removes it", "[data-remove] button", "What is to be removed?"],
    ["reports it as bad", "[data-report] button", "What is to be reported?"],
  ])("finds what is stored, opens it, and %s when one is sure", async (what, button, question) => {
    const { page } = await watchedPage(browser, gateway.admin);
    const model = `a model whose owner ${what}`;
    await ask(gateway, question, model);
    await soon(async () => {
      await page.goto(`${gateway.admin}/entries?q=${encodeURIComponent(model)}`);
      if ((await page.$$("tbody tr")).length !== 1) throw new Error("not there yet");
    });
    await Promise.all([page.waitForNavigation(), page.click("tbody a")]);
    expect(await evaluated(page, "document.querySelector('main').textContent")).toContain(model);
    await page.click(button);
    await page.waitForSelector("dialog[open]");
    await Promise.all([page.waitForNavigation(), page.click('dialog button[value="yes"]')]);
    await page.goto(`${gateway.admin}/entries?q=${encodeURIComponent(model)}`);
    expect(await evaluated(page, "document.querySelector('main').textContent")).toContain(
      "Nothing stored fits.",
    );
    const again = await ask(gateway, question, model);
    expect(again.headers.get("x-semblance-outcome")).toBe("miss");
  });

  it("changes the percentage only when one is sure", async () => {
    const { page } = await watchedPage(browser, gateway.admin);
    const percentage = async () =>
      ((await (await fetch(`${gateway.admin}/admin/rollout`)).json()) as { traffic_percentage: number })
        .traffic_percentage;
    const set = async (answer: "yes" | "no") => {
      await page.goto(`${gateway.admin}/rollout`);
      await page.evaluate("document.getElementById('percentage').value = '25'");
      await page.click('[data-rollout] button[value="set"]');
      await page.waitForSelector("dialog[open]");
      const gone = answer === "yes" ? page.waitForNavigation() : null;
      await page.click(`dialog button[value="${answer}"]`);
      await gone;
    };
    const before = await percentage();
    await set("no");
    expect(await percentage()).toBe(before);
    await set("yes");
    expect(await percentage()).toBe(25);
    expect(await evaluated(page, "document.querySelector('main').textContent")).toContain("by hand");
  });

  it("speaks Portuguese to who asks for it", async () => {
    const { page } = await watchedPage(browser, gateway.admin);
    await page.setExtraHTTPHeaders({ "accept-language": "pt-BR,pt;q=0.9,en;q=0.5" });
    await page.goto(gateway.admin);
    expect(await evaluated(page, "document.querySelector('h1').textContent")).toBe("Visão geral");
    expect(await evaluated(page, "document.documentElement.lang")).toBe("pt-BR");
  });
});

it("who asks for the head of the live figures alone takes nobody's place at them", async () => {
  const gateway = await startProcess({});
  try {
    for (let n = 0; n <= VIEWERS_MAX; n++) {
      const head = await fetch(`${gateway.admin}/events`, { method: "HEAD" });
      expect([head.status, head.headers.get("content-type")]).toEqual([
        200,
        "text/event-stream; charset=utf-8",
      ]);
    }
    const leaving = new AbortController();
    const { status } = await fetch(`${gateway.admin}/events`, { signal: leaving.signal });
    leaving.abort();
    expect(status).toBe(200);
  } finally {
    await gateway.end();
  }
});

describe("who may see the dashboard", () => {
  const TOKEN = "a token of the tests, long enough";
  let gateway: GatewayProcess;
  beforeAll(async () => {
    gateway = await startProcess({ env: { SEMBLANCE_ADMIN_TOKEN: TOKEN } });
  });
  afterAll(() => gateway.end());

  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(gateway.admin + path, { headers: { accept: "text/html", ...headers }, redirect: "manual" });
  const login = (token: string) =>
    fetch(`${gateway.admin}/admin/login`, {
      method: "POST",
      body: new URLSearchParams({ token }),
      redirect: "manual",
    });

  it("is who has the token: others see the log-in, and nothing behind it", async () => {
    for (const path of ["/", "/live", "/events", "/assets/app.js", "/admin/stats", "/metrics"])
      expect((await get(path)).status, path).toBe(401);
    const page = await (await get("/")).text();
    expect(page).toContain('action="/admin/login"');
    expect(page).not.toContain("<script");
    expect((await get("/assets/style.css")).status).toBe(200);
    expect(await (await get("/", { accept: "application/json" })).json()).toMatchObject({
      error: { code: "unauthorized" },
    });
  });

  it("gets a cookie that no script reads and no other site sends, and can give it back", async () => {
    expect((await login("wrong")).status).toBe(401);
    const answer = await login(TOKEN);
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/"]);
    const cookie = answer.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(
      /^semblance_session=[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/,
    );
    const held = { cookie: cookie.split(";")[0] ?? "" };
    expect((await get("/", held)).status).toBe(200);
    expect((await get("/admin/stats", held)).status).toBe(200);
    const change = (headers: Record<string, string>) =>
      fetch(`${gateway.admin}/admin/rollout`, {
        method: "PUT",
        headers: { "content-type": "application/json", ...held, ...headers },
        body: '{"traffic_percentage": 10}',
      });
    expect((await change({ "sec-fetch-site": "cross-site" })).status).toBe(403);
    expect((await change({ origin: "https://elsewhere.example" })).status).toBe(403);
    expect((await change({ "content-type": "text/plain" })).status).toBe(415);
    expect((await change({})).status).toBe(200);
    await fetch(`${gateway.admin}/admin/logout`, { method: "POST", headers: held, redirect: "manual" });
    expect((await get("/", held)).status).toBe(401);
  });

  it("is not who logs in from another site", async () => {
    const answer = await fetch(`${gateway.admin}/admin/login`, {
      method: "POST",
      headers: { origin: "https://elsewhere.example" },
      body: new URLSearchParams({ token: TOKEN }),
    });
    expect(answer.status).toBe(403);
  });

  it("is locked out after wrong tokens, the right one included, until it has waited", async () => {
    for (let i = 0; i < 10; i++) await login(`wrong ${i}`);
    const answer = await login(TOKEN);
    expect(answer.status).toBe(429);
    expect(await answer.text()).toContain("Too many wrong tokens");
  });
});
