/** The shared sets beside those that the goals name: what the score says of each, fitted on or not. */
import { type Data, drawn, type Row } from "./data.ts";
import { isServed, type Judged, type Model, rankOf } from "./judge-pairs.ts";
import { auc, spearman } from "./metrics.ts";
import { retrieved } from "./stream.ts";

const PAIRS_MAX = 3_000;
const QUESTIONS = 2_000;

interface PairSet {
  readonly name: string;
  readonly lang: "en" | "pt";
  /** Some of it was among what the model was taught. */
  readonly fitted: boolean;
}

const PAIRS: readonly PairSet[] = [
  { name: "covid_q", lang: "en", fitted: false },
  { name: "mrpc_train", lang: "en", fitted: false },
  { name: "assin1_ptbr_train", lang: "pt", fitted: false },
  { name: "assin1_ptpt_train", lang: "pt", fitted: false },
  { name: "assin2_train", lang: "pt", fitted: false },
  { name: "assin2_dev", lang: "pt", fitted: false },
  { name: "disfl_qa_train", lang: "en", fitted: true },
  { name: "paws_wiki_dev", lang: "en", fitted: true },
  { name: "train_paws_swap_pos", lang: "en", fitted: true },
];
/** Classes are coarser than "one answer serves both". */
const STREAMS = ["banking77_train", "clinc150_train", "hwu64_train", "snips_train"] as const;

export function otherSets(data: Data, model: Model, threshold: number, print: (line?: string) => void): void {
  const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;
  const cell = (some: readonly Judged[]): string =>
    some.length === 0
      ? "-"
      : `${percent(some.filter((j) => isServed(j, threshold)).length / some.length)} of ${some.length}`;
  print("\nOther pair sets, at most 3,000 pairs each\n");
  print("| set | language | AUC | same, served at .85 | different, served at .85 |\n|---|---|---|---|---|");
  const row = (name: string, lang: string, judged: readonly Judged[]): void => {
    const figure = auc(judged.map((j) => ({ same: j.same, rank: rankOf(j) })));
    const shown = Number.isNaN(figure) ? "-" : figure.toFixed(3);
    const [same, other] = [judged.filter((j) => j.same), judged.filter((j) => !j.same)];
    print(`| ${name} | ${lang} | ${shown} | ${cell(same)} | ${cell(other)} |`);
  };
  for (const { name, lang, fitted } of PAIRS)
    row(
      `${name}${fitted ? " (fitted on)" : ""}`,
      lang,
      model.judgeAll(drawn(data.pairs(name), PAIRS_MAX, 4)),
    );
  const nli = data.rows("train_nli").filter(([label]) => label === "entailment" || label === "contradiction");
  const labelled: Row[] = drawn(nli, PAIRS_MAX, 5).map(([label, a, b]) => [
    label === "entailment" ? "1" : "0",
    a!,
    b!,
  ]);
  row("train_nli, entailment against contradiction", "en", model.judgeAll(labelled));
  const sick = data.rows("sick_train").filter(([score, a, b]) => Number.isFinite(Number(score)) && a && b);
  const graded = spearman(
    sick.map(([, a, b]) => model.cosine(a!, b!)),
    sick.map(([score]) => Number(score)),
  );
  print(`\nSICK, rank correlation of the vectors: ${graded.toFixed(3)} of ${sick.length}`);

  print(
    "\nQuestions as a stream, the best by verdict of the nearest earlier ones (classes are coarser than answers; fitted on)\n",
  );
  print(
    "| set | questions | AUC of what is retrieved | served at .85 | of these of another class |\n|---|---|---|---|---|",
  );
  for (const name of STREAMS) {
    const rows = drawn(data.rows(name), QUESTIONS, 6).filter(([, text]) => (text ?? "").trim() !== "");
    const pairs = retrieved(model, rows);
    const served = pairs.filter((j) => isServed(j, threshold));
    const wrong = served.filter((j) => !j.same).length;
    const figure = auc(pairs.map((j) => ({ same: j.same, rank: rankOf(j) })));
    const cells = [
      rows.length,
      figure.toFixed(3),
      percent(served.length / rows.length),
      `${wrong} of ${served.length}`,
    ];
    print(`| ${name} | ${cells.join(" | ")} |`);
  }
}
