/** Wraps and colours text for a terminal. */

export type Paint = (text: string) => string;

/**
 * A function that writes a text in lines of at most `width` columns. `lead` stands before the first line, `hang` before
 * the others; both take the same number of columns.
 */
export function sayer(write: (line: string) => void, width: number) {
  return (text: string, as: Paint, lead = "", hang = lead): void => {
    for (const [i, line] of wrapped(text, width - hang.length).entries())
      write(`${i === 0 ? lead : hang}${as(line)}`);
  };
}

/** A function that wraps a text in an SGR code (ECMA-48), or returns it unchanged without `color`. */
export function painter(color: boolean): (code: number, text: string) => string {
  return (code, text) => (color ? `\x1b[${code}m${text}\x1b[0m` : text);
}

/** Breaks at spaces, and within a word only where it is longer than a line. Returns at least one line. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [""];
  for (const word of text.split(SPACES)) {
    const line = lines.at(-1)!;
    if (line.length + (line === "" ? 0 : 1) + word.length <= width) {
      lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
      continue;
    }
    if (line === "") lines.pop();
    for (let at = 0; at < word.length; at += width) lines.push(word.slice(at, at + width));
  }
  return lines;
}
/** One space: further ones are kept, so that columns of a table stay aligned. */
const SPACES = / /;
