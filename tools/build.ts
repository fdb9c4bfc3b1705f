/**
 * `npm run build`: dist/ from src/, for the package. Nothing else needs it: a checkout runs from its sources.
 *
 * The compiler rewrites the file names of imports; those of threads, which are addresses, are rewritten here. Node's
 * Buffer leaves the types.
 */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const DIST = join(ROOT, "dist");
const THREAD = /new URL\("(\.\/[\w-]+)\.ts", import\.meta\.url\)/g;

rmSync(DIST, { recursive: true, force: true });
const tsc = join(ROOT, "node_modules", ".bin", "tsc");
const compiled = spawnSync(tsc, ["-p", join(ROOT, "tsconfig.build.json")], { stdio: "inherit" });
if (compiled.status !== 0) process.exit(compiled.status ?? 1);

for (const entry of readdirSync(DIST, { recursive: true, withFileTypes: true })) {
  const rewrite = entry.name.endsWith(".js")
    ? withThreads
    : entry.name.endsWith(".d.ts")
      ? withoutBuffers
      : null;
  if (rewrite === null) continue;
  const path = join(entry.parentPath, entry.name);
  const text = readFileSync(path, "utf8");
  const rewritten = rewrite(text, path);
  if (rewritten !== text) writeFileSync(path, rewritten);
}

function withThreads(text: string, path: string): string {
  return text.replaceAll(THREAD, (_, name: string) => {
    if (!existsSync(join(dirname(path), `${name}.js`)))
      throw new Error(`${path} starts ${name}, which is not there`);
    return `new URL("${name}.js", import.meta.url)`;
  });
}

/**
 * Types whose program has none of Node's. What the package exports speaks of no Buffer, but the compiler reads the files
 * behind it too. A Buffer is a Uint8Array.
 */
function withoutBuffers(text: string): string {
  return text.replaceAll(/(?<!["'/.])\bBuffer\b/g, "Uint8Array");
}

// Pages are asked for their style and script, which no compiler reads.
cpSync(join(ROOT, "src", "dashboard", "assets"), join(DIST, "dashboard", "assets"), { recursive: true });
