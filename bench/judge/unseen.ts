/**
 * Pairs that the judge of answers was not fitted on, by kind: hand-written wordings, exchanges of one word in texts of 10
 * words to 100,000 characters, contradictions of one word, exchanged roles, paraphrases. Seeded.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { chance } from "../chance.ts";
import { exchanges } from "./exchanges.ts";
import { LATER } from "./later.ts";
import { THIRD_BLIND, THIRD_LOOKED_AT } from "./third.ts";
import { FAMILIES, type Told, WORDINGS } from "./wordings.ts";
import { writtenPairs } from "./written.ts";

export interface UnseenPair {
  readonly kind: string;
  readonly lang: "en" | "pt" | "code";
  readonly same: boolean;
  readonly asked: string;
  readonly stored: string;
  readonly held: string;
  readonly fresh: string;
}
type Rows = (name: string) => string[][];
type Rnd = () => number;

/** `each`: pairs of a kind and language, at most. `folder`: the shared data; kinds whose file is absent are left out. */
export function unseenPairs(folder: string, each: number): UnseenPair[] {
  const rnd = chance(29);
  const rows: Rows = (name) =>
    gunzipSync(readFileSync(join(folder, `${name}.tsv.gz`)))
      .toString("utf8")
      .trim()
      .split("\n")
      .map((line) => line.split("\t"));
  const all = [
    ...wordingPairs(WORDINGS),
    ...wordingPairs(LATER).map((of) => ({ ...of, kind: `${of.kind}; written afterwards` })),
    ...toldLong(rnd),
    ...families(),
    ...graded(rows),
    ...minimal(rows),
    ...made(rows, rnd, each),
    // Last, so that the samples of the kinds before stay what they were.
    ...thirdPairs(),
    ...writtenPairs("fourth"),
    ...writtenPairs("steps"),
  ];
  const byKind = Map.groupBy(all, ({ kind, lang }) => `${kind}|${lang}`);
  return [...byKind.values()].flatMap((of) => shuffled(of, rnd).slice(0, each));
}

function pair(
  kind: string,
  lang: "en" | "pt",
  same: boolean,
  held: string,
  fresh: string,
  asked = "",
  stored = asked,
): UnseenPair {
  return { kind, lang, same, asked, stored, held, fresh };
}

/** Wordings beside each other, and beside one with something exchanged. */
export function wordingPairs(sets: readonly Told[]): UnseenPair[] {
  const out: UnseenPair[] = [];
  for (const { lang, asked, tellings, changes } of sets) {
    for (const [i, a] of tellings.entries())
      for (const [j, b] of tellings.entries())
        if (i < j) out.push(pair("five wordings", lang, true, a, b, asked));
    for (const [kind, at, from, to] of changes) {
      const text = tellings[at]!;
      const changed = text.replace(from, to);
      if (changed === text) throw new Error(`"${from}" does not stand in telling ${at} of "${asked}"`);
      out.push(pair(`wording, one ${kind} exchanged`, lang, false, text, changed, asked));
      for (const [j, other] of tellings.entries())
        if (j !== at) out.push(pair("other wording, one fact exchanged", lang, false, other, changed, asked));
    }
  }
  return out;
}

/** One kind of exchange for all: a set has too few of each to tell them apart. */
function thirdPairs(): UnseenPair[] {
  const named = (sets: readonly Told[], name: string): UnseenPair[] =>
    wordingPairs(sets).map((of) => {
      const kind = of.kind.startsWith("wording, ") ? "wording, one fact exchanged" : of.kind;
      return { ...of, kind: `${kind.replace("five", "four")}; ${name}` };
    });
  return [...named(THIRD_BLIND, "third set"), ...named(THIRD_LOOKED_AT, "third set, looked at")];
}

/** Several facts in one answer, in another wording and another order. */
function toldLong(rnd: Rnd): UnseenPair[] {
  const out: UnseenPair[] = [];
  for (const lang of ["en", "pt"] as const) {
    const sets = WORDINGS.filter((set) => set.lang === lang);
    for (let n = 0; n < 150; n++) {
      const some = shuffled(sets, rnd).slice(0, 4);
      const say = (of: typeof some): string => of.map(({ tellings }) => pick(tellings, rnd)).join("\n\n");
      out.push(
        pair("four facts reworded, in another order", lang, true, say(some), say(shuffled(some, rnd))),
      );
      const { tellings, changes } = some[0]!;
      const [, at, from, to] = pick(changes, rnd);
      const rest = some.slice(1);
      const tail = say(rest);
      out.push(
        pair(
          "one of four facts exchanged",
          lang,
          false,
          `${tellings[at]}\n\n${tail}`,
          `${tellings[at]!.replace(from, to)}\n\n${tail}`,
        ),
        pair(
          "one of four facts exchanged, the rest reworded",
          lang,
          false,
          say(some),
          `${say(rest)}\n\n${tellings[at]!.replace(from, to)}`,
        ),
      );
    }
  }
  return out;
}

function families(): UnseenPair[] {
  const out: UnseenPair[] = [];
  for (const { lang, asked, tellings, names } of FAMILIES) {
    const of = (text: string, name: string): string => text.replaceAll("{}", name);
    for (const x of names)
      for (const y of names)
        for (const [i, a] of tellings.entries())
          for (const [j, b] of tellings.entries()) {
            const same = x === y;
            if (same && i >= j) continue;
            const kind = same
              ? "template, same name"
              : i === j
                ? "template, other name"
                : "template, other name, reworded";
            out.push(pair(kind, lang, same, of(a, x), of(b, y), of(asked, y), of(asked, x)));
          }
  }
  return out;
}

