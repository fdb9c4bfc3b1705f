#!/usr/bin/env node
// Runs the command line with a Node that can run it: this one, or the one that the checkout brought along. A script of
// the old kind, so that an old Node gets as far as the sentence that says which one it should be.
const childProcess = require("node:child_process");
const fs = require("node:fs");
const { enableCompileCache } = require("node:module");
const path = require("node:path");
const url = require("node:url");

const NEEDED = [22, 18];
const root = path.join(__dirname, "..");
// A checkout runs from its sources, an installed package from what was built of them.
const sources = path.join(root, "src", "main.ts");
const main = fs.existsSync(sources) ? sources : path.join(root, "dist", "main.js");

function isNewEnough(version) {
  const parts = version.split(".").map(Number);
  return parts[0] > NEEDED[0] || (parts[0] === NEEDED[0] && parts[1] >= NEEDED[1]);
}

// Node keeps what it compiled, so that the next start need not strip types and compile again: a third of a start. Where
// the folder cannot be written, Node goes on without.
function keepCompiled() {
  if (enableCompileCache) enableCompileCache(path.join(root, "node_modules", ".cache", "semblance"));
}

function runHere() {
  process.removeAllListeners("warning");
  keepCompiled();
  import(url.pathToFileURL(main).href)
    .then((semblance) => semblance.main(process.argv.slice(2)))
    .then(
      (status) => process.exit(status),
      (error) => {
        console.error(error);
        process.exit(1);
      },
    );
}

function runBy(node) {
  const args = ["--disable-warning=ExperimentalWarning", main].concat(process.argv.slice(2));
  const child = childProcess.spawn(node, args, { stdio: "inherit" });
  ["SIGTERM", "SIGINT", "SIGHUP"].forEach((signal) => {
    process.on(signal, () => child.kill(signal));
  });
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) child.kill("SIGTERM");
  }, 200).unref();
  child.on("exit", (code, signal) => process.exit(code === null ? (signal ? 1 : 0) : code));
}

const own = path.join(root, "node_modules", "node", "bin", "node");
if (isNewEnough(process.versions.node)) runHere();
else if (fs.existsSync(own)) runBy(own);
else {
  process.stderr.write(
    "semblance needs Node " +
      NEEDED.join(".") +
      " or newer; this is " +
      process.version +
      ". Get one from https://nodejs.org, or let npm bring one along:\n" +
      "  npx -p node@24 -p semblance-gateway semblance\n",
  );
  process.exit(2);
}
