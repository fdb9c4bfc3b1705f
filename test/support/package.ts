/**
 * The package as npm packs it, unpacked into an empty folder beside the dependencies that it declares and no others.
 * They are links to the checkout's own, so no registry is asked.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");

/** Builds and packs; the tarball's path. */
export function packed(into: string): string {
  const ran = spawnSync("npm", ["pack", "--json", "--pack-destination", into], {
    cwd: root,
    encoding: "utf8",
  });
  if (ran.status !== 0) throw new Error(`npm pack ended with ${ran.status}: ${ran.stderr}`);
  const [{ filename }] = JSON.parse(ran.stdout.slice(ran.stdout.indexOf("[\n"))) as [{ filename: string }];
  return join(into, filename);
}

/** `without`: optional dependencies that are not there, as on a machine without a compiler. */
export function installed(tarball: string, folder: string, without: readonly string[] = []): string {
  const modules = join(folder, "node_modules");
  const home = join(modules, "semblance-gateway");
  mkdirSync(join(modules, ".bin"), { recursive: true });
  mkdirSync(home);
  const ran = spawnSync("tar", ["-xzf", tarball, "-C", home, "--strip-components=1"], { encoding: "utf8" });
  if (ran.status !== 0) throw new Error(`tar ended with ${ran.status}: ${ran.stderr}`);
  const manifest = JSON.parse(readFileSync(join(home, "package.json"), "utf8")) as {
    dependencies: Record<string, string>;
    optionalDependencies: Record<string, string>;
    bin: { semblance: string };
  };
  for (const name of Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies })) {
    if (without.includes(name) || !existsSync(join(root, "node_modules", name))) continue;
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(root, "node_modules", name), join(modules, name));
  }
  symlinkSync(join(home, manifest.bin.semblance), join(modules, ".bin", "semblance"));
  return home;
}

/** A Node on this machine that is too old for the package; null: there is none. */
export function oldNode(): string | null {
  return nodeWhere((major) => major < 22);
}

/** A Node of this major version on the path, or named in SEMBLANCE_TEST_NODES; null: there is none. */
export function nodeOf(wanted: number): string | null {
  return nodeWhere((major) => major === wanted);
}

function nodeWhere(fits: (major: number) => boolean): string | null {
  const named = (process.env["SEMBLANCE_TEST_NODES"] ?? "").split(delimiter).filter((path) => path !== "");
  const onPath = (process.env["PATH"] ?? "").split(delimiter).map((folder) => join(folder, "node"));
  for (const node of [...named, ...onPath]) {
    if (!existsSync(node)) continue;
    const version = spawnSync(node, ["--version"], { encoding: "utf8" }).stdout?.trim() ?? "";
    if (fits(Number(/^v(\d+)\./.exec(version)?.[1] ?? Number.NaN))) return node;
  }
  return null;
}
