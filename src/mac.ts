/**
 * HMAC-SHA-256 (RFC 2104) of short messages, by two digests that each take one call: six tenths of what `createHmac` takes, which sets up
 * a context and an object for every message (3.1 and 5.4 µs for 700 bytes, by turns in one process). A request needs several.
 */
import { createHmac, type Hmac, hash, type KeyObject } from "node:crypto";

/** SHA-256's block, and the length of its digest, in bytes. */
const BLOCK = 64;
const DIGEST = 32;
/** Bytes of a message that is digested in one call; longer ones are streamed, which costs less than to hold them twice. */
const MESSAGE_MAX = 16_384;
/** UTF-8 takes at most three bytes for each unit of UTF-16. */
const TEXT_MAX = Math.floor(MESSAGE_MAX / 3);

interface Pads {
  readonly inner: Uint8Array;
  readonly outer: Uint8Array;
}

/** Of each key that is in use, made once. */
const padsOf = new WeakMap<KeyObject, Pads>();
/** Calls do not overlap: nothing waits between its first byte and its digest. */
const message = Buffer.allocUnsafeSlow(BLOCK + MESSAGE_MAX);
const outer = Buffer.allocUnsafeSlow(BLOCK + DIGEST);

/** The code of `parts`, one after the other, strings as UTF-8: equal to that of `createHmac("sha256", secret)`. */
export function mac(secret: KeyObject, ...parts: readonly (string | Uint8Array)[]): Buffer {
  return Buffer.from(coded(secret, parts, "binary"), "latin1");
}

/** As `mac`, in base64url. */
export function macText(secret: KeyObject, ...parts: readonly (string | Uint8Array)[]): string {
  return coded(secret, parts, "base64url");
}

/** Digests pass as text of one byte a character: a Buffer of a digest's own takes longer to make than the digest. */
function coded(
  secret: KeyObject,
  parts: readonly (string | Uint8Array)[],
  form: "binary" | "base64url",
): string {
  const end = written(parts);
  if (end < 0) return streamed(secret, parts).digest(form);
  const pads = padsOf.get(secret) ?? padded(secret);
  message.set(pads.inner);
  outer.set(pads.outer);
  outer.write(hash("sha256", message.subarray(0, end), "binary"), BLOCK, "latin1");
  return hash("sha256", outer, form);
}

/** Where the message ends once `parts` stand behind the place of the inner pad; -1 where they are too long. */
function written(parts: readonly (string | Uint8Array)[]): number {
  let end = BLOCK;
  for (const part of parts) {
    const room = BLOCK + MESSAGE_MAX - end;
    if (typeof part === "string") {
      if (part.length > TEXT_MAX || part.length * 3 > room) return -1;
      end += message.write(part, end, "utf8");
    } else {
      if (part.byteLength > room) return -1;
      message.set(part, end);
      end += part.byteLength;
    }
  }
  return end;
}

function streamed(secret: KeyObject, parts: readonly (string | Uint8Array)[]): Hmac {
  const hmac = createHmac("sha256", secret);
  for (const part of parts) {
    if (typeof part === "string") updateSliced(part, (slice) => hmac.update(slice, "utf8"));
    else hmac.update(part);
  }
  return hmac;
}

/** Characters of a long text that are encoded at once: the whole at once would need its memory a second time. */
const SLICE = 65_536;

/** A slice never ends between the halves of a surrogate pair, which would not be encoded as one. */
function updateSliced(text: string, update: (slice: string) => void): void {
  for (let at = 0; at < text.length; ) {
    let to = Math.min(text.length, at + SLICE);
    const last = text.charCodeAt(to - 1);
    if (to < text.length && last >= 0xd800 && last < 0xdc00) to--;
    update(text.slice(at, to));
    at = to;
  }
}

function padded(secret: KeyObject): Pads {
  const raw = secret.export();
  const key = raw.byteLength > BLOCK ? hash("sha256", raw, "buffer") : raw;
  const pad = (by: number) => Uint8Array.from({ length: BLOCK }, (_, i) => (key[i] ?? 0) ^ by);
  const pads = { inner: pad(0x36), outer: pad(0x5c) };
  padsOf.set(secret, pads);
  return pads;
}
