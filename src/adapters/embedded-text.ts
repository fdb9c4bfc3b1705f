/** A question as embedders outside of this project are given it. */
import { PortFault } from "../errors.ts";

/** Version of `readable`, part of each fingerprint: vectors of differently prepared texts are never compared. */
export const NORMALISER = 1;

/** UTF-16 units. More than models read in one piece, and less than what a server chokes on. */
const CHARS_MAX = 32_000;

/**
 * Composed (NFC), well-formed, and without NUL, at which some servers end a text: what they cut off would be equal to
 * anything. Throws PortFault "refused" for a text of nothing, and for one that is too long to be one question.
 */
export function readable(text: string): string {
  if (text.trim() === "")
    throw new PortFault("embedder", "refused", "a text without a character has no meaning");
  if (text.length > CHARS_MAX)
    throw new PortFault("embedder", "refused", `a text of ${text.length} characters is no single question`);
  return text.toWellFormed().replaceAll("\0", "\uFFFD").normalize("NFC");
}
