/** Whatever goes wrong, each command ends by the one table of `cli/exit-status.ts`, with a line that names the way out. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../../src/cli/run.ts";
import { runCommand } from "../support/process.ts";

const dir = mkdtempSync(join(tmpdir(), "semblance-exit-"));
const at = (name: string) => join(dir, name);
writeFileSync(at("file"), "no folder");
writeFileSync(at("binary.yaml"), Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 0xff, 0xfe]));
writeFileSync(at("rows.jsonl"), '{"no":"row of ours"}\n');
mkdirSync(at("folder"));

/** Of an admin plane that refuses everything, with the status that its path names. */
const refusing = http.createServer((req, res) => {
  res.statusCode = Number(req.headers["authorization"]?.slice("Bearer ".length) ?? 500);
  res.end('{"error":{"message":"not\\u001b[2J so"}}');
});
let admin = "";
beforeAll(async () => {
  await new Promise<void>((resolve) => refusing.listen(0, "127.0.0.1", resolve));
  admin = `http://127.0.0.1:${(refusing.address() as AddressInfo).port}`;
});
afterAll(() => {
  refusing.close();
  rmSync(dir, { recursive: true, force: true });
});

const NOBODY = "http://127.0.0.1:1";
/** Of a process of its own. */
const ended = async (args: readonly string[], env: Record<string, string> = {}) => {
  const { code, err } = await runCommand(args, env);
  return { code, err: err.trim() };
};

/** In this process, which is ten times as fast: for commands that start nothing. */
const ranHere = async (args: readonly string[], env: Record<string, string> = {}) => {
  let err = "";
  const none = () => Promise.reject(new Error("nothing starts here"));
  const stderr = process.stderr.write;
  const before = { ...process.env };
  Object.assign(process.env, env);
  process.stderr.write = (text: string | Uint8Array) => {
    err += String(text);
    return true;
  };
  try {
    const code = await run(args, { start: none, open: none });
    return { code, err: err.trim() };
  } finally {
    process.stderr.write = stderr;
    process.env = before;
  }
};

describe("a file that cannot be read or written is 2, whoever asked for it", () => {
  it.each<[readonly string[], string]>([
    [["check-config", at("none")], `${at("none")}: cannot be read (ENOENT)`],
    [["check-config", at("folder")], `${at("folder")}: cannot be read (EISDIR)`],
    [["check-config", at("binary.yaml")], `${at("binary.yaml")}: UTF-8 text: this is no YAML file`],
    [["serve", "-c", at("none")], `${at("none")}: cannot be read (ENOENT)`],
    [["replay", at("none")], `semblance replay: ${at("none")} cannot be read (ENOENT)`],
    [["replay", at("folder")], `semblance replay: ${at("folder")} cannot be read (EISDIR)`],
    [
      ["replay", at("rows.jsonl"), "--results", at("none")],
      `semblance replay: ${at("none")} cannot be read (ENOENT)`,
    ],
    [["replay", at("rows.jsonl"), "-c", at("none")], `${at("none")}: cannot be read (ENOENT)`],
    [["record", "--out", "x", "-c", at("none")], `${at("none")}: cannot be read (ENOENT)`],
    [["explain", at("none")], `semblance explain: ${at("none")} cannot be read (ENOENT)`],
    [["explain", at("folder")], `semblance explain: ${at("folder")} cannot be read (EISDIR)`],
    [["import", at("none")], `semblance import: ${at("none")} cannot be read (ENOENT)`],
    [["warm", at("none")], `semblance warm: ${at("none")} cannot be read (ENOENT)`],
    [["warm", at("folder")], `semblance warm: ${at("folder")} cannot be read (EISDIR)`],
  ])("%j", async (args, line) => {
    expect(await ranHere(args)).toEqual({ code: 2, err: line });
  });

  it.each([
    "stats",
    "summary",
    "export-metrics",
    "alerts",
    "labels",
    "calibration",
    "explain",
    "audit",
    "dashboard",
    "purge",
  ])("%s of a configuration that is not there", async (command) => {
    const args = command === "explain" ? [command, "--calibration"] : [command];
    expect(await ranHere(args, { SEMBLANCE_CONFIG: at("none") })).toEqual({
      code: 2,
      err: `${at("none")}: cannot be read (ENOENT)`,
    });
  });
});

