/**
 * What becomes of a command whose output cannot be written. A reader that has left, as `head` does, has seen enough: the
 * command goes on, and says nothing more. A full disk is a fault of the file that was named.
 */
import { errorCode } from "../narrow.ts";
import { EXIT } from "./exit-status.ts";

const codes = new WeakMap<NodeJS.WriteStream, string>();

/** From here on no error of standard output or standard error ends the process. */
export function heedOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    if (codes.has(stream)) continue;
    codes.set(stream, "");
    stream.on("error", (error) => {
      if (codes.get(stream) === "") codes.set(stream, errorCode(error) || "unknown");
    });
  }
}

/** The exit status of a command that would end with `status`, once its errors of writing are known. */
export async function statusWith(status: number): Promise<number> {
  await new Promise((resolve) => setImmediate(resolve));
  const code = codes.get(process.stdout) ?? "";
  if (code === "" || code === "EPIPE") return status;
  process.stderr.write(`semblance: standard output cannot be written (${code})\n`);
  return EXIT.usage;
}
