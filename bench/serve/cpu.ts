/** CPU time and memory of a process and of the machine, as Linux counts them. */
import { readdirSync, readFileSync } from "node:fs";
import { cpus } from "node:os";

/** Of /proc's clock, as Linux has it everywhere. */
const TICK_US = 10_000;
const PAGE_KIB = 4;
const REST_MS = 100;
/** A process that takes less of a core than this is at rest. */
const REST_SHARE = 0.03;

export interface CpuTime {
  /** µs of all threads since the process began. */
  readonly allUs: number;
  /** Of the thread that answers. */
  readonly mainUs: number;
}

/** By the scheduler's own count, to the nanosecond; by ticks of 10 ms where the kernel does not keep one. */
export function cpuTime(pid: number): CpuTime {
  const threads = readdirSync(`/proc/${pid}/task`).map((tid) => ({
    tid: Number(tid),
    us: threadUs(pid, tid),
  }));
  const mainUs = threads.find(({ tid }) => tid === pid)?.us ?? 0;
  // Threads that have ended stand in no task of it, but in its ticks.
  const running = threads.reduce((sum, { us }) => sum + us, 0);
  return { allUs: Math.max(running, ticksUs(`/proc/${pid}/stat`) - TICK_US), mainUs };
}

/** MiB that the process holds in memory. */
export function residentMiB(pid: number): number {
  const pages = Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]);
  return (pages * PAGE_KIB) / 1024;
}

/** Waits until the process does next to nothing, so that work which was put off is counted; at most `msMax`. */
export async function atRest(pid: number, msMax: number): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < msMax; waitedMs += REST_MS) {
    const before = cpuTime(pid).allUs;
    await new Promise((resolve) => setTimeout(resolve, REST_MS));
    if (cpuTime(pid).allUs - before < REST_MS * 1_000 * REST_SHARE) return true;
  }
  return false;
}

/** Since it was called: the share of the machine's cores that processes other than those given took, 0 to 1. */
export function watchOthers(pids: () => readonly number[]): () => number {
  const fromMs = performance.now();
  const [machine, own] = [machineUs(), ownUs(pids())];
  return () => {
    const spanUs = (performance.now() - fromMs) * 1_000 * cpus().length;
    return Math.max(0, machineUs() - machine - (ownUs(pids()) - own)) / spanUs;
  };
}

/** As `watchOthers`, where all that was started has ended when it is asked: this process and its children are left out. */
export function watchOthersThanChildren(): () => number {
  const fromMs = performance.now();
  const [machine, own] = [machineUs(), withChildrenUs()];
  return () => {
    const spanUs = (performance.now() - fromMs) * 1_000 * cpus().length;
    return Math.max(0, machineUs() - machine - (withChildrenUs() - own)) / spanUs;
  };
}

/** Of this process and of those of its children that have ended and were waited for. */
function withChildrenUs(): number {
  const { user, system } = process.cpuUsage();
  const fields = readFileSync("/proc/self/stat", "utf8").split(") ").at(-1)?.split(" ") ?? [];
  return user + system + (Number(fields[13]) + Number(fields[14])) * TICK_US;
}

function ownUs(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + cpuTime(pid).allUs, 0);
}

/** User, nice, system and interrupts; neither idle nor waiting. */
function machineUs(): number {
  const [, user, nice, system, , , irq, soft, steal] = readFileSync("/proc/stat", "utf8").split(/\s+/, 10);
  return [user, nice, system, irq, soft, steal].reduce((sum, ticks) => sum + Number(ticks) * TICK_US, 0);
}

function threadUs(pid: number, tid: string): number {
  try {
    return Number(readFileSync(`/proc/${pid}/task/${tid}/schedstat`, "utf8").split(" ")[0]) / 1_000;
  } catch {
    return ticksUs(`/proc/${pid}/task/${tid}/stat`);
  }
}

function ticksUs(path: string): number {
  try {
    // The name stands in parentheses and may hold anything.
    const fields = readFileSync(path, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) * TICK_US;
  } catch {
    // It ended while it was looked at.
    return 0;
  }
}