it("a folder that is not there keeps an export from being written, and is 2", async () => {
  const file = join(at("none"), "x");
  expect(await ended(["export", file], { SEMBLANCE_DATA_DIR: at("folder") })).toEqual({
    code: 2,
    err: `semblance export: ${file}: its folder does not exist (ENOENT); nothing was left there`,
  });
});

describe("what speaks to a running gateway", () => {
  const commands: (readonly string[])[] = [
    ["stats"],
    ["alerts"],
    ["labels"],
    ["calibration"],
    ["record", "--out", "x"],
    ["explain", "--request", "req_x"],
    ["audit"],
    ["purge", "--all"],
    ["dashboard"],
  ];

  it.each(commands)("%s %s %s: nobody there is 1", async (...args) => {
    const { code, err } = await ranHere([...args, "--admin", NOBODY]);
    expect(err).toMatch(/^semblance \w+: no gateway answers at http:\/\/127\.0\.0\.1:1/);
    expect(code).toBe(1);
  });

  it.each(commands)(
    "%s %s %s: what it refuses is 2 where the question was wrong, else 1",
    async (...args) => {
      const asked = async (token: string) =>
        ranHere([...args, "--admin", admin], { SEMBLANCE_ADMIN_TOKEN: token });
      const [wrong, unfit, away] = [await asked("400"), await asked("422"), await asked("404")];
      expect([wrong.code, unfit.code, away.code]).toEqual([2, 2, 1]);
      expect(wrong.err).toMatch(/^semblance \w+: not.{1,5}2J so$/);
      expect(wrong.err).not.toContain("\u001b");
    },
  );

  it("an address that is none is 2 and shows one", async () => {
    expect(await ranHere(["stats", "--admin", "8081"])).toEqual({
      code: 2,
      err: "semblance stats: --admin is the admin listener's address, for example http://127.0.0.1:8081",
    });
  });
});

describe("what is misspelt is 2 and says what may have been meant", () => {
  it.each<[readonly string[], RegExp]>([
    [["srve"], /no command "srve" \(Did you mean serve\?\)/],
    [["serve", "--confg", "x"], /unknown option '--confg'\n\(Did you mean --config\?\)/],
    [["labels", "--exprt", "x"], /unknown option '--exprt'\n\(Did you mean --export\?\)/],
    [["--hepl"], /unknown option '--hepl'\n\(Did you mean --help\?\)/],
    [["replay"], /missing required argument 'file'/],
  ])("%j", async (args, line) => {
    const { code, err } = await ranHere(args);
    expect(err).toMatch(line);
    expect(code).toBe(2);
  });
});

describe("a data folder that cannot be one is 2 and names its setting", () => {
  it.each([
    ["a file", at("file"), "is a file, or lies below one"],
    ["below a file", join(at("file"), "a", "b"), "is a file, or lies below one"],
    ["where nothing can be made", "/proc/semblance", "cannot be written (ENOENT)"],
  ])("%s", async (_, folder, why) => {
    expect(await ended(["serve"], { SEMBLANCE_DATA_DIR: folder })).toEqual({
      code: 2,
      err: `semblance: the data folder ${join(folder, "storage")} ${why}: set SEMBLANCE_DATA_DIR to a folder that may be written`,
    });
  });
});

it("an upstream without a path is named at the start, with the address that is likely meant", async () => {
  const { err } = await ranHere(["serve"], { SEMBLANCE_UPSTREAM: "http://127.0.0.1:8000/" });
  expect(err).toContain(
    "note: upstream.base_url (SEMBLANCE_UPSTREAM) has no path: where upstream answers 404, try http://127.0.0.1:8000/v1",
  );
});

it("the version is the package's, and 0", async () => {
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, "../../package.json"), "utf8"));
  const { code, out } = await runCommand(["--version"]);
  expect([code, out.trim()]).toEqual([0, version]);
});
