/**
 * What replaces what where an answer is told anew: words by their stems, phrases by their words. Each group has a number;
 * two words are one where they share a group.
 */

import { stem } from "../verify/stem.ts";
import { SYNONYMS } from "../verify/tables.ts";
import type { Token } from "../verify/tokens.ts";
import { foldAccents } from "../verify/tokens.ts";
import type { Form, Stems } from "../verify/vocabulary.ts";
import { IDLE_PHRASES } from "./courtesy.ts";
import { GROUPS_EN } from "./synonyms-en.ts";
import { GROUPS_PT } from "./synonyms-pt.ts";

interface Phrase {
  readonly words: readonly string[];
  readonly groups: number[];
  readonly key: number;
  readonly denies: boolean;
  idle: boolean;
}

export interface PhraseSaid {
  readonly length: number;
  readonly key: number;
  readonly groups: readonly number[];
  /** Says nothing. */
  readonly idle: boolean;
  /** Denies: "not allowed". */
  readonly denies: boolean;
}

const NO_GROUPS: readonly number[] = [];
/** Keys of phrases, apart from those of words. */
const FIRST_KEY = -2;

export class Synonyms {
  readonly #groups = new Map<string, number[]>();
  readonly #phrases = new Map<string, Phrase[]>();
  #count = 0;
  #nextKey = FIRST_KEY;

  /** `pairs`: "a|b" of English stems. */
  constructor(pairs: ReadonlySet<string>) {
    for (const [text, language] of [
      [GROUPS_EN, "en"],
      [GROUPS_PT, "pt"],
    ] as const)
      for (const group of text.split(";")) {
        const members = group
          .split(",")
          .map((member) => member.trim())
          .filter((member) => member !== "");
        const id = this.#count++;
        for (const member of members) this.#add(member, language, id);
      }
    for (const pair of [...SYNONYMS]) {
      const [a, b] = pair.split("|") as [string, string];
      if (a > b) continue;
      const id = this.#count++;
      for (const word of [a, b]) this.#join(word, id);
    }
    for (const pair of pairs) {
      const id = this.#count++;
      for (const itsStem of pair.split("|")) this.#join(`~${itsStem}`, id);
    }
    for (const text of IDLE_PHRASES) this.#phrase(text.split(" "), null);
  }

  groupsOf({ text }: Form, { stem: itsStem }: Stems): readonly number[] {
    const byWord = this.#groups.get(text);
    const byStem = this.#groups.get(`~${itsStem}`);
    if (byWord === undefined) return byStem ?? NO_GROUPS;
    return byStem === undefined ? byWord : [...byWord, ...byStem];
  }

  /** The longest phrase that begins at a token. */
  phraseAt(tokens: readonly Token[], at: number): PhraseSaid | null {
    const phrases = this.#phrases.get(tokens[at]!.text);
    if (phrases === undefined) return null;
    for (const { words, key, groups, idle, denies } of phrases) {
      if (at + words.length > tokens.length) continue;
      let i = 1;
      while (i < words.length && tokens[at + i]!.text === words[i]) i++;
      if (i === words.length) return { length: words.length, key, groups, idle, denies };
    }
    return null;
  }

  #add(member: string, language: "en" | "pt", id: number): void {
    const words = member.split(" ");
    if (words.length > 1) this.#phrase(words, id);
    else {
      this.#join(member, id);
      this.#join(`~${stem(foldAccents(member), language)}`, id);
    }
  }

  #join(name: string, id: number): void {
    const groups = this.#groups.get(name);
    if (groups === undefined) this.#groups.set(name, [id]);
    else if (!groups.includes(id)) groups.push(id);
  }

  #phrase(words: readonly string[], id: number | null): void {
    const first = this.#phrases.get(words[0]!) ?? [];
    const known = first.find((phrase) => phrase.words.join(" ") === words.join(" "));
    if (known !== undefined) {
      if (id === null) known.idle = true;
      else known.groups.push(id);
      return;
    }
    first.push({
      words,
      groups: id === null ? [] : [id],
      key: this.#nextKey--,
      idle: id === null,
      denies: words.some((word) => DENYING.has(word)),
    });
    first.sort((a, b) => b.words.length - a.words.length);
    this.#phrases.set(words[0]!, first);
  }
}

const DENYING = new Set("not no never without não sem nunca nothing nada don't hasn't never".split(" "));

export function shareGroup(a: readonly number[], b: readonly number[]): boolean {
  for (const id of a) if (b.includes(id)) return true;
  return false;
}
