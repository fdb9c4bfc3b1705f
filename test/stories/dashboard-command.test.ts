/** `semblance dashboard` in a pipe and on a terminal. */
import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  type GatewayProcess,
  removeDir,
  runCommand,
  startProcess,
  temporaryDir,
} from "../support/process.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const hasScript = spawnSync("script", ["--version"]).status === 0;
let gateway: GatewayProcess;

beforeAll(async () => {
  gateway = await startProcess();
  await fetch(`${gateway.url}/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ model: "m", messages: [{ role: "user", content: "What is a reverse proxy?" }] }),
  }).then((response) => response.arrayBuffer());
});
afterAll(() => gateway.end());

it("prints one picture in a pipe, without colour, and ends", async () => {
  const { code, out } = await runCommand(["dashboard", "--admin", gateway.admin], { LANG: "en_US.UTF-8" });
  expect(code).toBe(0);
  expect(out.trimEnd().split("\n")).toHaveLength(24);
  expect(out).toMatch(/Requests +1/);
  expect(out).not.toContain("\u001b");
});

it("says where no gateway answers, and what hours may be", async () => {
  const none = await runCommand(["dashboard", "--admin", "http://127.0.0.1:9"]);
  expect([none.code, none.err]).toEqual([
    1,
    "semblance dashboard: no gateway answers at http://127.0.0.1:9\n",
  ]);
  const bad = await runCommand(["dashboard", "--admin", gateway.admin, "--hours", "-1"]);
  expect([bad.code, bad.err]).toEqual([2, "semblance dashboard: hours is a number from 0.0003 to 8760.\n"]);
});

it.skipIf(!hasScript)("lives on a terminal until q, and leaves it as it was (needs script)", async () => {
  const command = `stty cols 100 rows 30; node bin/semblance.cjs dashboard --admin ${gateway.admin}`;
  const child = spawn("script", ["-qec", command, "/dev/null"], {
    cwd: root,
    env: { ...process.env, SEMBLANCE_LANG: "pt-BR", TERM: "xterm" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  let out = "";
  child.stdout.on("data", (data) => {
    out += data;
  });
  const code = new Promise((resolve) => child.on("close", resolve));
  await expect.poll(() => out).toContain("Métricas principais");
  child.stdin.write("?");
  await expect.poll(() => out).toContain("esta página e de volta");
  child.stdin.write("p");
  await expect.poll(() => out).toContain("pausado");
  child.stdin.write("q");
  expect(await code).toBe(0);
  expect(out).toContain("\u001b[?1049h");
  expect(out.endsWith("\u001b[?25h\u001b[?1049l")).toBe(true);
});

it("shows a library's own figures in its own process", () => {
  const dir = temporaryDir();
  const program = `
    import { createIntegratedCache, startMonitoring } from ${JSON.stringify(join(root, "src/index.ts"))};
    const cache = await createIntegratedCache();
    const monitoring = await startMonitoring(cache);
    await cache.set("What is a cache?", "A store.");
    await cache.get("What is a cache?");
    await monitoring.dashboard();
    await monitoring.stop();
    await cache.close();`;
  const flags = ["--disable-warning=ExperimentalWarning", "--input-type=module", "-e", program];
  const { stdout, stderr, status } = spawnSync(process.execPath, flags, {
    cwd: root,
    encoding: "utf8",
    env: { PATH: process.env["PATH"] ?? "", SEMBLANCE_DATA_DIR: dir, SEMBLANCE_LANG: "en" },
  });
  removeDir(dir);
  expect(status, stderr).toBe(0);
  expect(stdout).toMatch(/Requests +1 /);
  expect(stdout).toMatch(/Hit share +100\.0/);
});
