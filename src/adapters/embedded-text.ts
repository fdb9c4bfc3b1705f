/** Prepares a question for embedders outside this project. */
import { PortFault } from "../errors.ts";

/** Version of `readable`, part of each fingerprint: vectors of differently prepared texts are never compared. */
export const NORMALISER = 1;

/** Most UTF-16 units of a text: more than models read at once, and less than servers fail on. */
const CHARS_MAX = 32_000;

/**
 * The text in NFC, well-formed, and without NUL, at which some servers end a text: texts that differ only behind it
 * would be equal. Throws PortFault "refused" for an empty text, and for one too long to be a question.
 */
export function readable(text: string): string {
  if (text.trim() === "")
    throw new PortFault("embedder", "refused", "a text without a character has no meaning");
  if (text.length > CHARS_MAX)
    throw new PortFault("embedder", "refused", `a text of ${text.length} characters is no single question`);
  return text.toWellFormed().replaceAll("\0", "\uFFFD").normalize("NFC");
}
