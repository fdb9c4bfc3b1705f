/**
 * What the adapted tier makes of families of questions with one slot, and what a cache says to hostile strings: by the
 * library, which looks up, decides and learns as the gateway does. `families.json`, `hostile.json` and `hostile-order.json` were written before
 * anything was measured with them; upstream is played by them.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createIntegratedCache, type IntegratedCache } from "../../src/index.ts";

interface Family {
  /** plain: answers follow the slot; the others have an exception, see the table's rows. */
  readonly kind: "plain" | "polar" | "limit" | "shown" | "late";
  /** With {} for the slot, as `answer`. */
  readonly question: string;
  readonly answer: string;
  readonly values: readonly string[];
  /** Values with another answer. */
  readonly other: Readonly<Record<string, string>>;
}

const KINDS: Readonly<Record<Family["kind"], string>> = {
  plain: "plain slot questions",
  polar: "whether: an exception comes last",
  limit: "limits, amounts, times: an exception comes last",
  shown: "how and write: the exception is among the first three",
  late: "how and write: the exception comes after them",
};
const HOSTILE = {
  hostile: "hostile strings given another string's answer",
  "hostile-order": "short texts in languages without tables, given another's answer",
} as const;
const LEARNT_OF = 3;

function read<T>(name: string): readonly T[] {
  return JSON.parse(readFileSync(join(import.meta.dirname, `${name}.json`), "utf8")) as readonly T[];
}

export async function adaptedAnswers(
  print: (line?: string) => void,
): Promise<(readonly [string, string, string])[]> {
  print("\nAdapted answers: families of questions that differ in one word, asked one after the other\n");
  print(
    "| families | number | answers after the third | adapted | adapted wrongly | of another value, by meaning |",
  );
  print("|---|---|---|---|---|---|");
  const goals: (readonly [string, string, string])[] = [];
  await withLibrary(async (cache) => {
    for (const [kind, told] of Object.entries(KINDS)) {
      const families = read<Family>("families").filter((family) => family.kind === kind);
      const tally = { asked: 0, adapted: 0, wrong: 0, other: 0 };
      let wrongFamilies = 0;
      for (const family of families) {
        const before = tally.wrong + tally.other;
        await askAll(cache, family, tally);
        if (tally.wrong + tally.other > before) wrongFamilies++;
      }
      const { asked, adapted, wrong, other } = tally;
      print(`| ${told} | ${families.length} | ${asked} | ${adapted} | ${wrong} | ${other} |`);
      const share = `${((100 * adapted) / asked).toFixed(0)} % of ${asked}`;
      if (kind === "plain") goals.push(["plain slot questions adapted after three answers", share, "30 %"]);
      else goals.push([`families wrong: ${told}`, `${wrongFamilies} of ${families.length}`, "0"]);
    }
  });
  for (const [name, told] of Object.entries(HOSTILE)) {
    const { asked, others } = await hostile(name);
    goals.push([told, `${others} of ${asked}`, "0"]);
  }
  return goals;
}

interface Tally {
  asked: number;
  adapted: number;
  wrong: number;
  other: number;
}

async function askAll(cache: IntegratedCache, family: Family, tally: Tally): Promise<void> {
  const context = { domain: `family-${family.question.length}-${family.values[0]}` };
  for (const [i, value] of family.values.entries()) {
    const question = family.question.replace("{}", value);
    const right = family.other[value] ?? family.answer.replaceAll("{}", value);
    const { source, content } = await cache.get(question, context);
    if (i >= LEARNT_OF) tally.asked++;
    if (source === "adapted") tally.adapted++;
    if (content !== null && content !== right) tally[source === "adapted" ? "wrong" : "other"]++;
    await cache.set(question, right, { context });
    await settled();
  }
}

/** Each string is asked when all before it were stored: with an answer that names it. */
async function hostile(name: string): Promise<{ readonly asked: number; readonly others: number }> {
  const strings = read<string>(name);
  let others = 0;
  await withLibrary(async (cache) => {
    for (const text of strings) {
      if (text.trim() === "") continue;
      const { content } = await cache.get(text);
      if (content !== null && content !== answerOf(text)) others++;
      await cache.set(text, answerOf(text));
      await settled();
    }
  });
  return { asked: strings.length, others };
}

function answerOf(text: string): string {
  return `You asked me about this: ${JSON.stringify(text)}`;
}

/** What is learnt from an answer is learnt in a later turn. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

async function withLibrary(run: (cache: IntegratedCache) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "adapted-"));
  const cache = await createIntegratedCache({
    semantic_cache_config: { db_path: join(folder, "library.db") },
    config: { cache_migration: { traffic_percentage: 100 } },
  });
  try {
    await run(cache);
  } finally {
    await cache.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
