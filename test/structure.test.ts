import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import {
  castsIn,
  exportedNamesIn,
  functionsIn,
  longParameterListsIn,
  nonNullIn,
  quantile,
  sourcesOf,
  withoutComments,
} from "../tools/source-figures.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const src = join(root, "src");

const FUNCTION_LINES_MAX = 60;
const FILE_LINES_MAX = 350;
const PARAMETERS_MAX = 5;
/** Per 1,000 lines of src/; these may only shrink. */
const CASTS_MAX = 2;
const NON_NULL_MAX = 4.5;
/** Longer than they should be, at the most lines that they may have. */
const LONG_FUNCTIONS: Readonly<Record<string, number>> = {};
/** Files with lists of more than five parameters, and how many. */
const LONG_PARAMETER_LISTS: Readonly<Record<string, number>> = {};
/** Tables of rules and words, and subjects that have not been parted yet. */
const LONG_FILES: Readonly<Record<string, number>> = {};

/** Every source file and what it imports of its own project, types included. */
const imports = new Map<string, string[]>();
const texts = new Map(sourcesOf("src").map(([path, text]) => [relative("src", path), text]));
for (const [file, text] of texts) {
  const path = join(src, file);
  const found = [...text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)].map((m) =>
    relative(src, join(dirname(path), m[1] as string)),
  );
  imports.set(file, found);
}

/** The storey a file stands on. A file may import its own storey and those below. */
function floorOf(file: string): string {
  const [first = "", ...rest] = file.split("/");
  // Files at the top stand for their folder, the composition root for itself.
  return rest.length > 0 ? first : file === "main.ts" ? "root" : first.replace(/\.ts$/, "");
}

/** root -> cli -> main (the parts) -> app, admin -> gateway, learn, observe -> walk, label -> core, flight -> wire -> ports -> model. */
const MAY: Record<string, readonly string[]> = {
  index: ["root", "library", "node-version"],
  "node-version": [],
  "heap-room": [],
  "in-step": [],
  "brief-map": [],
  root: ["cli", "main"],
  cli: [
    ...["cli", "main", "dashboard", "demo", "integrate", "observe", "replay", "keep", "gateway", "learn"],
    ...["core", "config", "ports", "narrow"],
  ],
  main: [
    ...[
      "main",
      "admin",
      "app",
      "dashboard",
      "demo",
      "replay",
      "library",
      "keep",
      "gateway",
      "label",
      "learn",
      "observe",
    ],
    ...["adapters", "core", "config", "ports", "errors", "model", "narrow", "heap-room"],
  ],
  admin: [
    ...["admin", "admin-guard", "app", "dashboard", "keep", "gateway", "learn", "core", "errors", "narrow"],
  ],
  "admin-guard": ["errors"],
  app: ["gateway", "errors", "model", "narrow"],
  replay: ["replay", "gateway", "learn", "walk", "core", "wire", "ports", "model", "mac", "narrow"],
  integrate: ["integrate", "config", "narrow"],
  library: ["library", "gateway", "label", "walk", "observe", "core", "config", "wire", "model", "narrow"],
  keep: ["keep", "gateway", "core", "wire", "ports", "model", "narrow"],
  gateway: [
    "gateway",
    "label",
    "walk",
    "core",
    "flight",
    "config",
    "wire",
    "ports",
    "errors",
    "maybe",
    "model",
    "mac",
    "heap-room",
    "in-step",
  ],
  walk: ["core", "maybe", "model"],
  label: ["label", "core", "wire", "ports", "errors", "model"],
  learn: ["learn", "core", "maybe", "ports", "errors", "model", "narrow"],
  observe: ["observe", "core", "ports", "model"],
  core: ["core", "wire", "ports", "model", "mac", "narrow", "wasm"],
  flight: ["brief-map"],
  adapters: ["adapters", "wire", "ports", "errors", "model", "mac", "narrow", "wasm", "in-step", "brief-map"],
  dashboard: ["dashboard"],
  demo: ["demo", "ports", "narrow"],
  config: ["config", "model", "narrow"],
  wire: ["wire", "model", "narrow"],
  ports: ["model"],
  errors: ["ports"],
  model: [],
  maybe: [],
  narrow: [],
  wasm: [],
  mac: [],
};

