import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { secretKey } from "../../src/main/secret.ts";
import { temporaryDir } from "../support/process.ts";

let dir: string;
let path: string;
beforeEach(() => {
  dir = temporaryDir();
  path = join(dir, "storage/secret");
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const secret = (more: Record<string, string> = {}) =>
  secretKey({ SEMBLANCE_DATA_DIR: dir, ...more }).export();

function holds(text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

describe("the secret of a data folder", () => {
  it("is made once, whole, and readable by its owner alone", () => {
    const made = secret();
    expect(made.byteLength).toBe(43);
    expect(secret()).toEqual(made);
    expect(readFileSync(path)).toEqual(made);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(dirname(path))).toEqual(["secret"]);
  });

  it.each(["", "\n", "cut short"])("is not taken from a file that holds no whole one: %j", (text) => {
    holds(text);
    expect(() => secret()).toThrow(`${path} holds no whole secret`);
    expect(readFileSync(path, "utf8")).toBe(text);
  });

  it("is the environment's where that names one, whatever the file holds", () => {
    holds("");
    expect(secret({ SEMBLANCE_SECRET: "of the environment" }).toString()).toBe("of the environment");
  });

  it("names its file where that cannot be written", () => {
    writeFileSync(join(dir, "storage"), "no folder");
    expect(() => secret()).toThrow(`${path} cannot be written`);
  });
});
