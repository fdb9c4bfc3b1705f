/** Near questions by kind (`traps/`), as a gateway serves them: the blind ones, and beside them what was looked at. */
import { byKind, type KindResult, server, trapsOf } from "./traps.ts";

export type Goal = readonly [measure: string, value: string, goal: string];

/** Prints the table and returns the rows that are goals. */
export async function nearByKind(threshold: number, print: (line?: string) => void): Promise<Goal[]> {
  const serve = await server(threshold);
  const [blind, seen] = ["blind", "dev"].map((name) => byKind(trapsOf(name), serve)) as [
    KindResult[],
    KindResult[],
  ];
  print("\nNear questions by kind, written before the mend; two thirds of them were never looked at\n");
  print("| kind | label | blind pairs | served at .85 | above .95 | seen pairs | served at .85 |");
  print("|---|---|---|---|---|---|---|");
  for (const { kind, same, count, served, sure } of blind) {
    const other = seen.find((row) => row.kind === kind && row.same === same);
    const seenShare = other === undefined ? "-" : percent(other.served / other.count);
    const cells = [
      same ? "same" : "trap",
      count,
      percent(served / count),
      sure,
      other?.count ?? 0,
      seenShare,
    ];
    print(`| ${kind} | ${cells.join(" | ")} |`);
  }
  const rowsOf = (name: string, heading: string): readonly KindResult[] => {
    const rows = byKind(trapsOf(name), serve);
    print(`\n${heading}\n`);
    print("| kind | label | pairs | served at .85 | above .95 |");
    print("|---|---|---|---|---|");
    for (const { kind, same, count, served, sure } of rows) {
      const cells = [same ? "same" : "trap", count, percent(served / count), sure];
      print(`| ${kind} | ${cells.join(" | ")} |`);
    }
    return rows;
  };
  rowsOf(
    "later",
    "Weak kinds again: pairs written later, before a second mend, and no errors among them read",
  );
  const fresh = rowsOf(
    "fresh",
    "Weak kinds, a third time: written after all mends of these kinds; no row was read",
  );
  const last = rowsOf(
    "last",
    "Weak kinds, a fourth time, with names of code: written before a third mend; no row was read",
  );
  rowsOf(
    "narrow",
    "Other kinds of question and other roles: written before the rules about them were narrowed; no row was read since",
  );
  rowsOf(
    "doubted",
    "Doubts: written before rules for near pairs became doubts; no row was read, and totals were printed after each change",
  );
  rowsOf(
    "mentioned",
    "Words that are spoken of and names in small letters, by authors who knew no rule: of the second set half was looked at",
  );
  const worst = Math.max(
    ...[...fresh, ...last].filter(({ same }) => !same).map(({ served, count }) => served / count),
  );
  const total = (same: boolean, of: "count" | "served" | "sure"): number =>
    blind.filter((row) => row.same === same).reduce((sum, row) => sum + row[of], 0);
  const share = (same: boolean): string =>
    `${percent(total(same, "served") / total(same, "count"))} of ${total(same, "count")}`;
  return [
    ["traps by kind served at .85, blind", `${share(false)}, ${total(false, "sure")} above .95`, "2 %, none"],
    ["rewordings by kind served at .85, blind", share(true), "80 %"],
    ["the worst of the weak kinds on fresh traps", percent(worst), "6 %"],
  ];
}

function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}
