/**
 * Static files of the dashboard, from this package and from uPlot's. Each is read from disk once, at its first request.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

interface Asset {
  readonly type: string;
  readonly at: () => URL | string;
}

const here = (name: string) => () => new URL(`../dashboard/assets/${name}`, import.meta.url);
const { resolve } = createRequire(import.meta.url);

const ASSETS: ReadonlyMap<string, Asset> = new Map([
  ["style.css", { type: "text/css; charset=utf-8", at: here("style.css") }],
  ["icon.svg", { type: "image/svg+xml", at: here("icon.svg") }],
  ["app.js", { type: "text/javascript; charset=utf-8", at: here("app.js") }],
  ["uplot.js", { type: "text/javascript; charset=utf-8", at: () => resolve("uplot/dist/uPlot.iife.min.js") }],
]);

/** Paths of the files that the log-in page needs; they are served without a session. */
export const PUBLIC_ASSETS: ReadonlySet<string> = new Set(["/assets/style.css", "/assets/icon.svg"]);

const read = new Map<string, Uint8Array<ArrayBuffer>>();

/** Content type and bytes of a file; null for an unknown name. Throws where the file cannot be read. */
export function asset(
  name: string,
): { readonly type: string; readonly bytes: Uint8Array<ArrayBuffer> } | null {
  const known = ASSETS.get(name);
  if (known === undefined) return null;
  let bytes = read.get(name);
  if (!bytes) read.set(name, (bytes = new Uint8Array(readFileSync(known.at()))));
  return { type: known.type, bytes };
}