/** Sentences graded by people. */
function graded(rows: Rows): UnseenPair[] {
  const out: UnseenPair[] = [];
  for (const [name, lang] of [
    ["stsb_dev", "en"],
    ["stsb_pt_dev", "pt"],
  ] as const)
    for (const [score, a, b] of rows(name)) {
      if (Number(score) >= 4.8) out.push(pair("paraphrased sentences (STS-B >= 4.8)", lang, true, a!, b!));
      if (Number(score) <= 2) out.push(pair("other sentences (STS-B <= 2)", lang, false, a!, b!));
    }
  for (const [label, a, b, score] of rows("assin2_dev"))
    if (label === "1" && Number(score) >= 4.8)
      out.push(pair("paraphrased sentences (ASSIN 2 >= 4.8)", "pt", true, a!, b!));
  // Every other row was looked at.
  for (const [label, a, b] of rows("paws_wiki_dev").filter((_, n) => n % 2 === 1))
    out.push(
      pair(
        label === "1" ? "reordered, same (PAWS)" : "reordered, other roles (PAWS)",
        "en",
        label === "1",
        a!,
        b!,
      ),
    );
  for (const [score, a, b] of rows("sick_train"))
    if (Number(score) >= 4.8) out.push(pair("paraphrased sentences (SICK >= 4.8)", "en", true, a!, b!));
  for (const [label, a, b] of rows("mrpc_train"))
    if (label === "1") out.push(pair("paraphrased news, details differ (MRPC)", "en", true, a!, b!));
  return out;
}

/** Pairs of sentences that people made contradict each other in one place. */
function minimal(rows: Rows): UnseenPair[] {
  const out: UnseenPair[] = [];
  for (const [label, a, b, source] of rows("train_nli"))
    if (label === "contradiction" && source === "snli_test" && isOneWord(a!, b!))
      out.push(pair("one-word contradiction (SNLI)", "en", false, a!, b!));
  for (const [, a, b, label] of rows("sick_train"))
    if (label === "CONTRADICTION" && isOneWord(a!, b!))
      out.push(pair("one-word contradiction (SICK)", "en", false, a!, b!));
  for (const [label, a, b, kind] of rows("trap_sugar_crepe").filter((_, n) => n % 2 === 1))
    if (label === "0" && /^(?:replace|swap)/.test(kind!))
      out.push(pair(`captions, ${kind!.replace("_", " ")} (SugarCrepe)`, "en", false, a!, b!));
  for (const [label, a, b, source] of rows("trap_negation_cannot"))
    if (label === "0" && source === "wikifactcheck-english" && isOneWord(a!, b!))
      out.push(pair("one-word contradiction (CANNOT)", "en", false, a!, b!));
  return out;
}

function isOneWord(a: string, b: string): boolean {
  const [x, y] = [a, b].map((text) =>
    text
      .toLowerCase()
      .replace(/[.,!?]/g, "")
      .trim()
      .split(/\s+/),
  ) as [string[], string[]];
  return x.length === y.length && x.filter((word, i) => word !== y[i]).length === 1;
}

/** One exchange in texts made of sentences. */
function made(rows: Rows, rnd: Rnd, each: number): UnseenPair[] {
  const out: UnseenPair[] = [];
  const mrpc = rows("mrpc_train").map(([, a]) => a!);
  const assin = rows("assin1_ptbr_train").map(([, a]) => a!);
  const sick = rows("sick_train").map(([, a]) => `${a}.`);
  const assin2 = rows("assin2_dev").map(([, a]) => `${a}.`);
  for (const [lang, sentences] of [
    ["en", shuffled([...mrpc.slice(0, 1500), ...sick.slice(0, 1500)], rnd)],
    ["pt", shuffled([...assin.slice(0, 1500), ...assin2], rnd)],
  ] as const) {
    const change = exchanges(lang, sentences, rnd);
    for (const [size, chars, count] of [
      ["sentence", 0, each],
      ["800 words", 4_800, Math.min(each, 120)],
      ["100,000 characters", 99_000, Math.min(each, 12)],
    ] as const)
      for (const [kind, exchange] of Object.entries(change))
        for (let n = 0, tries = 0; n < count && tries < 40 * count; tries++) {
          const text: string[] = [];
          for (let length = 0; length <= chars; length += text.at(-1)!.length + 1)
            text.push(pick(sentences, rnd));
          const at = Math.floor(rnd() * text.length);
          const changed = exchange(text[at]!);
          if (changed === null) continue;
          out.push(
            pair(
              `one ${kind} exchanged, ${size}`,
              lang,
              false,
              text.join(" "),
              text.with(at, changed).join(" "),
            ),
          );
          n++;
        }
  }
  return out;
}

function pick<T>(from: readonly T[], rnd: Rnd): T {
  return from[Math.floor(rnd() * from.length)]!;
}

function shuffled<T>(from: readonly T[], rnd: Rnd): T[] {
  const out = [...from];
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(rnd() * (i + 1));
    [out[i], out[j]] = [out[j]!, out[i]!];
  }
  return out;
}
