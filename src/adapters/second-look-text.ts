/**
 * Which texts a second look reads to their end. Models cut at 512 tokens or so and do not say it: two texts with one
 * beginning would be one text to them. A token is at least a byte, so a text of fewer bytes than that is never cut.
 */
const BYTES_MAX = 500;

export function isWhole(text: string): boolean {
  return text.length <= BYTES_MAX && text.trim() !== "" && Buffer.byteLength(text) <= BYTES_MAX;
}
