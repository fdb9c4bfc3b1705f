/** The language of two answers: English, Portuguese, or one that the judge does not know. */
import type { Language } from "../verify/tables.ts";

const set = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));
/** The commonest words of each; those that two of them share count for both. */
const COMMON: Readonly<Record<string, ReadonlySet<string>>> = {
  en: set(
    "the of and to is are was were in on at for with from it that this you your they he she his her not be been have has will can by as or an a who which its there their do does",
  ),
  pt: set(
    "o a os as um uma uns umas de da do das dos em na no nas nos ao à aos às pelo pela para por com sem como que é são foi está estão ser ter tem seu sua seus suas você ele ela não mais entre isso este esta esse essa e ou se até depois antes já também pode há muito",
  ),
  es: set(
    "el la los las un una unos unas de del al en y o que es son fue está están ser tiene su sus usted él ella no más entre eso este esta para por con sin como pero hay muy también ya puede lo le se",
  ),
  fr: set(
    "le la les un une des de du au aux en et ou que qui est sont était être avoir il elle ne pas plus dans pour par avec sans sur ce cette vous nous se son sa ses leur il y a peut",
  ),
  it: set(
    "il lo la i gli le un una di del della dei in nel nella e o che è sono era essere ha hanno non più per con senza su questo questa si suo sua al alla da dal come può anche",
  ),
  de: set(
    "der die das den dem des ein eine einen einem einer und oder ist sind war waren sein hat haben nicht mehr in im an am auf für mit von zu zum zur aus bei sie er es ich wir ihr sich wird werden kann auch als",
  ),
};
/** Words looked at. */
const WORDS_MAX = 400;
/** Share of common words from which a text is in a language at all. */
const SHARE_MIN = 0.1;

/** Null: another language, or the answers are in two. `questions` speak where the answers are too short to tell. */
export function languageOf(
  a: readonly string[],
  b: readonly string[],
  questions: readonly string[],
): Language | null {
  const [one, two] = [tongueOf(a), tongueOf(b)];
  const known = one ?? two ?? tongueOf(questions);
  if (one !== null && two !== null && one !== two) return null;
  return known === null || known === "en"
    ? known === null && !isLatin([...a, ...b])
      ? null
      : "en"
    : known === "pt"
      ? "pt"
      : null;
}

function isLatin(texts: readonly string[]): boolean {
  return !/[^\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]/u.test(texts.join(" ").slice(0, 4_000));
}

function tongueOf(texts: readonly string[]): string | null {
  const counts: Record<string, number> = {};
  let words = 0;
  for (const text of texts) {
    for (const [word] of text
      .slice(0, 2_000)
      .toLowerCase()
      .matchAll(/\p{L}+/gu)) {
      if (words++ >= WORDS_MAX) break;
      for (const tongue in COMMON) if (COMMON[tongue]!.has(word)) counts[tongue] = (counts[tongue] ?? 0) + 1;
    }
    if (words >= WORDS_MAX) break;
  }
  if (words > 4 && !isLatin(texts)) return "other";
  const ranked = Object.entries(counts).sort(([, x], [, y]) => y - x);
  const [best] = ranked;
  if (best === undefined || best[1] / words < SHARE_MIN) return null;
  // A list has few small words: it may be in the language of the other answer.
  return best[1] === ranked[1]?.[1] || best[1] < 2 ? null : best[0];
}
