/** What npm gives to who installs it: built, tight, and running in an empty folder. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { publint } from "publint";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { installed, nodeOf, oldNode, packed } from "../support/package.ts";
import { removeDir, temporaryDir } from "../support/process.ts";

let dir: string;
let tarball: string;
let app: string;
let home: string;

beforeAll(() => {
  dir = temporaryDir();
  tarball = packed(dir);
  app = join(dir, "app");
  mkdirSync(app);
  home = installed(tarball, app);
}, 300_000);
afterAll(() => removeDir(dir));

const environment = (more: Record<string, string> = {}) => ({
  PATH: process.env["PATH"] ?? "",
  HOME: dir,
  SEMBLANCE_LANG: "en",
  ...more,
});

/** `node`: by which Node. */
function semblance(args: readonly string[], { folder = app, node = process.execPath } = {}) {
  const bin = join(folder, "node_modules", ".bin", "semblance");
  return spawnSync(node, [bin, ...args], { cwd: folder, encoding: "utf8", env: environment() });
}

/** A program of the folder that it is installed in. */
function program(name: string, text: string, node = process.execPath) {
  writeFileSync(join(app, name), text);
  return spawnSync(node, [join(app, name)], { cwd: app, encoding: "utf8", env: environment() });
}

function example(name: string, env: Record<string, string> = {}) {
  const args = ["--disable-warning=ExperimentalWarning", join(app, "examples", name)];
  return spawnSync(process.execPath, args, { cwd: app, encoding: "utf8", env: { ...environment(), ...env } });
}

