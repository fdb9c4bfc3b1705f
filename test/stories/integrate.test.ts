import { spawn } from "node:child_process";
import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import net, { type AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { freePort } from "../support/ports.ts";
import { removeDir, temporaryDir } from "../support/process.ts";

const BIN = join(import.meta.dirname, "../../bin/semblance.cjs");

let dir: string;
beforeEach(() => {
  dir = temporaryDir();
});
afterEach(() => removeDir(dir));

async function integrate(env: Record<string, string> = {}, ...args: string[]) {
  const child = spawn(process.execPath, [BIN, "integrate", ...(args.length > 0 ? args : ["--yes"])], {
    cwd: dir,
    env: {
      ...{ PATH: process.env["PATH"] ?? "", SEMBLANCE_LANG: "en", SEMBLANCE_UPSTREAM: "demo" },
      ...{ SEMBLANCE_PORT: `${await freePort()}`, SEMBLANCE_ADMIN_PORT: `${await freePort()}` },
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  child.stdout.on("data", (data) => (out += data));
  child.stderr.on("data", (data) => (out += data));
  const code = await new Promise((resolve) => child.once("close", resolve));
  return { code, out };
}

describe("semblance integrate", () => {
  it("takes every step in an empty folder, and can be repeated", async () => {
    const first = await integrate();
    expect(first.out).toContain("THE INTEGRATION IS DONE");
    expect(first.code).toBe(0);
    for (let step = 1; step <= 7; step++) expect(first.out).toContain(`STEP ${step}: `);
    for (const said of [
      /a rewording hits: semantic/,
      /baseURL: "http:\/\/127\.0\.0\.1:\d+\/v1"/,
      /NEXT STEPS/,
    ])
      expect(first.out).toMatch(said);
    expect(first.out).not.toMatch(/[\r\x1b]/);
    const path = join(dir, "semblance.yaml");
    appendFileSync(path, "\n# a line of the owner\n");
    const before = readFileSync(path, "utf8");
    expect((await integrate()).code).toBe(0);
    expect(readFileSync(path, "utf8")).toBe(before);
  });

  it("speaks Portuguese, and shows the frameworks of the folder", async () => {
    writeFileSync(join(dir, "requirements.txt"), "langchain-openai==1.0\n");
    const { out, code } = await integrate({ SEMBLANCE_LANG: "pt-BR" });
    expect([code, out.match(/PRÓXIMOS PASSOS|NEXT STEPS/g)]).toEqual([0, ["PRÓXIMOS PASSOS"]]);
    expect(out).toContain("ChatOpenAI(base_url=");
  });

  it("writes and starts nothing in a dry run", async () => {
    const { out, code } = await integrate({}, "--dry-run");
    expect([code, readdirSync(dir)]).toEqual([0, []]);
    expect(out).toContain("cache_migration:");
  });

  it("says what to do where a step fails, and leaves the folder as it was", async () => {
    const taken = net.createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => taken.once("listening", resolve));
    const { port } = taken.address() as AddressInfo;
    const nobody = `http://127.0.0.1:${await freePort()}/v1`;
    for (const [env, says] of [
      [{ SEMBLANCE_UPSTREAM: nobody }, new RegExp(`${nobody} \\(ECONNREFUSED\\)`)],
      [{ SEMBLANCE_PORT: `${port}` }, new RegExp(`port ${port} is taken`)],
      [{ SEMBLANCE_REDIS_URL: "redis://127.0.0.1:9" }, /Redis does not answer at redis:\/\/127\.0\.0\.1:9/],
    ] as const) {
      const { out, code } = await integrate(env);
      expect([code, out]).toEqual([1, expect.stringMatching(says)]);
      expect(out).not.toContain("    at ");
      expect(readdirSync(dir)).toEqual([]);
    }
    taken.close();
    writeFileSync(join(dir, "semblance.yaml"), "listen: { prot: 1 }\n");
    expect((await integrate()).out).toMatch(/semblance\.yaml:1: listen\.prot/);
  });

  it("takes back a configuration that it wrote where a later step fails", async () => {
    // A folder of answers in the place of the file of answers.
    mkdirSync(join(dir, "storage", "secret"), { recursive: true });
    const { code } = await integrate();
    expect([code, readdirSync(dir)]).toEqual([1, ["storage"]]);
  });

  it("asks nobody where nobody can be asked", async () => {
    const { out, code } = await integrate({}, "--help");
    expect([code, out]).toEqual([0, expect.stringContaining("--dry-run")]);
    const child = spawn(process.execPath, [BIN, "integrate"], { cwd: dir, stdio: "ignore" });
    expect(await new Promise((resolve) => child.once("close", resolve))).toBe(2);
  });
});
