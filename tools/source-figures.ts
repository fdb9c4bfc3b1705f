/**
 * What can be counted in the sources: lengths of functions, their parameters, casts, non-null assertions and names that are
 * defined more than once. By the text and by what Node's type stripping leaves of it; there is no parser in the house.
 */
import { readdirSync, readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { join, relative } from "node:path";

const ROOT = join(import.meta.dirname, "..");

export interface Length {
  readonly name: string;
  readonly lines: number;
}

export interface Place {
  readonly line: number;
  readonly what: string;
}

/** [path from the root of the project, text] of each TypeScript file under a folder of the root. */
export function sourcesOf(folder: string): [string, string][] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [relative(ROOT, path), readFileSync(path, "utf8")]);
}

/** The text with spaces for its comments, so that places stay where they are. */
export function withoutComments(text: string): string {
  const blank = (part: string) => part.replace(/[^\n]/g, " ");
  return text.replace(/\/\*[\s\S]*?\*\//g, blank).replace(/(?<=^|\s)\/\/.*$/gm, blank);
}

/** Named functions, methods and arrow functions with a name, by the indentation that the formatter gives them. */
export function functionsIn(text: string): Length[] {
  const head =
    /^(\s*)(?:(?:export |async )*function\*? (\w+)|(?:export )?const (\w+)[^=]*= (?:async )?\(.*=> \{$|(?:static |async |get |set |\*)*(#?(?!(?:if|for|while|switch|catch|return|function)\b)\w+)\((?!.*;$).*(?:\{|\()$)/;
  const lines = text.split("\n");
  return lines.flatMap((line, i) => {
    const [, indent, declared, arrow, method] = head.exec(line) ?? [];
    const name = declared ?? arrow ?? method;
    if (name === undefined) return [];
    const end = lines.findIndex((other, at) => at > i && new RegExp(`^${indent}\\}[;,)]*$`).test(other));
    return end < 0 ? [] : [{ name, lines: end - i + 1 }];
  });
}

/** Lists of parameters with more than `most` of them, each as the line it begins on and its text. */
export function longParameterListsIn(text: string, most: number): Place[] {
  const code = stripped(withoutComments(text), text);
  const out: Place[] = [];
  for (const { index } of code.matchAll(/\(/g)) {
    const list = bracketAt(code, index);
    if (list === null || list.members.length <= most) continue;
    const before = code.slice(0, index);
    if (!/^\s*(?:=>|\{)/.test(code.slice(list.end)) || /\b(?:if|for|while|switch|catch)\s*$/.test(before))
      continue;
    out.push({ line: lineAt(code, index), what: `(${list.members.map((m) => m.trim()).join(", ")})` });
  }
  return out;
}

/** Every `x as T` but `as const`. A cast is where type stripping leaves spaces for `as`. */
export function castsIn(text: string): number {
  const code = withoutComments(text).replace(/^(?:import|export) (?:type )?\{[^}]*\} from .*$/gm, (part) =>
    " ".repeat(part.length),
  );
  const left = stripped(code, text);
  return [...code.matchAll(/\bas\b(?!\s+const\b)/g)].filter(
    ({ index }) => left.slice(index, index + 2) === "  ",
  ).length;
}

/** Every `x!`: type stripping leaves a space for it. */
export function nonNullIn(text: string): number {
  const code = withoutComments(text);
  const left = stripped(code, text);
  return [...code.matchAll(/!/g)].filter(({ index }) => left[index] === " ").length;
}

/** Names that a file gives to others, for what is called as well as for types. */
export function exportedNamesIn(text: string): string[] {
  return [
    ...text.matchAll(/^export (?:abstract |async )?(?:function\*?|const|class|interface|type) (\w+)/gm),
  ].map(([, name = ""]) => name);
}

/** Of a sorted list, the value that a share of it does not exceed. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

/** `text` without its types, and with spaces wherever `code` has them: every place stays where it was. */
function stripped(code: string, text: string): string {
  const left = stripTypeScriptTypes(text, { mode: "strip" });
  if (left.length !== code.length)
    throw new Error("type stripping moved the text: nothing can be counted by place");
  return left.replace(/\S/g, (c, at: number) => (code[at] === " " ? " " : c));
}

/** The members, at its own depth, of the bracket that opens at `from`, and the place behind its end. */
function bracketAt(code: string, from: number): { readonly members: string[]; readonly end: number } | null {
  let depth = 0;
  let begin = from + 1;
  const members: string[] = [];
  for (let i = from; i < code.length; i += 1) {
    const c = code[i] ?? "";
    if ("([{".includes(c)) depth += 1;
    else if (")]}".includes(c)) depth -= 1;
    if (depth === 0 || (depth === 1 && c === ",")) {
      if (code.slice(begin, i).trim() !== "") members.push(code.slice(begin, i));
      begin = i + 1;
    }
    if (depth === 0) return { members, end: i + 1 };
  }
  return null;
}

function lineAt(text: string, at: number): number {
  return text.slice(0, at).split("\n").length;
}
