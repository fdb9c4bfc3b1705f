/**
 * Labels in a file of their own: a line of JSON each behind a line that names the format. Appended in batches, off the
 * request path. A line cut short by a crash is left out; a file of a newer format is kept aside as it is.
 */
import { appendFile, mkdir, open, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { LabelLog } from "../ports.ts";

const FORMAT = 1;
const HEAD = `${JSON.stringify({ semblance: "labels", format: FORMAT })}\n`;
const BATCH_MS = 200;
/** A line longer than this is no label. */
const LINE_MAX = 16_384;
/** Lines that may wait to be written; more than that and the disk does not keep up. */
const WAITING_MAX = 10_000;

export function createLabelsFile<L extends object>(
  path: string,
  isLabel: (value: unknown) => value is L,
): LabelLog<L> {
  let waiting: string[] = [];
  let work: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | null = null;
  let ready = false;

  const inTurn = (task: () => Promise<void>): Promise<void> => {
    const done = work.then(task);
    work = done.catch(() => {});
    return done;
  };
  const begin = async (): Promise<void> => {
    if (ready) return;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, HEAD, { flag: "wx" }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
    ready = true;
  };
  const flush = (): Promise<void> =>
    inTurn(async () => {
      timer = null;
      if (waiting.length === 0) return;
      const lines = waiting.join("");
      waiting = [];
      await begin();
      await appendFile(path, lines);
    });

  return {
    async load(max) {
      const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return "";
        throw error;
      });
      if (text === "") return { labels: [], problem: null };
      const [head = "", ...lines] = text.split("\n");
      const format = formatOf(head);
      if (format !== FORMAT) {
        const aside = `${path}.${format === null ? "unread" : `format-${format}`}-${Date.now()}`;
        await rename(path, aside);
        const what =
          format === null ? "is no file of labels" : `is of format ${format}, this build reads ${FORMAT}`;
        return { labels: [], problem: `${path} ${what}: it is kept as ${aside}, and labels begin anew` };
      }
      const labels: L[] = [];
      let damaged = 0;
      for (const line of lines) {
        if (line === "") continue;
        const label = line.length > LINE_MAX ? null : parsed(line);
        if (isLabel(label)) labels.push(label);
        else damaged++;
      }
      // A last line without its end would run into the next one.
      if (!text.endsWith("\n")) await appendFile(path, "\n");
      const problem = damaged === 0 ? null : `${path}: ${damaged} damaged lines are left out`;
      return { labels: labels.slice(-max), problem };
    },
    append(label) {
      if (waiting.length >= WAITING_MAX)
        return Promise.reject(new Error("the disk does not keep up with labels"));
      waiting.push(`${JSON.stringify(label)}\n`);
      timer ??= setTimeout(() => void flush().catch(() => {}), BATCH_MS).unref();
      return Promise.resolve();
    },
    rewrite(labels) {
      return inTurn(async () => {
        waiting = [];
        await mkdir(dirname(path), { recursive: true });
        const fresh = `${path}.new`;
        await writeFile(fresh, HEAD + labels.map((label) => `${JSON.stringify(label)}\n`).join(""));
        const file = await open(fresh, "r");
        await file.sync();
        await file.close();
        await rename(fresh, path);
        ready = true;
      });
    },
    async close() {
      if (timer !== null) clearTimeout(timer);
      await flush();
    },
  };
}

/** Null where the line is no head of ours. */
function formatOf(line: string): number | null {
  const head = parsed(line) as { semblance?: unknown; format?: unknown } | null;
  return head?.semblance === "labels" && typeof head.format === "number" ? head.format : null;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
