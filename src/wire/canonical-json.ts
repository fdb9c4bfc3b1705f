/**
 * One text for one JSON value: names sorted by code unit, no white space, numbers as JavaScript writes them. Injective
 * on what JSON.parse can give, as far as numbers are kept by a double (see scanJson's `unfaithfulNumber`).
 */
const DEPTH_MAX = 200;

/** Throws RangeError for a value nested deeper than 200. `omit` names top-level members that are left out. */
export function canonicalJson(value: unknown, options: { readonly omit?: ReadonlySet<string> } = {}): string {
  return write(value, options.omit ?? null, 0);
}

function write(value: unknown, omit: ReadonlySet<string> | null, depth: number): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  if (depth >= DEPTH_MAX) throw new RangeError(`JSON nested deeper than ${DEPTH_MAX}`);
  if (Array.isArray(value)) {
    let out = "[";
    for (let i = 0; i < value.length; i++) out += (i > 0 ? "," : "") + write(value[i], null, depth + 1);
    return `${out}]`;
  }
  const object = value as Record<string, unknown>;
  let out = "{";
  for (const name of Object.keys(object).sort()) {
    if (omit?.has(name)) continue;
    out += `${out.length > 1 ? "," : ""}${JSON.stringify(name)}:${write(object[name], null, depth + 1)}`;
  }
  return `${out}}`;
}
