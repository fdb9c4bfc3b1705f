/** Reads a file of rows, one a line, without holding it whole. */
import { isUtf8 } from "node:buffer";
import { closeSync, createReadStream, openSync, statSync } from "node:fs";
import { errorCode } from "../narrow.ts";
import { CommandFault, EXIT } from "./exit-status.ts";

export interface NumberedLine {
  readonly number: number;
  /** The line without its end. */
  readonly text: string;
  /** Bytes of the line with its end. */
  readonly bytes: number;
}

/** Most bytes of a line; no answer that may be stored is larger. */
const LINE_BYTES_MAX = 8 * 1024 * 1024;
const NEWLINE = 0x0a;

/** Checks a path before anything is opened for it. Throws CommandFault where it is not a readable file. */
export function mustRead(path: string): void {
  try {
    closeSync(openSync(path, "r"));
    if (statSync(path).isDirectory()) throw Object.assign(new Error(), { code: "EISDIR" });
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): CommandFault {
  return new CommandFault(`${path} cannot be read (${errorCode(error) || "unknown"})`, EXIT.usage);
}

/**
 * Yields the lines that are not empty, without the mark that some editors put in front of a file in UTF-8. Throws
 * CommandFault where the file cannot be read, or a line is too long or in another encoding.
 */
export async function* readLines(path: string): AsyncGenerator<NumberedLine> {
  let number = 0;
  let parts: Buffer[] = [];
  let held = 0;
  const line = (end: number): NumberedLine => {
    const whole = Buffer.concat(parts);
    parts = [];
    held = 0;
    number++;
    // In another encoding half of the letters would be stored as U+FFFD, and served so.
    if (!isUtf8(whole)) throw new CommandFault(`${path}: line ${number}: not UTF-8`);
    const text = whole.toString("utf8");
    return { number, text: number === 1 ? text.replace(/^\ufeff/, "") : text, bytes: whole.length + end };
  };
  try {
    for await (const read of createReadStream(path)) {
      const chunk: Buffer = read;
      let from = 0;
      for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
        parts.push(chunk.subarray(from, at));
        from = at + 1;
        const found = line(1);
        if (found.text.trim() !== "") yield found;
      }
      parts.push(chunk.subarray(from));
      held += chunk.length - from;
      if (held > LINE_BYTES_MAX)
        throw new CommandFault(`${path}: line ${number + 1}: longer than ${LINE_BYTES_MAX} bytes`);
    }
    if (held > 0) yield line(0);
  } catch (error) {
    if (error instanceof CommandFault) throw error;
    throw unreadable(path, error);
  }
}

/** Most rows, and characters, sent together: few enough for one turn of the gateway, enough to be quick. */
const BATCH_ROWS = 200;
const BATCH_CHARACTERS = 1024 * 1024;

export async function* batchesOf(
  lines: AsyncIterable<NumberedLine>,
): AsyncGenerator<readonly NumberedLine[]> {
  let batch: NumberedLine[] = [];
  let characters = 0;
  for await (const line of lines) {
    batch.push(line);
    characters += line.text.length;
    if (batch.length < BATCH_ROWS && characters < BATCH_CHARACTERS) continue;
    yield batch;
    batch = [];
    characters = 0;
  }
  if (batch.length > 0) yield batch;
}
