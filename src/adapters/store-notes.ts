/** Limits on notes, the same in every store. */
import { PortFault } from "../errors.ts";

/**
 * Most notes in a store. The port promises 100,000; the extra thousand lets a caller add one before it removes the
 * oldest.
 */
export const NOTES_MAX = 101_000;
const NAME_CHARACTERS_MAX = 512;
const VALUE_CHARACTERS_MAX = 65_536;

/** Throws PortFault "invalid" where name or value is empty or too long for a note. */
export function checkNote(name: string, value: string): void {
  if (name.length === 0 || name.length > NAME_CHARACTERS_MAX)
    throw new PortFault("store", "invalid", `a note's name has 1 to ${NAME_CHARACTERS_MAX} characters`);
  if (value.length > VALUE_CHARACTERS_MAX)
    throw new PortFault("store", "invalid", `a note has at most ${VALUE_CHARACTERS_MAX} characters`);
}

export function notesFull(): PortFault {
  return new PortFault("store", "invalid", `the store holds ${NOTES_MAX} notes and takes no more`);
}
