/** Text in lines that fit a terminal, and its colours. */

export type Paint = (text: string) => string;

/** Says a text in lines, none of them longer than `width`. `lead` stands before the first and takes as many columns as `hang`. */
export function sayer(write: (line: string) => void, width: number) {
  return (text: string, as: Paint, lead = "", hang = lead): void => {
    for (const [i, line] of wrapped(text, width - hang.length).entries())
      write(`${i === 0 ? lead : hang}${as(line)}`);
  };
}

/** SGR codes, where colour is wanted. */
export function painter(color: boolean): (code: number, text: string) => string {
  return (code, text) => (color ? `\x1b[${code}m${text}\x1b[0m` : text);
}

/** At spaces; a word that is longer than a line is cut. At least one line. */
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
/** Those of a table stand: only single ones between words are where a line may end. */
const SPACES = / /;
