/** Of what `semblance explain --request` prints: what was decided, and the stored question whose answer was served. */

export function excerpt(printed: string): string {
  const lines = printed.trimEnd().split("\n");
  const nearest = lines.findIndex((line) => line.trim() === "nearest");
  if (nearest < 0) return lines.join("\n");
  const head = lines.slice(0, nearest + 1);
  const entry = /^ +entry +(\S+)/m.exec(head.join("\n"))?.[1];
  const blocks = lines
    .slice(nearest + 1)
    .join("\n")
    .split(/\n\n/);
  const served = blocks.find((block) => entry !== undefined && block.includes(entry)) ?? blocks[0] ?? "";
  return [...head, served].join("\n");
}
