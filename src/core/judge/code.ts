/**
 * What the code of two answers says: whether blocks are equal but for the names of their own variables, and whether a line of
 * a block stands in the other's prose.
 */
import type { WordVerdict } from "./pair.ts";
import { codeTokens, type Parts } from "./parts.ts";
import { nth } from "./words/nth.ts";

/** The verdict from code blocks; null where they do not decide, as equal code says nothing of the text around it. */
export function codes(a: readonly string[], b: readonly string[]): WordVerdict | null {
  const left = a.join("\n");
  const right = b.join("\n");
  if (left === right) return null;
  const [one, two] = [left.split(/\s/), right.split(/\s/)];
  const [x, y] = [namedAnew(one, new Set(two)), namedAnew(two, new Set(one))];
  if (same(x, y)) return null;
  const isNear = a.length === b.length && shared(x, y) >= CODE_NEAR_MIN;
  // One may only say more, as a mode that is the default, or call its parameters otherwise.
  const isDifferent = isNear && !onlyAdd(x, y) && !areRenamed(x, y);
  return { verdict: isDifferent ? "different" : "unsure", kind: "code", why: "the code differs" };
}
/** Dice's coefficient of tokens from which two code blocks count as one block with something changed. */
const CODE_NEAR_MIN = 0.4;

/** Of equal lines of code without braces, one that stands further in: in Python and YAML that is another program. */
export function indentsPart(one: Parts, two: Parts): string | null {
  for (const [at, block] of one.blocks.entries()) {
    const other = two.blocks[at];
    if (other === undefined || block.includes("{")) continue;
    const [x, y] = [block, other].map((text) => text.split("\n").filter((line) => line.trim() !== "")) as [
      string[],
      string[],
    ];
    if (x.length !== y.length || x.some((line, i) => line.trim() !== y[i]?.trim())) continue;
    const [u, v] = [depthsOf(x), depthsOf(y)];
    const line = u.findIndex((depth, i) => depth !== v[i]);
    if (line >= 0) return `"${x[line]?.trim()}" stands further in in one answer alone`;
  }
  return null;
}

/** How deep each line stands, however wide a step is. */
function depthsOf(lines: readonly string[]): readonly number[] {
  const open: number[] = [];
  return lines.map((line) => {
    const width = (/^\s*/.exec(line)?.[0] ?? "").replaceAll("\t", "    ").length;
    while (open.length > 0 && (open.at(-1) ?? 0) >= width) open.pop();
    open.push(width);
    return open.length;
  });
}

/** Sentences of either answer, with the lines of code that the other tells within its prose; null: there are none. */
export function linesAsProse(one: Parts, two: Parts): readonly [readonly string[], readonly string[]] | null {
  if (one.inline.length + two.inline.length === 0) return null;
  const [x, y] = [linesOf(one), linesOf(two)];
  const onlyX = [...x.keys()].filter((line) => !y.has(line));
  const onlyY = [...y.keys()].filter((line) => !x.has(line));
  if (onlyX.length + onlyY.length === 0) return null;
  const areTold = (lines: readonly string[], { inline }: Parts): boolean =>
    lines.every((line) => inline.includes(line));
  if (!areTold(onlyX, two) || !areTold(onlyY, one)) return null;
  const shared = [...x.keys()].filter((line) => y.has(line));
  if (
    !same(
      shared,
      [...y.keys()].filter((line) => x.has(line)),
    )
  )
    return null;
  const texts = (lines: readonly string[], of: ReadonlyMap<string, string>): readonly string[] =>
    lines.map((line) => of.get(line) ?? "");
  return [
    [...one.sentences, ...texts(onlyX, x)],
    [...two.sentences, ...texts(onlyY, y)],
  ];
}

/** The lines of an answer's code blocks as written, by their tokens. */
function linesOf({ blocks }: Parts): ReadonlyMap<string, string> {
  const out = new Map<string, string>();
  for (const block of blocks)
    for (const line of block.split("\n", LINES_MAX)) {
      const tokens = codeTokens(line);
      if (tokens !== "") out.set(tokens, line.trim());
    }
  return out;
}
const LINES_MAX = 40;

/** Tokens in which a variable that the code sets and uses, and the other has not, has a number in place of its name. */
function namedAnew(tokens: readonly string[], others: ReadonlySet<string>): readonly string[] {
  const names = new Map<string, string>();
  for (let at = 0; at < tokens.length; at++) {
    const token = nth(tokens, at);
    if (!names.has(token) && !others.has(token) && isSetAt(tokens, at) && isOwn(tokens, token))
      names.set(token, `#${names.size}`);
  }
  return names.size === 0 ? tokens : tokens.map((token) => names.get(token) ?? token);
}