const lengths = [...texts].flatMap(([file, text]) => functionsIn(text).map((found) => ({ file, ...found })));
const thousands = [...texts.values()].reduce((sum, text) => sum + text.split("\n").length, 0) / 1000;
const casts = byFile(castsIn);
const nonNull = byFile(nonNullIn);
const sharedNames = namesOfMany();

describe("the structure of src/", () => {
  afterAll(() => {
    process.stdout.write(`\n${figures()}\n`);
  });

  it("has a floor for every file", () => {
    expect([...imports.keys()].filter((file) => !(floorOf(file) in MAY))).toEqual([]);
  });

  it("imports downwards only: root -> cli -> main -> app -> gateway, learn, observe -> core, flight -> model", () => {
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

  it("allows no way down that nobody takes: the table above is as tight as it is true", () => {
    const taken = new Set(
      [...imports].flatMap(([file, targets]) => targets.map((t) => `${floorOf(file)} -> ${floorOf(t)}`)),
    );
    const idle = Object.entries(MAY).flatMap(([floor, targets]) =>
      targets.map((target) => `${floor} -> ${target}`).filter((way) => !taken.has(way)),
    );
    expect(idle).toEqual([]);
  });

  it("has one composition root, which alone starts the parts and which the package's entry alone imports", () => {
    const starts = [...imports.keys()].filter((file) =>
      /\bawait start(?:Storage|Meaning|DataPlane)\(/.test(readFileSync(join(src, file), "utf8")),
    );
    expect(starts).toEqual(["main.ts"]);
    const importers = [...imports].filter(([, targets]) => targets.includes("main.ts"));
    expect(importers.map(([file]) => file)).toEqual(["index.ts"]);
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
      /\bDate\.now\(|\bnew Date\(\)|performance\.now\(|Math\.random\(|\bfetch\(|from "node:(?!(?:crypto|buffer)")|setTimeout\(|\bawait\s|\basync\s*(?:function|\()|\bprocess\.(?:env|argv|hrtime|nextTick|exit)/;
    const wrong = [...imports.keys()]
      .filter((file) => file.startsWith("core/"))
      .filter((file) => impure.test(withoutComments(readFileSync(join(src, file), "utf8"))));
    expect(wrong).toEqual([]);
  });

  it("keeps functions within 60 lines; those that are longer are named, and only ever get shorter", () => {
    const long = lengths
      .filter(({ lines }) => lines > FUNCTION_LINES_MAX)
      .map(({ file, name, lines }) => [`${file} ${name}`, lines] as const);
    expect(grown(long, LONG_FUNCTIONS, "lines").join("\n")).toBe("");
  });

  it("keeps parameters within five: more are an object, which names them where they are given", () => {
    const found = [...texts].map(
      ([file, text]) => [file, longParameterListsIn(text, PARAMETERS_MAX)] as const,
    );
    const long = found
      .filter(([, lists]) => lists.length > 0)
      .map(([file, lists]) => [file, lists.length] as const);
    const where = found.flatMap(([file, lists]) => lists.map(({ line, what }) => `${file}:${line} ${what}`));
    const wrong = grown(long, LONG_PARAMETER_LISTS, "lists of more than five parameters");
    expect(wrong.length > 0 ? [...wrong, ...where].join("\n") : "").toBe("");
  });

  it("casts and asserts no oftener than it did: types that are true need neither", () => {
    expect(overCeiling("casts", casts, CASTS_MAX)).toBe("");
    expect(overCeiling("non-null assertions", nonNull, NON_NULL_MAX)).toBe("");
  });

  it("gives a name to one thing: no exported name means several", () => {
    const wrong = sharedNames.map(([name, files]) => `${name}: ${files.join(", ")}`);
    expect(wrong.join("\n")).toBe("");
  });

  it("keeps files within 350 lines; those that are longer are named, and only ever get shorter", () => {
    const long = [...texts]
      .map(([file, text]) => [file, text.split("\n").length] as const)
      .filter(([, lines]) => lines > FILE_LINES_MAX);
    expect(grown(long, LONG_FILES, "lines").join("\n")).toBe("");
  });

  it("exports nothing that only its own file uses", () => {
    const everywhere = [...sourcesOf("test"), ...sourcesOf("bench"), ...sourcesOf("tools"), ...texts];
    const needless = [...texts].flatMap(([file, text]) =>
      [...text.matchAll(/^export (?:async )?(?:function\*?|const|class) (\w+)/gm)]
        .map(([, name = ""]) => name)
        .filter((name) => !everywhere.some(([other, t]) => other !== file && t.includes(name)))
        .map((name) => `${file} ${name}`),
    );
    expect(needless.join("\n")).toBe("");
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

/** Count and file, the most first. */
function byFile(count: (text: string) => number): (readonly [number, string])[] {
  return [...texts]
    .map(([file, text]) => [count(text), file] as const)
    .filter(([found]) => found > 0)
    .sort(([a], [b]) => b - a);
}

function total(counts: readonly (readonly [number, string])[]): number {
  return counts.reduce((sum, [count]) => sum + count, 0);
}

/** What it would take to come below a ceiling, or the lower ceiling that has been earned; "" if neither. */
function overCeiling(what: string, counts: readonly (readonly [number, string])[], max: number): string {
  const density = total(counts) / thousands;
  const excess = Math.ceil(total(counts) - max * thousands);
  const most = counts.slice(0, 8).map(([count, file]) => `${file} ${count}`);
  if (excess > 0)
    return `${density.toFixed(2)} ${what} per 1,000 lines, at most ${max}: take away ${excess}; most are in ${most.join(", ")}`;
  return density < max - 0.5
    ? `${density.toFixed(2)} ${what} per 1,000 lines: lower the ceiling of ${max} to it`
    : "";
}

/** Each exported name that several files define, with those files. */
function namesOfMany(): (readonly [string, readonly string[]])[] {
  const files = new Map<string, Set<string>>();
  for (const [file, text] of texts)
    for (const name of exportedNamesIn(text)) files.set(name, (files.get(name) ?? new Set()).add(file));
  return [...files].filter(([, of]) => of.size > 1).map(([name, of]) => [name, [...of]] as const);
}

function figures(): string {
  const sorted = lengths.map(({ lines }) => lines).sort((a, b) => a - b);
  const fileLines = [...texts.values()].map((text) => text.split("\n").length).sort((a, b) => a - b);
  const spread = (of: readonly number[]) => [0.5, 0.9, 0.99, 1].map((share) => quantile(of, share));
  const row = (name: string, ...values: (number | string)[]) =>
    `${name.padEnd(28)}${values.map((value) => String(value).padStart(7)).join("")}`;
  return [
    row("src/", "count", "median", "p90", "p99", "max"),
    row("lines of a function", sorted.length, ...spread(sorted)),
    row("lines of a file", fileLines.length, ...spread(fileLines)),
    row("casts per 1,000 lines", total(casts), (total(casts) / thousands).toFixed(1)),
    row("non-null per 1,000 lines", total(nonNull), (total(nonNull) / thousands).toFixed(1)),
    row("exported names of several", sharedNames.length),
  ].join("\n");
}

/** What is not named, has grown, or is named for nothing; each with what would have to be written down for it. */
function grown(
  found: readonly (readonly [string, number])[],
  named: Readonly<Record<string, number>>,
  unit: string,
): string[] {
  const known = new Map(found);
  return [
    ...found
      .filter(([name, lines]) => lines > (named[name] ?? 0))
      .map(
        ([name, lines]) => `${name}: ${lines} ${unit}, ${named[name] ?? "no more than the limit"} allowed`,
      ),
    ...Object.keys(named)
      .filter((name) => !known.has(name))
      .map((name) => `${name} is within the limit now: strike it off`),
  ];
}
