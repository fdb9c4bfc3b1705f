/**
 * Near questions by kind that must not share an answer, and rewordings that must, as a gateway would serve them at a
 * threshold: `traps/dev.tsv` was looked at while the verifier was mended, `traps/blind.tsv` was not. Both were written
 * before; `traps/later.tsv` has more of the kinds that were weak, written before they were mended again (`fresh.tsv` after
 * that, `last.tsv` before a third mend), and `traps/narrow.tsv` and `traps/doubted.tsv` pairs and rewordings written before
 * two rules were narrowed, and before six became doubts; `traps/mentioned.tsv` has words that are spoken of. Rows: label TAB stored TAB asked TAB kind; traps are tried both ways round.
 *
 * In the files ⏎ is a line break, ␉ a tab, ⟨tag:text⟩ text in Unicode tag characters, ⟨bits:200B,200C:text⟩ text in bits
 * of two characters that nobody sees.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadBuiltin } from "../../src/adapters/embedder-builtin.ts";
import { questionIn } from "../../src/core/question.ts";
import { createVerifier } from "../../src/core/verify/verifier.ts";
import type { UnitVector } from "../../src/model.ts";

export interface Trap {
  readonly same: boolean;
  readonly stored: string;
  readonly asked: string;
  readonly kind: string;
}

export interface KindResult {
  readonly kind: string;
  readonly same: boolean;
  readonly count: number;
  readonly served: number;
  /** Served above .95. */
  readonly sure: number;
}

/** Rows of a file of this folder or of a path. */
export function trapsOf(path: string): Trap[] {
  const file = path.includes("/") ? path : join(import.meta.dirname, "traps", `${path}.tsv`);
  return readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .flatMap((line) => {
      const [label, stored = "", asked = "", kind = ""] = line.split("\t");
      const trap = { same: label === "1", stored: shown(stored), asked: shown(asked), kind };
      return trap.same ? [trap] : [trap, { ...trap, stored: trap.asked, asked: trap.stored }];
    });
}

function shown(text: string): string {
  return text
    .replaceAll("⏎", "\n")
    .replaceAll("␉", "\t")
    .replace(/⟨tag:([^⟩]*)⟩/g, (_, hidden: string) =>
      Array.from(hidden, (letter) => String.fromCodePoint(0xe0000 + letter.codePointAt(0)!)).join(""),
    )
    .replace(/⟨bits:(\w+),(\w+):([^⟩]*)⟩/g, (_, zero: string, one: string, hidden: string) =>
      Array.from(Buffer.from(hidden), (byte) => byte.toString(2).padStart(8, "0"))
        .join("")
        .replace(/[01]/g, (bit) => String.fromCodePoint(Number.parseInt(bit === "1" ? one : zero, 16))),
    );
}

export interface Told {
  readonly served: boolean;
  readonly probability: number;
  /** The veto, or why only an equal question shares, or "". */
  readonly why: string;
}

/** Judges a pair as the gateway does, retrieval aside. */
export async function server(threshold: number): Promise<(trap: Trap) => Told> {
  const { lexicon, pairModel, embedder } = await loadBuiltin();
  const verifier = createVerifier(lexicon, pairModel);
  const exactOnly = (text: string): string | null => {
    const found = questionIn(
      "chat",
      { temperature: 0, messages: [{ role: "user", content: text }] },
      { maxTemperature: 1, after: null, header: null },
    );
    return "why" in found ? found.why : found.exactOnly;
  };
  return ({ stored, asked }) => {
    const why = exactOnly(stored) ?? exactOnly(asked);
    if (why !== null) return { served: stored === asked, probability: 0, why };
    const embed = (text: string): UnitVector => embedder.embed(text, 1_000) as UnitVector;
    const [x, y] = [embed(stored), embed(asked)];
    let cosine = 0;
    for (let i = 0; i < x.length; i++) cosine += x[i]! * y[i]!;
    const { veto, probability } = verifier.compare(stored, asked, cosine);
    return { served: veto === null && probability >= threshold, probability, why: veto ?? "" };
  };
}

export function byKind(traps: readonly Trap[], serve: (trap: Trap) => Told): KindResult[] {
  const out = new Map<string, { kind: string; same: boolean; count: number; served: number; sure: number }>();
  for (const trap of traps) {
    const name = `${trap.same} ${trap.kind}`;
    let kind = out.get(name);
    if (kind === undefined) {
      kind = { kind: trap.kind, same: trap.same, count: 0, served: 0, sure: 0 };
      out.set(name, kind);
    }
    const { served, probability } = serve(trap);
    kind.count++;
    if (served) kind.served++;
    if (served && probability > 0.95) kind.sure++;
  }
  return [...out.values()];
}

if (process.argv[1] === import.meta.filename) {
  const [, , name = "blind", how = ""] = process.argv;
  const serve = await server(0.85);
  const traps = trapsOf(name);
  const rows = byKind(traps, serve);
  for (const { kind, same, count, served, sure } of rows) {
    const share = ((100 * served) / count).toFixed(0);
    console.log(
      `${same ? "same" : "trap"} ${kind.padEnd(18)} ${served}/${count} = ${share} %  (${sure} above .95)`,
    );
  }
  for (const same of [false, true]) {
    const some = rows.filter((row) => row.same === same);
    const sum = (of: (row: KindResult) => number): number => some.reduce((total, row) => total + of(row), 0);
    const [count, served] = [sum((row) => row.count), sum((row) => row.served)];
    console.log(
      `${same ? "same" : "trap"} all: ${served} of ${count} = ${((100 * served) / count).toFixed(1)} %`,
    );
  }
  if (how === "errors") {
    for (const trap of traps) {
      const told = serve(trap);
      if (told.served === trap.same) continue;
      console.log(
        `${trap.same ? "missed" : "SERVED"} [${trap.kind}] ${JSON.stringify(trap.stored)} | ${JSON.stringify(trap.asked)} ${told.why} ${told.probability.toFixed(3)}`,
      );
    }
  }
}
