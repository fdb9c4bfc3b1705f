/** What stands under which heading: "Safe: carrots. Toxic: grapes." and the same words the other way round. */
import type { Finding } from "./replacement.ts";

const HEADING = /^\s*(?:#{1,6}\s+(.+?)|\*\*([^*]{1,80})\*\*:?|([^.!?:]{1,60}):)\s*$/u;
const ITEM = /^\s*(?:[-*•+]|\d{1,3}[.)])\s+(.+)$/u;
/** "Required: name, email." in a line or a sentence of its own. */
const INLINE = /(?:^|[.!?;\n]\s*)(?:[-*•]\s+)?\**([\p{L}' ]{2,40})\**:\**\s+([^.:\n]{2,200})/gu;
const ITEMS_MAX = 200;

export function headingsPart(a: string, b: string): Finding | null {
  const one = headed(a);
  const two = one.size < 2 ? one : headed(b);
  const headings = [new Set(one.values()), new Set(two.values())];
  for (const [item, heading] of one) {
    const other = two.get(item);
    if (other === undefined || other === heading) continue;
    if (!headings.every((all) => all.has(heading) && all.has(other))) continue;
    const why = `"${item}" stands under "${heading}" in one and under "${other}" in the other`;
    return { verdict: "unsure", kind: "role", why };
  }
  return null;
}

/** The heading of each item. */
function headed(text: string): ReadonlyMap<string, string> {
  const out = new Map<string, string>();
  let heading = "";
  for (const line of text.split("\n").slice(0, 2 * ITEMS_MAX)) {
    const [, one, two, three] = HEADING.exec(line) ?? [];
    const title = one ?? two ?? three;
    if (title !== undefined) heading = plain(title);
    else if (heading !== "") {
      const item = ITEM.exec(line)?.[1];
      if (item !== undefined) out.set(plain(item), heading);
      else if (line.trim() !== "") heading = "";
    }
  }
  for (const [, title = "", items = ""] of [...text.matchAll(INLINE)].slice(0, ITEMS_MAX))
    for (const item of items.split(/,|;| and | or | e | ou /)) out.set(plain(item), plain(title));
  return out;
}

function plain(text: string): string {
  return text
    .replace(/[*_`#:]+/g, "")
    .replace(/[.\s]+$/u, "")
    .trim()
    .toLowerCase();
}
