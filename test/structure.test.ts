import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const src = join(root, "src");

const FUNCTION_LINES_MAX = 60;
const FILE_LINES_MAX = 350;
/** Longer than they should be, at the most lines that they may have. */
const LONG_FUNCTIONS: Readonly<Record<string, number>> = {
  "admin.ts createAdminApp": 79,
  "gateway.ts createGateway": 206,
  "gateway.ts obey": 64,
  "adapters/embedder-onnx.ts createOnnxEmbedder": 71,
  "adapters/labels-file.ts createLabelsFile": 107,
  "adapters/upstream-http.ts createHttpUpstream": 131,
  "adapters/upstream-http.ts ask": 68,
  "config/schema.ts filled": 122,
  "gateway/explain.ts explainPair": 75,
  "gateway/label.ts observe": 99,
  "main/calibrating.ts createCalibrating": 87,
  "main/proving.ts createProving": 85,
  "observe/metrics.ts constructor": 71,
  "replay/read.ts readTraffic": 61,
  "wire/json-scan.ts scanJson": 67,
  "wire/sse.ts createSseReader": 87,
  "core/measure/steps.ts nextStep": 62,
  "core/verify/verifier.ts createVerifier": 67,
  "core/verify/evidence.ts evidenceOf": 68,
  "demo/model/invent.ts invent": 75,
  "demo/tour/page.ts createPage": 81,
};
/** Tables of rules and words, and subjects that have not been parted yet. */
const LONG_FILES: Readonly<Record<string, number>> = {
  "config/schema.ts": 546,
  "core/decide.ts": 477,
  "gateway/explain.ts": 408,
  "gateway/label.ts": 522,
  "learn/rollout.ts": 403,
  "core/verify/analysis.ts": 435,
  "core/verify/evidence.ts": 441,
  "core/verify/tables.ts": 351,
  "core/verify/tokens.ts": 380,
  "core/verify/stands-alone.ts": 435,
  "demo/model/topics.ts": 421,
};

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

/** root -> cli -> main (the parts) -> app, admin -> gateway, learn, observe -> core, flight -> wire -> ports -> model. */
const MAY: Record<string, readonly string[]> = {
  root: ["cli", "main"],
  cli: ["cli", "main", "demo", "replay", "keep", "gateway", "learn", "core", "config", "ports"],
  main: [
    ...["main", "admin", "app", "demo", "replay", "keep", "gateway", "learn", "observe"],
    ...["adapters", "core", "config", "ports", "errors", "model"],
  ],
  admin: ["admin-guard", "app", "keep", "gateway", "learn", "core", "errors"],
  "admin-guard": ["errors"],
  app: ["gateway", "errors", "model"],
  replay: ["replay", "gateway", "core", "wire", "ports", "model"],
  keep: ["gateway", "core", "wire", "ports", "model"],
  gateway: ["gateway", "core", "flight", "config", "wire", "ports", "errors", "model"],
  learn: ["learn", "core", "ports", "errors", "model"],
  observe: ["observe", "core", "ports", "model"],
  core: ["core", "wire", "ports", "model"],
  flight: [],
  adapters: ["adapters", "ports", "errors", "model"],
  demo: ["demo", "ports"],
  config: ["config", "model"],
  wire: ["wire", "model"],
  ports: ["model"],
  errors: ["ports"],
  model: [],
};

describe("the structure of src/", () => {
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

  it("has one composition root, which alone starts the parts and which nobody imports", () => {
    const starts = [...imports.keys()].filter((file) =>
      /\bawait start(?:Storage|Meaning|DataPlane)\(/.test(readFileSync(join(src, file), "utf8")),
    );
    expect(starts).toEqual(["main.ts"]);
    expect([...imports].filter(([, targets]) => targets.includes("main.ts"))).toEqual([]);
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

  it("keeps functions within 60 lines; those that are longer are named, and only ever get shorter", () => {
    const long = [...texts].flatMap(([file, text]) =>
      functionsIn(text)
        .filter(({ lines }) => lines > FUNCTION_LINES_MAX)
        .map(({ name, lines }) => [`${file} ${name}`, lines] as const),
    );
    expect(grown(long, LONG_FUNCTIONS).join("\n")).toBe("");
  });

  it("keeps files within 350 lines; those that are longer are named, and only ever get shorter", () => {
    const long = [...texts]
      .map(([file, text]) => [file, text.split("\n").length] as const)
      .filter(([, lines]) => lines > FILE_LINES_MAX);
    expect(grown(long, LONG_FILES).join("\n")).toBe("");
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

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "$1");
}

/** Path from the root of the project, and text. */
function sourcesOf(folder: string): [string, string][] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [relative(root, path), readFileSync(path, "utf8")]);
}

/** Named functions, methods and arrow functions with a name, by the indentation that the formatter gives them. */
function functionsIn(text: string): { readonly name: string; readonly lines: number }[] {
  const head =
    /^(\s*)(?:(?:export |async )*function\*? (\w+)|(?:export )?const (\w+)[^=]*= (?:async )?\(.*=> \{$|(?:static |async |get |set |\*)*(#?(?!(?:if|for|while|switch|catch|return|function)\b)\w+)\((?!.*;$).*(?:\{|\()$)/;
  const lines = text.split("\n");
  return lines.flatMap((line, i) => {
    const [, indent, declared, arrow, method] = head.exec(line) ?? [];
    const name = declared ?? arrow ?? method;
    if (name === undefined) return [];
    const end = lines.findIndex((other, at) => at > i && new RegExp(`^${indent}\\}[;,)]*$`).test(other));
    return end < 0 ? [] : [{ name, lines: end - i + 1 }];
  });
}

/** What is not named, has grown, or is named for nothing; each with the lines to write down for it. */
function grown(
  found: readonly (readonly [string, number])[],
  named: Readonly<Record<string, number>>,
): string[] {
  const known = new Map(found);
  return [
    ...found
      .filter(([name, lines]) => lines > (named[name] ?? 0))
      .map(([name, lines]) => `${name}: ${lines} lines`),
    ...Object.keys(named)
      .filter((name) => !known.has(name))
      .map((name) => `${name} is short now: strike it off`),
  ];
}
