/**
 * Matched words of which one names a man, a boy or a male animal and the other a woman, a girl or a female: "noivo" and
 * "noiva", "waiter" and "waitress". A stem without its ending is one for both.
 */
import type { Alignment } from "./align.ts";
import type { Analysis } from "./analysis.ts";
import { FEMININE, MASCULINE } from "./genders.ts";
import { wordIn } from "./word.ts";

/** Does a matched word name the other sex? */
export function areSexesOther({ a, b, partners, levels }: Alignment): boolean {
  for (let i = 0; i < a.subject.length; i++) {
    const j = partners[i] ?? -1;
    if (j < 0 || levels[i] === 1) continue;
    const one = wordIn(a.subject, i).form.fold;
    const other = wordIn(b.subject, j).form.fold;
    if (isLady(one, other) || isLady(other, one)) return true;
    if ((isHers(one, other) || isHers(other, one)) && isOne(a, i, one) && isOne(b, j, other)) return true;
  }
  return false;
}

/** "princess" and "prince", "lioness" and "lion", "waitress" and "waiter". */
function isLady(lady: string, man: string): boolean {
  if (!lady.endsWith("ess") && !lady.endsWith("esses")) return false;
  const base = lady.slice(0, lady.lastIndexOf("ess"));
  const he = man.endsWith("s") ? man.slice(0, -1) : man;
  if (base.length < 3) return false;
  return base === he || `${base}e` === he || (/[eo]r$/.test(he) && base === `${he.slice(0, -2)}r`);
}

/** "noiva" and "noivo", "vendedora" and "vendedor", "freguesa" and "freguês"; in plurals too. */
function isHers(hers: string, his: string): boolean {
  const she = hers.endsWith("s") ? hers.slice(0, -1) : hers;
  if (she.length < 4 || !she.endsWith("a")) return false;
  const base = she.slice(0, -1);
  if (his === `${base}o` || his === `${base}os`) return true;
  return (base.endsWith("or") || base.endsWith("es")) && (his === base || his === `${base}es`);
}

/**
 * Does the word stand as a noun? A verb has such endings too ("troco", "troca"), and so has what one says of oneself
 * ("estou sozinha"), of which neither stands behind an article or a preposition.
 */
function isOne({ words, places, language }: Analysis, at: number, fold: string): boolean {
  if (language === "en") return false;
  if (NO_NOUNS.has(fold)) return false;
  const before = words[(places[at] ?? 0) - 1];
  if (before === undefined) return KIN.has(fold);
  return KIN.has(fold) || before.part === "role" || MASCULINE.has(before.text) || FEMININE.has(before.text);
}
const NO_NOUNS: ReadonlySet<string> = new Set(
  "outro outra outros outras mesmo mesma mesmos mesmas muito muita muitos muitas pouco pouca poucos poucas".split(
    " ",
  ),
);
const KIN: ReadonlySet<string> = new Set(
  `tio primo sobrinho neto bisneto cunhado sogro noivo namorado amigo afilhado enteado garoto moco gato pato coelho
  cachorro porco macaco`
    .split(/\s+/)
    .flatMap((his) => [his, `${his.slice(0, -1)}a`]),
);
