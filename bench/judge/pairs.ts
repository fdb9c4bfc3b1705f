/**
 * Pairs of answers with a known verdict, for measuring a judge: sentences of shared data and texts made of them, and
 * copies in which one fact was changed. Seeded; nothing here was used to choose the judge's limits but `stsb_train`.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { chance } from "../chance.ts";

export interface AnswerPair {
  readonly kind: string;
  readonly lang: "en" | "pt" | "code";
  readonly same: boolean;
  readonly a: string;
  readonly b: string;
}

export function answerPairs(folder: string, each: number): AnswerPair[] {
  const rnd = chance(17);
  const out: AnswerPair[] = [];
  const rows = (name: string): string[][] =>
    gunzipSync(readFileSync(join(folder, `${name}.tsv.gz`)))
      .toString("utf8")
      .trim()
      .split("\n")
      .map((line) => line.split("\t"));
  const pick = <T>(from: readonly T[], count: number): T[] => {
    const copy = [...from];
    for (let i = copy.length - 1; i > 0; i--) {
      const j = Math.floor(rnd() * (i + 1));
      [copy[i], copy[j]] = [copy[j]!, copy[i]!];
    }
    return copy.slice(0, count);
  };
  for (const [name, lang] of [
    ["stsb_dev", "en"],
    ["stsb_pt_dev", "pt"],
  ] as const) {
    const pairs = rows(name);
    for (const [, a, b] of pick(
      pairs.filter(([score]) => Number(score) >= 4.8),
      each,
    ))
      out.push({ kind: "equal sentences (STS >= 4.8)", lang, same: true, a: a!, b: b! });
    for (const [, a, b] of pick(
      pairs.filter(([score]) => Number(score) <= 2),
      each,
    ))
      out.push({ kind: "other sentences (STS <= 2)", lang, same: false, a: a!, b: b! });
    const texts = pick(pairs, each).map(([, a]) => a!);
    const sentences = pairs.map(([, a]) => a!).filter((s) => s.length > 40);
    for (const text of texts) add(text, lang, "short");
    for (let i = 0; i < each; i++)
      add(
        pick(sentences, 4 + Math.floor(rnd() * 6))
          .map(ended)
          .join(" "),
        lang,
        "long",
      );
  }
  const entail = rows("assin2_train").filter(([, , , score]) => Number(score) >= 4.8);
  for (const [, a, b] of pick(entail, each))
    out.push({ kind: "near-equal sentences (assin2)", lang: "pt", same: true, a: a!, b: b! });
  for (const [a, b, same] of CODE)
    out.push({ kind: same ? "equal code" : "changed code", lang: "code", same, a, b });
  return out;

  function add(text: string, lang: "en" | "pt", size: string): void {
    out.push({ kind: `restyled, ${size}`, lang, same: true, a: text, b: restyled(text, rnd) });
    for (const [kind, copy] of changedCopies(text, lang, rnd))
      out.push({ kind: `changed ${kind}, ${size}`, lang, same: false, a: text, b: copy });
  }
}

function ended(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}

/** The same words as another answer might lay them out. */
function restyled(text: string, rnd: () => number): string {
  const sentences = text.split(/(?<=[.!?])\s+/);
  if (sentences.length > 1 && rnd() < 0.5) return sentences.map((s) => `- ${s}`).join("\n");
  return rnd() < 0.5 ? `**${text}**` : text.replace(/\s+/g, "  ").replace(/[.]$/, "");
}

const NAMES = {
  en: ["Berlin", "Maria", "Toyota", "Canada"],
  pt: ["Lisboa", "Mariana", "Petrobras", "Canadá"],
};
const UNITS: Readonly<Record<string, string>> = {
  km: "miles",
  miles: "km",
  meters: "feet",
  feet: "meters",
  percent: "points",
  "%": " points",
  dollars: "euros",
  euros: "dollars",
  hours: "days",
  days: "hours",
  minutes: "hours",
  years: "months",
  months: "years",
  horas: "dias",
  dias: "horas",
  minutos: "horas",
  anos: "meses",
  meses: "anos",
  metros: "quilômetros",
  quilômetros: "metros",
};

/** Each copy differs in one place; kinds that find no place in the text are left out. */
function changedCopies(text: string, lang: "en" | "pt", rnd: () => number): [string, string][] {
  const out: [string, string][] = [];
  const put = (kind: string, copy: string): void => {
    if (copy !== text) out.push([kind, copy]);
  };
  put(
    "number",
    text.replace(/\d+/, (n) => String(Number(n) + 1 + Math.floor(rnd() * 5))),
  );
  put(
    "unit",
    text.replace(
      /(\d\s?)(km|miles|meters|feet|percent|%|dollars|euros|hours|days|minutes|years|months|horas|dias|minutos|anos|meses|metros|quilômetros)(?![\p{L}])/u,
      (_, n: string, unit: string) => n + UNITS[unit]!,
    ),
  );
  const inner = /(?<=[\p{Ll},] )\p{Lu}\p{Ll}{3,}/u;
  put(
    "name",
    text.replace(inner, () => NAMES[lang][Math.floor(rnd() * 4)]!),
  );
  put(
    "negation",
    lang === "en"
      ? text.replace(/(?<![\p{L}])(is|are|was|were|has|have|will|can)(?![\p{L}'])/u, "$1 not")
      : text.replace(/(?<![\p{L}])(é|são|foi|está|estão|tem|têm|pode|vai|vão)(?![\p{L}])/u, "não $1"),
  );
  return out;
}

const CODE: readonly (readonly [string, string, boolean])[] = codePairs();

function codePairs(): [string, string, boolean][] {
  const snippets: [string, string, string][] = [
    ["def add(a, b):\n    return a + b", "+", "-"],
    ["for (let i = 0; i < n; i++) total += items[i];", "i < n", "i <= n"],
    ["SELECT name FROM users WHERE age > 18 ORDER BY name ASC", "ASC", "DESC"],
    ["git reset --soft HEAD~1", "--soft", "--hard"],
    ["const port = process.env.PORT ?? 8080;", "8080", "3000"],
    ["docker run -p 80:80 nginx", "-p", "-v"],
    ["if user.is_admin and user.active:\n    grant(user)", "and", "or"],
    ["items.sort(key=lambda x: x.price)", "x.price", "x.name"],
    ["return response.status === 200;", "===", "!=="],
    ["chmod 644 file.txt", "644", "755"],
    ["let mut total: u32 = 0;", "u32", "i64"],
    ["df.groupby('city').mean()", "mean", "sum"],
  ];
  const out: [string, string, boolean][] = [];
  for (const [code, from, to] of snippets) {
    const told = (body: string, words: string): string => `${words}\n\n\`\`\`\n${body}\n\`\`\`\n`;
    out.push([
      told(code, "You can do it like this:"),
      told(code.replace(from, to), "You can do it like this:"),
      false,
    ]);
    out.push([told(code, "You can do it like this:"), told(`${code}   `, "You can do it like this:"), true]);
  }
  const document = { city: "Lisbon", population: 545796, capital: true, rivers: ["Tagus"] };
  const json = JSON.stringify(document);
  out.push([json, JSON.stringify(document, null, 2), true]);
  out.push([
    json,
    `\`\`\`json\n${JSON.stringify({ rivers: ["Tagus"], capital: true, population: 545796, city: "Lisbon" })}\n\`\`\``,
    true,
  ]);
  for (const changed of [{ city: "Porto" }, { population: 545797 }, { capital: false }, { rivers: [] }])
    out.push([json, JSON.stringify({ ...document, ...changed }), false]);
  return out;
}
