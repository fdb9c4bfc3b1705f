/**
 * Reads what `node --cpu-prof` wrote: time by function and by file, of a stretch of the run. The profiler counts by the
 * clock, and so too what other processes took: shares are its own, and are applied to the CPU time that was measured.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface Line {
  readonly name: string;
  /** µs a request of the function itself, without what it calls. */
  readonly selfUs: number;
  readonly share: number;
}

export interface Profile {
  /** µs of CPU time a request, all threads. */
  readonly cpuUs: number;
  readonly functions: readonly Line[];
  readonly files: readonly Line[];
  /** By folder of ours, by package, and Node's own as one. */
  readonly parts: readonly Line[];
}

/** Of the file that V8 writes: times are µs of the machine's monotonic clock. */
interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly startTime: number;
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** What waits, and is no work. */
const IDLE = new Set(["(idle)", "(root)"]);

/** @throws Error where the folder holds no profile, or none that saw the stretch. */
export function profileOf(folder: string, o: { fromUs: number; untilUs: number; cpuUs: number }): Profile {
  const profiles = readdirSync(folder)
    .filter((file) => file.endsWith(".cpuprofile"))
    .map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as CpuProfile);
  const functions = new Map<string, number>();
  const files = new Map<string, number>();
  const parts = new Map<string, number>();
  let busyUs = 0;
  for (const profile of profiles)
    for (const { name, file, us } of stretch(profile, o.fromUs, o.untilUs)) {
      if (IDLE.has(name)) continue;
      busyUs += us;
      add(functions, file === "" ? name : `${name} ${file}`, us);
      add(files, file === "" ? name : file.replace(/:\d+$/, ""), us);
      add(parts, partOf(name, file), us);
    }
  if (busyUs === 0) throw new Error(`${folder}: ${profiles.length} profiles, and no sample of the stretch`);
  const lines = (of: Map<string, number>) =>
    [...of]
      .sort(([, a], [, b]) => b - a)
      .map(([name, us]) => ({ name, selfUs: (us / busyUs) * o.cpuUs, share: us / busyUs }));
  return { cpuUs: o.cpuUs, functions: lines(functions), files: lines(files), parts: lines(parts) };
}

/** Each sample of the stretch, with the time until the next. */
function* stretch(profile: CpuProfile, fromUs: number, untilUs: number) {
  const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]));
  let atUs = profile.startTime;
  for (const [i, id] of profile.samples.entries()) {
    atUs += profile.timeDeltas[i] ?? 0;
    const frame = frames.get(id);
    if (!frame || atUs < fromUs || atUs > untilUs) continue;
    const us = Math.max(0, profile.timeDeltas[i + 1] ?? 0);
    yield { name: frame.functionName || "(anonymous)", file: placeOf(frame.url, frame.lineNumber), us };
  }
}

/** "core/decide.ts:12", "undici/lib/core/request.js:40", "node:http:7". */
function placeOf(url: string, line: number): string {
  if (url === "") return "";
  const path = url.split("/node_modules/").at(-1)?.split("/src/").at(-1) ?? url;
  return `${path.replace(/^file:\/\//, "")}:${line + 1}`;
}

/** "core/verify", "adapters", "node: http", "native". */
function partOf(name: string, file: string): string {
  if (file === "")
    return name.startsWith("(garbage") ? name : "native (writev, digests, statements, patterns)";
  if (file.startsWith("wasm:")) return "wasm";
  if (file.startsWith("node:"))
    return `node: ${/^node:(?:internal\/)?_?([a-z]+)/.exec(file)?.[1] ?? "others"}`;
  return file.replace(/:\d+$/, "").split("/").slice(0, -1).join("/") || "shell";
}

function add(to: Map<string, number>, key: string, us: number): void {
  to.set(key, (to.get(key) ?? 0) + us);
}
