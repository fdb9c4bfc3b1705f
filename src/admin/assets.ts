/** Files of the pages, from this package and from uPlot's: read once, when they are first asked for. */
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

/** Files that the log-in page needs, served without a session. */
export const PUBLIC_ASSETS: ReadonlySet<string> = new Set(["/assets/style.css", "/assets/icon.svg"]);

const read = new Map<string, Uint8Array<ArrayBuffer>>();

/** The file of that name; null: there is none. */
export function asset(
  name: string,
): { readonly type: string; readonly bytes: Uint8Array<ArrayBuffer> } | null {
  const known = ASSETS.get(name);
  if (known === undefined) return null;
  let bytes = read.get(name);
  if (!bytes) read.set(name, (bytes = new Uint8Array(readFileSync(known.at()))));
  return { type: known.type, bytes };
}
