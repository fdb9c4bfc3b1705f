import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const src = join(root, "src");

/** Every source file and what it imports of its own project, types included. */
const imports = new Map<string, string[]>();
for (const entry of readdirSync(src, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !entry.name.endsWith(".ts")) continue;
  const path = join(entry.parentPath, entry.name);
  const text = readFileSync(path, "utf8");
  const found = [...text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)].map((m) =>
    relative(src, join(dirname(path), m[1] as string)),
  );
  imports.set(relative(src, path), found);
}

/** The storey a file stands on. A file may import its own storey and those below. */
function floorOf(file: string): string {
  const [first = "", ...rest] = file.split("/");
  if (rest.length > 0) return first === "gateway" ? "gateway" : first;
  return first.replace(/\.ts$/, "");
}

/** main -> app, cli -> gateway, learn, observe -> core, flight -> wire -> ports, config -> model, errors. */
const MAY: Record<string, readonly string[]> = {
  main: [
    "main",
    "admin",
    "app",
    "cli",
    "gateway",
    "learn",
    "observe",
    "adapters",
    "core",
    "config",
    "wire",
    "ports",
    "errors",
    "model",
  ],
  admin: ["app", "gateway", "learn", "errors", "model"],
  app: ["gateway", "learn", "observe", "core", "config", "wire", "ports", "errors", "model"],
  cli: ["gateway", "learn", "observe", "core", "config", "wire", "ports", "errors", "model", "cli"],
  gateway: ["gateway", "core", "flight", "config", "wire", "ports", "errors", "model"],
  learn: ["learn", "core", "flight", "wire", "ports", "errors", "model"],
  observe: ["observe", "core", "flight", "wire", "ports", "errors", "model"],
  core: ["core", "wire", "ports", "errors", "model"],
  flight: ["flight", "errors", "model"],
  adapters: ["adapters", "ports", "wire", "errors", "model"],
  config: ["config", "model"],
  wire: ["wire", "errors", "model"],
  ports: ["model"],
  errors: ["ports"],
  model: [],
};

describe("the structure of src/", () => {
  it("has a floor for every file", () => {
    expect([...imports.keys()].filter((file) => !(floorOf(file) in MAY))).toEqual([]);
  });

  it("imports downwards only: main -> app, cli -> gateway, learn, observe -> core, flight, ports -> model", () => {
    const wrong: string[] = [];
    for (const [file, targets] of imports) {
      for (const target of targets) {
        const allowed = MAY[floorOf(file)] ?? [];
        if (!allowed.includes(floorOf(target))) wrong.push(`${file} imports ${target}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it("lets only main import adapters, and adapters import ports, wire, errors and model only", () => {
    const wrong = [...imports].flatMap(([file, targets]) =>
      targets
        .filter((t) => t.startsWith("adapters/") && floorOf(file) !== "main" && !file.startsWith("adapters/"))
        .map((t) => `${file} imports ${t}`),
    );
    expect(wrong).toEqual([]);
  });

  it("has no import cycles", () => {
    const state = new Map<string, "open" | "done">();
    const cycles: string[] = [];
    const visit = (file: string, trail: readonly string[]) => {
      if (state.get(file) === "done") return;
      if (state.get(file) === "open") {
        cycles.push([...trail.slice(trail.indexOf(file)), file].join(" -> "));
        return;
      }
      state.set(file, "open");
      for (const target of imports.get(file) ?? []) visit(target, [...trail, file]);
      state.set(file, "done");
    };
    for (const file of imports.keys()) visit(file, []);
    expect(cycles).toEqual([]);
  });

  it("keeps the core pure: no clock, no chance, no I/O of its own", () => {
    const impure =
      /\bDate\.now\(|\bnew Date\(\)|performance\.now\(|Math\.random\(|\bfetch\(|from "node:(?!crypto")|setTimeout\(|\bawait\s|\basync\s*(?:function|\()|\bprocess\.(?:env|argv|hrtime|nextTick|exit)/;
    const wrong = [...imports.keys()]
      .filter((file) => file.startsWith("core/"))
      .filter((file) => impure.test(withoutComments(readFileSync(join(src, file), "utf8"))));
    expect(wrong).toEqual([]);
  });

  it("has at most 25 direct runtime dependencies, each pinned", () => {
    const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    const pinned = Object.entries({ ...manifest.dependencies, ...manifest.optionalDependencies });
    expect(pinned.length).toBeLessThanOrEqual(25);
    expect(pinned.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version as string))).toEqual([]);
  });

  it("locks every package that some platform needs, so that npm ci takes the lock anywhere", () => {
    const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
    const names = new Set(
      Object.keys(packages).map((path) => path.slice(path.lastIndexOf("node_modules/") + 13)),
    );
    const wanted = Object.values(
      packages as Record<string, { optionalDependencies?: Record<string, string> }>,
    );
    const missing = wanted
      .flatMap((p) => Object.keys(p.optionalDependencies ?? {}))
      .filter((name) => !names.has(name));
    expect(missing).toEqual([]);
    expect(JSON.stringify(packages)).not.toContain('"resolved":"http');
  });
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "$1");
}
