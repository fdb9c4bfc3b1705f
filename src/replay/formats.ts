/** All known formats of recorded traffic, and which of them a file has. */
import { CONTRACT } from "./formats/contract.ts";
import { HELICONE } from "./formats/helicone.ts";
import { LANGFUSE } from "./formats/langfuse.ts";
import { LITELLM } from "./formats/litellm.ts";
import { OPENAI_BATCH } from "./formats/openai-batch.ts";
import type { Format, JsonFields } from "./row.ts";

/**
 * The formats in the order in which they are tried; the project's own is last, as its member names are the most usual.
 */
export const FORMATS: readonly Format[] = [OPENAI_BATCH, HELICONE, LITELLM, LANGFUSE, CONTRACT];

/** A fault for people to read, because of which the file is not replayed. */
export class ReplayFault extends Error {
  override readonly name = "ReplayFault";
}

/** The format of a file, told by its first rows. Throws ReplayFault that names what was seen and what is known. */
export function sniffed(records: readonly JsonFields[]): Format {
  for (const record of records) {
    const format = FORMATS.find((known) => known.fits(record));
    if (format) return format;
  }
  const [first] = records;
  const seen =
    first === undefined
      ? "no JSON object in its first lines"
      : `a row with the members ${Object.keys(first).slice(0, 12).map(plain).join(", ") || "(none)"}`;
  const known = [...FORMATS].reverse().map(({ name, looks }) => `  ${name.padEnd(12)} ${looks}`);
  throw new ReplayFault(`cannot tell the format: saw ${seen}. Known formats:\n${known.join("\n")}`);
}

export function formatNamed(name: string): Format | null {
  return FORMATS.find((format) => format.name === name) ?? null;
}

/** A name from a file, made safe for a terminal. */
function plain(name: string): string {
  return JSON.stringify(name.slice(0, 40)).slice(1, -1);
}
