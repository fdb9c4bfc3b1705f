/** CPU time of a process, by /proc: Linux only. */
import { readdirSync, readFileSync } from "node:fs";

/** User and system time of all threads that run, in seconds: to the nanosecond, as the scheduler counts it. */
export function cpuSeconds(pid: number): number {
  let ns = 0;
  for (const task of readdirSync(`/proc/${pid}/task`))
    ns += Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, "utf8").split(" ")[0]);
  return ns / 1e9;
}
