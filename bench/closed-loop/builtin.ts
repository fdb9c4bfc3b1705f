/** The shipped embedder and pair model, and what is made of a stream with them once for all policies. */
import { loadBuiltin } from "../../src/adapters/embedder-builtin.ts";
import type { UnitVector } from "../../src/model.ts";

export type Builtin = Awaited<ReturnType<typeof loadBuiltin>>;

export async function vectorsWith({ embedder }: Builtin, texts: readonly string[]): Promise<UnitVector[]> {
  const out: UnitVector[] = [];
  for (const text of texts) out.push(await embedder.embed(text, 1_000));
  return out;
}

export { loadBuiltin };
