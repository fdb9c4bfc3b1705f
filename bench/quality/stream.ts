/** Questions as traffic brings them: each is laid beside the nearest earlier ones, and the surest pair is kept. */
import { type Data, drawn, type Row } from "./data.ts";
import type { Judged, Model } from "./judge-pairs.ts";

/** As the gateway asks its index: gateway/look.ts. */
const NEIGHBOURS = 6;

/** Quora's clusters of duplicates and single questions, in a seeded order. */
export function quoraStream(data: Data, questions: number): Row[] {
  const clusters = data.rows("qqp_clusters");
  const names = [...new Set(clusters.map(([name]) => name!))];
  const chosen = new Set(drawn(names, Math.round(questions / 8), 21));
  const grouped = clusters.filter(([name]) => chosen.has(name!));
  const single = drawn(data.rows("qqp_singletons"), Math.max(0, questions - grouped.length), 22);
  return shuffled([...drawn(grouped, questions, 23), ...single]);
}

function shuffled(rows: Row[]): Row[] {
  return drawn(
    rows.map((_, i) => i),
    rows.length,
    24,
  )
    .map((i, at) => ({ i, at, key: Math.imul(i + 1, 0x9e3779b1) >>> 0 }))
    .sort((a, b) => a.key - b.key)
    .map(({ i }) => rows[i]!);
}

/** One judged pair a question: the best by verdict of the nearest earlier ones. Vetoed bests are left out. */
export function retrieved(model: Model, stream: readonly Row[]): Judged[] {
  const out: Judged[] = [];
  const vectors = stream.map(([, text]) => model.vector(text!));
  for (let i = 1; i < stream.length; i++) {
    const [name, text] = stream[i]!;
    let best: Judged | null = null;
    for (const j of nearest(vectors, i)) {
      const [other, stored] = stream[j]!;
      if (stored === text) continue;
      const judged = model.judge([name === other ? "1" : "0", stored!, text!]);
      if (judged.verdict.veto !== null) continue;
      if (best === null || judged.verdict.probability > best.verdict.probability) best = judged;
    }
    if (best !== null) out.push(best);
  }
  return out;
}

function nearest(vectors: readonly Float32Array[], i: number): number[] {
  const query = vectors[i]!;
  const top: { j: number; cosine: number }[] = [];
  for (let j = 0; j < i; j++) {
    const other = vectors[j]!;
    let cosine = 0;
    for (let k = 0; k < query.length; k++) cosine += query[k]! * other[k]!;
    if (top.length === NEIGHBOURS && cosine <= top.at(-1)!.cosine) continue;
    top.push({ j, cosine });
    top.sort((a, b) => b.cosine - a.cosine);
    if (top.length > NEIGHBOURS) top.pop();
  }
  return top.map(({ j }) => j);
}
