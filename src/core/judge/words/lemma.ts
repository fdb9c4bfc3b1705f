/**
 * Words without their inflection. The stems of questions run together what an answer must keep apart ("plan" and "plane",
 * "win" and "wine"); here the word list says which form there is.
 */
import type { Lexicon } from "../../../ports.ts";
import { irregularBase } from "../../verify/read/stem.ts";
import type { Language } from "../../verify/read/tables.ts";
import { irregularWithPrefix, PT_FORMS } from "./verb-forms.ts";

/** Most words kept in the memory of lemmas. */
const KNOWN_MAX = 40_000;
/** A word with a rarity weight below this is in the word list. */
const LISTED_MAX = 0.9995;
/** Ends of verbs without their e, of which the word list knows neither spelling: "concatenat", "normaliz", "resolv". */
const CUT_OF_E = /(?:[^aeiou]at|[iu]at|i[zsv]|[lr]v|y[zs]|dg|[aeiou]c|ur|[aeiou]bl)$/;
/** From this cosine on "-a" and "-o" are two genders of one word ("usado", not "caso"). */
const GENDER_COSINE_MIN = 0.35;

export class Lemmas {
  readonly #lexicon: Lexicon;
  readonly #known = { en: new Map<string, string>(), pt: new Map<string, string>() };

  constructor(lexicon: Lexicon) {
    this.#lexicon = lexicon;
  }

  /** The word without inflection. `word` is lower case. */
  of(word: string, language: Language): string {
    const known = this.#known[language];
    let out = known.get(word);
    if (out !== undefined) return out;
    out = language === "en" ? this.#english(word) : this.#portuguese(word);
    if (known.size >= KNOWN_MAX) known.clear();
    known.set(word, out);
    return out;
  }

  /** Is the word in the word list? */
  isListed(word: string): boolean {
    return this.#lexicon.weight(word) < LISTED_MAX;
  }

  #english(word: string): string {
    const irregular = irregularBase(word) ?? irregularWithPrefix(word);
    if (irregular !== undefined) return irregular;
    if (word.length < 4) return word;
    if (word.endsWith("ies") && word.length > 4) return `${word.slice(0, -3)}y`;
    if (/(?:ss|sh|ch|x|z)es$/.test(word)) return word.slice(0, -2);
    if (/[^siu]s$/.test(word)) return word.slice(0, -1);
    if (word.endsWith("ied") && word.length > 4) return `${word.slice(0, -3)}y`;
    const verb = /^(.*[aeiouy].*)(?:ing|ed)$/.exec(word)?.[1];
    if (verb !== undefined && verb.length > 1 && !word.endsWith("eed")) return this.#verb(verb);
    return word;
  }

  /** The verb of a cut base: "stor" gets its e back, "stopp" loses a p, "walk" stays. */
  #verb(base: string): string {
    if (/([bdgklmnprtv])\1$/.test(base) && this.isListed(base.slice(0, -1))) return base.slice(0, -1);
    const bare = this.#lexicon.weight(base);
    const withE = this.#lexicon.weight(`${base}e`);
    if (withE < bare && withE < LISTED_MAX) return `${base}e`;
    return bare >= LISTED_MAX && CUT_OF_E.test(base) ? `${base}e` : base;
  }

  #portuguese(word: string): string {
    const one = singular(word);
    if (one.length > 4 && one.endsWith("a")) {
      const other = `${one.slice(0, -1)}o`;
      if (this.isListed(other) && this.#cosine(one, other) >= GENDER_COSINE_MIN) return other;
    }
    return one;
  }

  #cosine(a: string, b: string): number {
    const x = this.#lexicon.vector(a);
    const y = this.#lexicon.vector(b);
    if (x === null || y === null) return 0;
    let dot = 0;
    let one = 0;
    let two = 0;
    for (let i = 0; i < x.length; i++) {
      const u = x[i] ?? 0;
      const v = y[i] ?? 0;
      dot += u * v;
      one += u * u;
      two += v * v;
    }
    return dot / Math.sqrt(one * two || 1);
  }
}

function singular(word: string): string {
  if (word.length < 4) return word;
  if (/(?:ões|ães|ãos)$/.test(word)) return `${word.slice(0, -3)}ão`;
  if (/ais$/.test(word) && word.length > 4) return `${word.slice(0, -2)}l`;
  if (/éis$/.test(word)) return `${word.slice(0, -3)}el`;
  if (/eis$/.test(word) && word.length > 5) return `${word.slice(0, -3)}el`;
  if (/ns$/.test(word)) return `${word.slice(0, -2)}m`;
  if (/[rz]es$/.test(word)) return word.slice(0, -2);
  return /[aeoiuáéíóúãõêô]s$/.test(word) && !/(?:ês|ás|ís|us|is)$/.test(word) ? word.slice(0, -1) : word;
}

/** Fewest letters of a base left by an ending that nouns have too: "mud" of "mude". */
const BASE_MIN = 3;
/** Fewest letters of a base left by an ending that no noun has: "ger" of "geram". */
const VERB_BASE_MIN = 3;

const ENDINGS =
  `amentos imentos amento imento acoes icoes acao icao aremos eremos iremos ariamos eriamos iriamos assemos essemos issemos iamos armos ermos irmos arei erei irei assem essem issem ariam eriam iriam aramos eramos iramos avamos
  ando endo indo ados adas idos idas aram eram iram avam arao erao irao aria eria iria asse esse isse arem erem irem
  amos emos imos ado ada ido ida ava ara era ira iam ou eu iu ar er ir am em ei ia as es os a e o i`
    .split(/\s+/)
    .sort((a, b) => b.length - a.length)
    .map((ending) => {
      const nominal = /^[aeo]s?$/.test(ending);
      return { ending, nominal, lettersMin: ending.length + (nominal ? BASE_MIN : VERB_BASE_MIN) };
    });

export interface VerbBase {
  /** The verb without its ending; "": too short to tell. */
  readonly base: string;
  /** True where nouns have this ending too: "porto" is not a form of "portar". */
  readonly nominal: boolean;
}

/** Endings of Portuguese verbs, taken off: "irritam", "irrita" and "irritar" meet. `fold` has no accents. */
export function verbBase(fold: string): VerbBase {
  const known = PT_FORMS.get(fold);
  if (known !== undefined) return { base: known, nominal: false };
  if (fold.length > BASE_MIN)
    for (const { ending, nominal, lettersMin } of ENDINGS)
      if (fold.length >= lettersMin && fold.endsWith(ending))
        return { base: spelt(fold.slice(0, -ending.length)), nominal };
  return { base: "", nominal: true };
}

/**
 * One spelling for a base whose letters change before e or o: "coloque"/"colocar", "regue"/"regar",
 * "dirijo"/"dirigir".
 */
function spelt(base: string): string {
  if (base.endsWith("qu")) return `${base.slice(0, -2)}c`;
  if (base.endsWith("gu")) return base.slice(0, -1);
  return base.endsWith("j") ? `${base.slice(0, -1)}g` : base;
}
