/** Limits on notes, and the seal that each carries before its text, the same in every store. */
import { createHmac, timingSafeEqual } from "node:crypto";
import { PortFault } from "../errors.ts";
import type { SealKey } from "./entry-codec.ts";

/** The port promises 100,000; a thousand more, so that a caller may add one before it takes the oldest away. */
export const NOTES_MAX = 101_000;
const NAME_CHARACTERS_MAX = 512;
const VALUE_CHARACTERS_MAX = 65_536;

/** Throws PortFault "invalid" for what is no small named value. */
export function checkNote(name: string, value: string): void {
  if (name.length === 0 || name.length > NAME_CHARACTERS_MAX)
    throw new PortFault("store", "invalid", `a note's name has 1 to ${NAME_CHARACTERS_MAX} characters`);
  if (value.length > VALUE_CHARACTERS_MAX)
    throw new PortFault("store", "invalid", `a note has at most ${VALUE_CHARACTERS_MAX} characters`);
}

/** `seal.text`, the seal over name and text. */
export function sealNote(key: SealKey, name: string, text: string): string {
  return `${noteSeal(key, name, text)}.${text}`;
}

/** Null for a note that nobody wrote who knows the secret. */
export function openNote(key: SealKey, name: string, sealed: string): string | null {
  const at = sealed.indexOf(".");
  const text = sealed.slice(at + 1);
  const [given, wanted] = [
    Buffer.from(sealed.slice(0, Math.max(at, 0))),
    Buffer.from(noteSeal(key, name, text)),
  ];
  return given.length === wanted.length && timingSafeEqual(given, wanted) ? text : null;
}

function noteSeal(key: SealKey, name: string, text: string): string {
  return createHmac("sha256", key ?? "")
    .update(`note ${name.length}:${name}`)
    .update(text)
    .digest("base64url");
}

export function notesFull(): PortFault {
  return new PortFault("store", "invalid", `the store holds ${NOTES_MAX} notes and takes no more`);
}