const SETTING = new Set(["as", "const", "let", "var", "for", "auto"]);
const NAME = /^[\p{L}_][\p{L}\p{N}_]*$/u;

function isSetAt(tokens: readonly string[], at: number): boolean {
  if (!NAME.test(nth(tokens, at)) || /^\p{Lu}+$/u.test(nth(tokens, at))) return false;
  const before = tokens[at - 1] ?? "";
  const isAssigned = tokens[at + 1] === "=" && tokens[at + 2] !== "=" && before !== "(" && before !== ",";
  return SETTING.has(before) || isAssigned;
}

/** Is a name also used, and nowhere a member, a flag or an argument's name? */
function isOwn(tokens: readonly string[], name: string): boolean {
  let used = 0;
  for (const [at, token] of tokens.entries()) {
    if (token !== name) continue;
    const before = tokens[at - 1] ?? "";
    const after = tokens[at + 1] ?? "";
    if (/[.$@/\\-]$/.test(before)) return false;
    if (after === "=" && (before === "(" || before === ",") && tokens[at + 2] !== "=") return false;
    const isKey = after === "=" || (after === ":" && before !== "in");
    if (!isKey && !SETTING.has(before)) used++;
  }
  return used > 0;
}

/** Do two lists differ only in names that stand in several places each, one for one? */
function areRenamed(x: readonly string[], y: readonly string[]): boolean {
  if (x.length !== y.length) return false;
  const [to, back] = [new Map<string, string>(), new Map<string, string>()];
  const times = new Map<string, number>();
  for (const [at, u] of x.entries()) {
    const v = nth(y, at);
    if ((to.get(u) ?? v) !== v || (back.get(v) ?? u) !== u) return false;
    to.set(u, v);
    back.set(v, u);
    times.set(u, (times.get(u) ?? 0) + 1);
  }
  return [...to].every(([u, v]) => u === v || (NAME.test(u) && NAME.test(v) && (times.get(u) ?? 0) > 1));
}

/** Does either list only have tokens more than the other, in one place or in several, and none that turns what is done? */
function onlyAdd(x: readonly string[], y: readonly string[]): boolean {
  if (x.length * y.length > CELLS_MAX) return false;
  const length = commonLengths(x, y);
  const width = y.length + 1;
  const at = (i: number, j: number): number => length[i * width + j] ?? 0;
  let [i, j] = [0, 0];
  while (i < x.length || j < y.length) {
    const from = [i, j] as const;
    while (i < x.length && at(i + 1, j) === at(i, j)) i++;
    while (j < y.length && at(i, j + 1) === at(i, j)) j++;
    const [one, two] = [x.slice(from[0], i), y.slice(from[1], j)];
    if ((one.length > 0 && two.length > 0) || [...one, ...two].some((token) => TURNING.test(token)))
      return false;
    while (i < x.length && j < y.length && x[i] === y[j] && at(i, j) === at(i + 1, j + 1) + 1) {
      i++;
      j++;
    }
  }
  return true;
}
const CELLS_MAX = 90_000;
const TURNING = /^(?:[^\p{L}\p{N}\s"'(),;.[\]{}:#]|not|no)$/u;

/** Lengths of the longest common subsequences of what follows each pair of places. */
function commonLengths(x: readonly string[], y: readonly string[]): Uint16Array {
  const width = y.length + 1;
  const out = new Uint16Array((x.length + 1) * width);
  for (let i = x.length - 1; i >= 0; i--)
    for (let j = y.length - 1; j >= 0; j--) {
      const [down, right] = [out[(i + 1) * width + j] ?? 0, out[i * width + j + 1] ?? 0];
      out[i * width + j] = x[i] === y[j] ? (out[(i + 1) * width + j + 1] ?? 0) + 1 : Math.max(down, right);
    }
  return out;
}

function same(x: readonly string[], y: readonly string[]): boolean {
  return x.length === y.length && x.every((token, at) => token === y[at]);
}

function shared(one: readonly string[], two: readonly string[]): number {
  const [x, y] = [new Set(one), new Set(two)];
  let both = 0;
  for (const token of x) if (y.has(token)) both++;
  return (2 * both) / (x.size + y.size);
}
