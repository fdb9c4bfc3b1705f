/**
 * `npm run structure`: draws the rooms of src/ from the code's own imports into docs/architecture.md. A row is a room, an
 * arrow what it imports; rooms above import from those below.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const SRC = join(ROOT, "src");
const PAGE = join(ROOT, "docs", "architecture.md");
const MARKS = ["<!-- structure -->", "<!-- /structure -->"] as const;

/** A file at the top stands for its folder. */
function roomOf(file: string): string {
  const [first = "", ...rest] = file.split("/");
  return rest.length > 0 ? first : file === "main.ts" ? "main.ts" : first.replace(/(?:-guard)?\.ts$/, "");
}

const ways = new Map<string, Set<string>>();
const sizes = new Map<string, { files: number; lines: number }>();
for (const entry of readdirSync(SRC, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !entry.name.endsWith(".ts")) continue;
  const path = join(entry.parentPath, entry.name);
  const room = roomOf(relative(SRC, path));
  const text = readFileSync(path, "utf8");
  const size = sizes.get(room) ?? { files: 0, lines: 0 };
  sizes.set(room, { files: size.files + 1, lines: size.lines + text.split("\n").length - 1 });
  const into = ways.get(room) ?? new Set();
  ways.set(room, into);
  for (const [, target = ""] of text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)) {
    const other = roomOf(relative(SRC, join(dirname(path), target)));
    if (other !== room) into.add(other);
  }
}

/** Rooms in an order in which none imports one above it. */
function storeys(): string[] {
  const left = new Set(ways.keys());
  const out: string[] = [];
  while (left.size > 0) {
    const free = [...left].filter((room) => ![...left].some((other) => ways.get(other)?.has(room)));
    if (free.length === 0) throw new Error(`rooms import each other: ${[...left].join(", ")}`);
    for (const room of free.sort()) {
      left.delete(room);
      out.push(room);
    }
  }
  return out;
}

const order = storeys();
const width = Math.max(...order.map((room) => room.length));
const picture = order.map((room) => {
  const { files, lines } = sizes.get(room)!;
  const into = [...ways.get(room)!].sort((a, b) => order.indexOf(a) - order.indexOf(b)).join(" ");
  return `${room.padEnd(width)}  ${String(files).padStart(3)} files ${String(lines).padStart(6)} lines${into === "" ? "" : `  -> ${into}`}`;
});
const block = `${MARKS[0]}\n\`\`\`\n${picture.join("\n")}\n\`\`\`\n${MARKS[1]}`;
const page = readFileSync(PAGE, "utf8");
const [before = "", rest = ""] = page.split(MARKS[0]);
const after = rest.split(MARKS[1])[1] ?? "";
writeFileSync(PAGE, `${before}${block}${after}`);
process.stdout.write(`${picture.join("\n")}\n`);
