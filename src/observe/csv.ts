/** Comma-separated values (RFC 4180) that no spreadsheet takes for a formula. */

type Cell = string | number | boolean | null;

/** The rows as CSV. Columns are those of the first row, in its order; nested values are written as JSON. */
export function csvOf(rows: readonly object[]): string {
  const [first] = rows;
  if (first === undefined) return "";
  const names = Object.keys(first);
  const lines = [
    names,
    ...rows.map((row) => names.map((name) => cellOf((row as Record<string, unknown>)[name]))),
  ];
  return lines.map((cells) => `${cells.map(written).join(",")}\r\n`).join("");
}

function cellOf(value: unknown): Cell {
  if (value === undefined || value === null) return null;
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "string") return value;
  return JSON.stringify(value);
}

/** Excel, LibreOffice and Sheets execute what begins like this, white space in front included (OWASP, CSV injection). */
const FORMULA = /^[\s\0]*[=+\-@\t\r＝＋－＠]/;

function written(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell !== "string") return String(cell);
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n']/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
