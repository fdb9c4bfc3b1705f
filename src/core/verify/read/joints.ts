/**
 * The small words between a question's content words: "transfers within the bank" has "within" between two. Articles, persons and what
 * else is compared elsewhere are left out, and what says one thing in several forms is one: "na" is "em", "need to" is "must".
 */
import { wordSet } from "../../word-set.ts";
import type { Language } from "./tables.ts";
import { type Word, wordIn } from "./word.ts";

/** What stands before each word of the subject, and behind the last. */
export type Joints = readonly (readonly string[])[];

/** The forms of one small word, the first of which stands for all. */
const FORMS = forms(
  `be is are was were am been being,do does did doing,have has had having,get gets got getting,make makes made making,
  let lets,want wants,must need needs,can could may might,will shall,should ought,until till,through via,on upon onto,to into,
  in within inside`,
);
const FORMS_PT = forms(
  `be é são foi foram era eram ser sendo sido está estão estava estar estou fica ficar há existe existem,em na no nas nos num
  numa,de da do das dos,por pelo pela pelos pelas,para pra,a ao à às aos,have ter tem têm tinha tive,will vai vão vou ir,
  can pode podem posso podemos poder poderia consigo consegue conseguir,must preciso precisa precisar tenho,should devo deve
  devem dever deveria devemos,faz faço fazer fazem fazendo,made feito feita,want quer quero querer gostaria`,
);
const NONE: readonly string[] = [];

export function jointsOf(
  words: readonly Word[],
  places: readonly number[],
  openingWords: number,
  language: Language | null,
): Joints {
  const known = language === "pt" ? FORMS_PT : FORMS;
  const out: (readonly string[])[] = [];
  let from = openingWords;
  for (let k = 0; k <= places.length; k++) {
    const to = places[k] ?? words.length;
    out.push(jointOf(words, from, to, known));
    from = Math.max(from, to + 1);
  }
  return out;
}

function jointOf(
  words: readonly Word[],
  from: number,
  to: number,
  known: ReadonlyMap<string, string>,
): readonly string[] {
  let out: string[] | null = null;
  for (let i = from; i < to; i++) {
    const { text, part } = wordIn(words, i);
    // "Have to", "need to", "tenho que", "preciso de".
    if (out === null && i > 0 && i === from && text === "de" && DUTIES.has(wordIn(words, i - 1).text))
      continue;
    if (out !== null && DUTY_ENDS.has(text) && DUTIES.has(wordIn(words, i - 1).text))
      out[out.length - 1] = "must";
    // Here "a" is no article: "um convite a uma escola".
    else if (text === "a" && ONE.has(words[i + 1]?.text ?? "")) (out ??= []).push(text);
    else if (part !== "empty" && part !== "person" && part !== "negation" && !isAside(words, i))
      (out ??= []).push(known.get(text) ?? text);
  }
  return out ?? NONE;
}
const ONE: ReadonlySet<string> = new Set(["um", "uma", "uns", "umas"]);
const ASIDE: ReadonlySet<string> = new Set(["that", "which", "que"]);
/** Of two that say no more than one: "that", "é bom para você", "não quer comer". */
function isAside(words: readonly Word[], at: number): boolean {
  const { text } = wordIn(words, at);
  if (ASIDE.has(text) || isGoing(words, at)) return true;
  if (WISHES.has(text)) return words[at - 1]?.text === "não";
  return (FOR.has(text) || text === "with") && isForAnybody(words, at);
}
/** "Visto para ir ao Japão" as "visto para o Japão". */
function isGoing(words: readonly Word[], at: number): boolean {
  const verb = wordIn(words, at).text === "ir" ? at : at - 1;
  return (
    verb > 0 &&
    wordIn(words, verb).text === "ir" &&
    PURPOSE.has(wordIn(words, verb - 1).text) &&
    TO.has(words[verb + 1]?.text ?? "")
  );
}
const PURPOSE: ReadonlySet<string> = new Set(["para", "pra"]);
const TO: ReadonlySet<string> = new Set(["a", "ao", "à", "aos", "às", "para", "pra"]);
const WISHES: ReadonlySet<string> = new Set(["quer", "quero", "querem"]);
const DUTIES: ReadonlySet<string> = wordSet(
  "have has had need needs got tenho tem têm temos preciso precisa precisam precisamos",
);
const DUTY_ENDS: ReadonlySet<string> = new Set(["to", "que", "de"]);

const FOR: ReadonlySet<string> = new Set(["for", "by", "para", "pra"]);
const ANYBODY: ReadonlySet<string> = wordSet("me you us someone people myself yourself mim você vocês nós");

/** "Is it good for you", "learn it by yourself": at the end it says no more than the question without it. */
function isForAnybody(words: readonly Word[], at: number): boolean {
  const next = words[at + 1]?.text ?? "";
  // "Escreve pra mim um poema".
  if (next === "mim" || (next === "me" && wordIn(words, at).text === "for")) return true;
  if (at + 2 !== words.length) return false;
  return next === "someone" || (FOR.has(wordIn(words, at).text) && ANYBODY.has(next));
}

function forms(text: string): ReadonlyMap<string, string> {
  const out = new Map<string, string>();
  for (const group of text.split(/,\s*/)) {
    const all = group.split(/\s+/);
    for (const each of all) out.set(each, all[0] ?? each);
  }
  return out;
}