/** Started on free ports, asked once, and ended. Resolves to the answer and to what was said at the start. */
async function served(
  folder: string,
  node = process.execPath,
): Promise<{ answer: string; outcome: string | null; said: string; page: number[] }> {
  const bin = join(folder, "node_modules", ".bin", "semblance");
  const child = spawn(node, [bin, "serve"], {
    cwd: folder,
    env: environment({ SEMBLANCE_PORT: "0", SEMBLANCE_ADMIN_PORT: "0" }),
    stdio: ["ignore", "ignore", "pipe"],
  });
  try {
    const said = await startScreen(child);
    const url = /OpenAI base URL +(\S+)/.exec(said)?.[1] ?? "";
    const response = await fetch(`${url}/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: "Bearer sk-test" },
      body: JSON.stringify({ model: "demo", messages: [{ role: "user", content: "What is a cache?" }] }),
    });
    const admin = /dashboard +(\S+)/.exec(said)?.[1] ?? "";
    const paths = ["", "assets/style.css", "assets/app.js", "assets/uplot.js"];
    const page = await Promise.all(paths.map(async (path) => (await fetch(admin + path)).status));
    const body = (await response.json()) as { choices: [{ message: { content: string } }] };
    return {
      answer: body.choices[0].message.content,
      outcome: response.headers.get("x-semblance-outcome"),
      said,
      page,
    };
  } finally {
    child.kill("SIGTERM");
    await new Promise((resolve) => child.once("exit", resolve));
  }
}

function startScreen(child: ChildProcess): Promise<string> {
  let said = "";
  return new Promise((resolve, reject) => {
    child.stderr?.on("data", (data) => {
      said += data;
      if (said.includes("read the x-semblance-* headers")) resolve(said);
    });
    child.once("exit", (code) => reject(new Error(`it ended with ${code}: ${said}`)));
  });
}

describe("the package", () => {
  it("holds what is built and what that reads, no sources and no tests", () => {
    expect(readdirSync(home).sort()).toEqual([
      "LICENSE",
      "NOTICE",
      "README.md",
      "README.pt-BR.md",
      "bin",
      "config",
      "dist",
      "models",
      "package.json",
    ]);
    const files = readdirSync(home, { recursive: true, encoding: "utf8" });
    expect(files.filter((name) => /(?<!\.d)\.ts$|\.test\./.test(name))).toEqual([]);
    for (const name of ["dist/main.js", "dist/main.d.ts", "dist/main.js.map", "models/words.bin"])
      expect(files).toContain(name);
    const map = JSON.parse(readFileSync(join(home, "dist", "main.js.map"), "utf8"));
    expect(map.sourcesContent?.[0]).toContain("composition root");
  });

  it("starts threads that it contains", () => {
    const built = readdirSync(join(home, "dist"), { recursive: true, encoding: "utf8" });
    const started = built
      .filter((name) => name.endsWith(".js"))
      .flatMap((name) => [
        ...readFileSync(join(home, "dist", name), "utf8").matchAll(/new Worker\(new URL\("\.\/([^"]+)"/g),
      ])
      .map(([, name]) => name);
    expect(started.length).toBeGreaterThanOrEqual(4);
    for (const name of started) expect(built.some((file) => file.endsWith(`/${name}`))).toBe(true);
  });

  it("is found good by publint", async () => {
    const { messages } = await publint({ pkgDir: home, strict: true, pack: false });
    expect(messages).toEqual([]);
  });

  it("serves in an empty folder", async () => {
    const { answer, outcome, said, page } = await served(app);
    expect(page).toEqual([200, 200, 200, 200]);
    expect(answer).not.toBe("");
    expect(outcome).toBe("miss");
    expect(said).not.toContain("Warning");
  });

  it("serves without a compiler: a scan stands in for the graph", async () => {
    const plain = join(dir, "plain");
    mkdirSync(plain);
    installed(tarball, plain, ["hnswlib-node"]);
    expect((await served(plain)).outcome).toBe("miss");
  });

  it("runs its commands, those with threads included", () => {
    expect(semblance(["check-config"])).toMatchObject({ status: 0, stderr: "" });
    expect(JSON.parse(semblance(["schema"]).stdout)).toHaveProperty("properties.cache_migration");
    const rows = ["What is a cache?", "What's a cache?", "What is a tree?"].map((content) =>
      JSON.stringify({
        request: { model: "m", messages: [{ role: "user", content }] },
        response: {
          object: "chat.completion",
          choices: [{ index: 0, message: { role: "assistant", content: "It is." }, finish_reason: "stop" }],
        },
      }),
    );
    writeFileSync(join(app, "traffic.jsonl"), `${rows.join("\n")}\n`);
    const replayed = semblance(["replay", "traffic.jsonl", "--json"]);
    expect(replayed.stderr).toBe("");
    expect(replayed.status).toBe(0);
    expect(semblance(["serv"])).toMatchObject({ status: 2 });
  });

  it("is imported, works, and lets the process end", () => {
    const ran = program(
      "used.mjs",
      `import { createIntegratedCache } from "semblance-gateway";
       const cache = await createIntegratedCache({ semantic_cache_config: { db_path: "used/cache.db" } });
       await cache.set("How often should I water a cactus in winter?", { answer: "Once a month." });
       const near = await cache.get("How often should you water a cactus in winter?");
       console.log(JSON.stringify([near.source, near.content, cache.getStats().semantic_hits]));
       await cache.close();`,
    );
    expect(ran).toMatchObject({
      status: 0,
      stdout: '["semantic",{"answer":"Once a month."},1]\n',
      stderr: "",
    });
  });

  it("has types that hold in a strict program without Node's own", () => {
    writeFileSync(
      join(app, "typed.mts"),
      `import { createIntegratedCache } from "semblance-gateway";
       await using cache = await createIntegratedCache({ enable_semantic: true, semantic_cache_config: { similarity_threshold: 0.85 } });
       const hit = await cache.get("question", { user_id: "u", session_id: "s", domain: "general" });
       const source: "semantic" | "traditional" | "adapted" | "stale" | "none" | "error" = hit.source;
       const confidence: number = hit.confidence;
       await cache.set("question", { answer: "a", sources: [{ content: "c" }] }, { confidence_score: 0.95, tags: ["doc:1"] });
       console.log(source, confidence, cache.getStats().hit_rate.toFixed(2));
       // @ts-expect-error a question is text
       await cache.get(42);
       // @ts-expect-error a response is needed
       await cache.set("question");
       // @ts-expect-error there is no such source
       if (hit.source === "memory") await cache.close();
       // @ts-expect-error nor such an option
       await createIntegratedCache({ enable_semantics: true });\n`,
    );
    const tsc = join(import.meta.dirname, "../../node_modules/typescript/bin/tsc");
    const flags = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2022", "--types", ""];
    const ran = spawnSync(process.execPath, [tsc, ...flags, "typed.mts"], {
      cwd: app,
      encoding: "utf8",
    });
    expect(`${ran.stdout}${ran.stderr}`).toBe("");
  });

  describe("the examples", () => {
    beforeAll(() =>
      cpSync(join(import.meta.dirname, "../../examples"), join(app, "examples"), { recursive: true }),
    );

    it("answer the pipeline's rewording from the cache, and forget what a changed document made wrong", () => {
      const { status, stdout, stderr } = example("rag-pipeline/library.ts");
      expect([status, stderr]).toEqual([0, ""]);
      const told = stdout.split("\n").filter((line) => /^\w+ +How/.test(line));
      expect(told.map((line) => line.split(/ +/)[0])).toEqual([
        ...["processed", "traditional", "semantic", "processed"],
        ...["processed", "semantic", "traditional"],
      ]);
      expect(stdout).toMatch(
        /1 stored answers went with version 7\n.*\n +A subscription is cancelled in the app/,
      );
    });

    it("speak Portuguese: rewordings hit, near questions do not", () => {
      const { status, stdout } = example("support-bot-pt/bot.ts");
      expect(status).toBe(0);
      expect(stdout).toMatch(/^semantic .*Como eu faço/m);
      expect(stdout).toMatch(/^none .*Madrid/m);
      expect(stdout).toMatch(/^semantic .*JWT Python/m);
      expect(stdout).toMatch(/^none .*Java\?/m);
    });

    it("go through the gateway as well, and show what an agent's requests come to", async () => {
      const bin = join(app, "node_modules", ".bin", "semblance");
      const child = spawn(process.execPath, [bin, "serve"], {
        cwd: app,
        env: environment({
          SEMBLANCE_PORT: "0",
          SEMBLANCE_ADMIN_PORT: "0",
          SEMBLANCE_DATA_DIR: join(dir, "examples"),
        }),
        stdio: ["ignore", "ignore", "pipe"],
      });
      try {
        const said = await startScreen(child);
        const env = {
          SEMBLANCE_URL: /OpenAI base URL +(\S+)/.exec(said)?.[1] ?? "",
          SEMBLANCE_ADMIN_URL: /admin +(\S+)\/admin\/stats/.exec(said)?.[1] ?? "",
        };
        const rag = example("rag-pipeline/gateway.ts", env);
        expect(rag.stdout.match(/^\w+(?= +How)/gm)).toEqual(["miss", "exact", "semantic", "miss"]);
        expect(rag.stdout).toContain("1 stored answers went");
        const agent = example("agent/agent.ts", env);
        expect(agent.stdout).toMatch(/^a question +miss: absent {2}then {2}exact: equal$/m);
        for (const what of [
          "what a tool gave back",
          "more than one answer",
          "high temperature",
          "kept by the provider",
        ])
          expect(agent.stdout).toMatch(
            new RegExp(`^${what} +bypass: not-cacheable:\\S+ {2}then {2}bypass`, "m"),
          );
        const python = spawnSync("python3", [join(app, "examples/rag-pipeline/gateway.py")], {
          encoding: "utf8",
          env: { ...environment(), ...env },
        });
        // Without the openai package the file is at least good Python.
        if (python.status !== 0) expect(python.stderr).toMatch(/No module named 'openai'/);
        else expect(python.stdout.match(/^\w+(?= +How)/gm)?.at(-1)).toBe("miss");
      } finally {
        child.kill("SIGTERM");
        await new Promise((resolve) => child.once("exit", resolve));
      }
    });
  });

  for (const major of [22, 26]) {
    const node = nodeOf(major);
    const title = `serves, runs its commands and is imported on Node ${major} (needs one on the path or in SEMBLANCE_TEST_NODES)`;
    it.skipIf(node === null)(title, async () => {
      const folder = join(dir, `node${major}`);
      mkdirSync(folder);
      installed(tarball, folder);
      const { answer, outcome, page, said } = await served(folder, node ?? "");
      expect([answer !== "", outcome, page]).toEqual([true, "miss", [200, 200, 200, 200]]);
      expect(said).not.toMatch(/Warning| {4}at /);
      for (const args of [["check-config"], ["schema"], ["--help"]])
        expect(semblance(args, { folder, node: node ?? "" })).toMatchObject({ status: 0, stderr: "" });
      const warm = join(folder, "faq.jsonl");
      writeFileSync(
        warm,
        `${JSON.stringify({ question: "What is a cache?", answer: "A store of answers." })}\n`,
      );
      const warmed = semblance(["warm", warm, "--credential", "k"], { folder, node: node ?? "" });
      expect(warmed).toMatchObject({ status: 0, stdout: "1 answers stored\n", stderr: "" });
      const exported = semblance(["export", "out.jsonl"], { folder, node: node ?? "" });
      expect([exported.status, exported.stderr]).toEqual([0, "2 entries exported to out.jsonl\n"]);
      const imported = program(
        "used.mjs",
        `import { createIntegratedCache } from "semblance-gateway";
         const cache = await createIntegratedCache({ semantic_cache_config: { db_path: "used-${major}/cache.db" } });
         await cache.set("How often should I water a cactus in winter?", "Once a month.");
         console.log((await cache.get("How often should you water a cactus in winter?")).source);
         await cache.close();`,
        node ?? "",
      );
      expect(imported).toMatchObject({ status: 0, stdout: "semantic\n" });
      // Node 22 says of its own SQLite, once a process, that it is experimental: that is for the program to silence.
      expect(imported.stderr.replace(/^\(node:\d+\) ExperimentalWarning: SQLite.*\n\(Use .*\n/, "")).toBe("");
    });
  }

  const old = oldNode();
  it.skipIf(old === null)("says on an old Node which one it needs (needs an old Node on the path)", () => {
    const ran = semblance(["--help"], { node: old ?? "" });
    expect(ran.status).toBe(2);
    expect(ran.stderr).toMatch(/^semblance needs Node 22\.18 or newer; this is v\d+/);
    expect(ran.stderr).not.toContain("    at ");
    const imported = program("old.mjs", 'import "semblance-gateway";', old ?? "");
    expect(imported.stderr).toMatch(/Error: semblance-gateway needs Node 22\.18 or newer; this is v\d+/);
  });
});
