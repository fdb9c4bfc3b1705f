#!/usr/bin/env node
// Runs the command line with a Node that can run it: this one, or the one that the package brought along.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const main = join(root, "src", "main.ts");
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

if (major > 22 || (major === 22 && minor >= 18)) {
  process.removeAllListeners("warning");
  const semblance = await import(main);
  process.exit(await semblance.main(process.argv.slice(2)));
} else {
  const own = join(root, "node_modules", "node", "bin", "node");
  if (!existsSync(own)) {
    process.stderr.write(`semblance needs Node 22.18 or newer; this is ${process.version}\n`);
    process.exit(2);
  }
  const child = spawn(own, ["--disable-warning=ExperimentalWarning", main, ...process.argv.slice(2)], {
    stdio: "inherit",
  });
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && child.kill("SIGTERM"), 200).unref();
  child.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}
