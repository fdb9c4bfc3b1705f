/**
 * Which texts a second look reads to their end. Models silently cut texts at 512 tokens or so: two texts with the same
 * beginning would then be equal. A token has at least one byte, so a text of fewer bytes than that is never cut.
 */
const BYTES_MAX = 500;

export function isWhole(text: string): boolean {
  return text.length <= BYTES_MAX && text.trim() !== "" && Buffer.byteLength(text) <= BYTES_MAX;
}
