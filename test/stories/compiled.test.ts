/** What Node compiled is kept between runs, and a folder that cannot be written stops nobody. */

import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const dirs: string[] = [];
afterEach(() => {
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true });
});

/** A checkout of its own: its packages are linked one by one, so that it has its own folder of compiled code. */
function checkout(): { readonly dir: string; readonly compiled: string } {
  const dir = mkdtempSync(join(tmpdir(), "semblance-checkout-"));
  dirs.push(dir);
  for (const part of ["bin", "src", "models", "config", "package.json"])
    cpSync(join(root, part), join(dir, part), { recursive: true });
  const modules = join(dir, "node_modules");
  mkdirSync(modules);
  for (const name of readdirSync(join(root, "node_modules")))
    if (!name.startsWith(".")) symlinkSync(join(root, "node_modules", name), join(modules, name));
  return { dir, compiled: join(modules, ".cache", "semblance") };
}

function schemaOf(dir: string) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(dir, "bin/semblance.cjs"), "schema"], {
    encoding: "utf8",
  });
  return { status, stderr, keys: Object.keys(JSON.parse(stdout)) };
}

describe("a start", () => {
  it("keeps what was compiled, and answers the same with it", () => {
    const { dir, compiled } = checkout();
    const first = schemaOf(dir);
    expect(readdirSync(compiled, { recursive: true }).length).toBeGreaterThan(100);
    expect(schemaOf(dir)).toEqual(first);
    expect(first).toMatchObject({ status: 0, stderr: "" });
  });

  it("goes on where compiled code cannot be kept", () => {
    const { dir, compiled } = checkout();
    mkdirSync(join(compiled, ".."), { recursive: true });
    writeFileSync(compiled, "in the way");
    expect(schemaOf(dir)).toMatchObject({ status: 0, stderr: "" });
  });
});
