/** Text on a terminal: its width in columns, fitting it to a width, wrapping, and sparklines. */
import { visible } from "../html.ts";

/** East Asian wide characters and emoji take two columns (Unicode UAX #11); combining marks take none. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u;
const NONE = /[\p{Mn}\p{Me}]/u;

export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += NONE.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
}

/** The text in exactly `width` columns: cut with an ellipsis, or padded with spaces. */
export function fitted(text: string, width: number): string {
  const whole = widthOf(text);
  if (whole <= width) return text + " ".repeat(width - whole);
  if (width <= 0) return "";
  let out = "";
  let at = 0;
  for (const character of text) {
    const wide = widthOf(character);
    if (at + wide > width - 1) break;
    out += character;
    at += wide;
  }
  return `${out}…${" ".repeat(width - 1 - at)}`;
}

/** The beginning of a caller's text as one line, with control characters shown as codes. */
export function lineOf(text: string): string {
  return visible(text.slice(0, TEXT_MAX)).replace(/\s+/g, " ").trim();
}
const TEXT_MAX = 2_000;

/** Lines broken between words. Beyond `lines` of them the last one holds the whole rest, and is too wide. */
export function wrapped(text: string, width: number, lines: number): string[] {
  const out: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && widthOf(line) + 1 + widthOf(word) > width) {
      out.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  out.push(line);
  if (out.length <= lines) return out;
  return [...out.slice(0, lines - 1), out.slice(lines - 1).join(" ")];
}

const BARS = "▁▂▃▄▅▆▇█";

/** The newest `width` values as bars, one a column, on a scale from 0 to `top`; a space for null. */
export function sparkline(values: readonly (number | null)[], width: number, top: number): string {
  return values
    .slice(-Math.max(0, width))
    .map((value) => (value === null ? " " : (BARS[step(value / top)] ?? " ")))
    .join("");
}

function step(share: number): number {
  return Number.isFinite(share) ? Math.max(0, Math.min(BARS.length - 1, Math.floor(share * BARS.length))) : 0;
}
