/** Words that are nearly one in spelling or by their stem, and mean another thing. */
import { wordSet } from "../../word-set.ts";
import { foldAccents } from "./tokens.ts";

/** By the fold of each, the others. Plurals that mean another thing than their singular stand here as well. */
export const NEAR: ReadonlyMap<string, ReadonlySet<string>> = nearWords(`
  damages/damage customs/custom arms/arm glasses/glass spirits/spirit clothes/cloth woods/wood 
  odds/odd means/mean papers/paper economics/economic politics/politic ethics/ethic statistics/statistic felon/felony ton/tonne tons/tonnes
  capital/capitol new/news libra/libras santo/santos mina/minas campina/campinas palmeira/palmeiras manners/manner quarters/quarter
  hives/hive shingles/shingle crabs/crab securities/security boxers/boxer heels/heel flats/flat shorts/short marbles/marble
  axes/ax ellipses/ellipse trunks/trunk felt/feel
  penny/pen bunny/bun fairy/fair bully/bull lobby/lob classic/classical historic/historical economic/economical
  organ/organic organs/organic general/generic alcohol/alcoholic alcohol/alcoholics widow/widower widows/widowers
  restart/restore restarting/restoring assure/insure stationary/stationery principal/principle
  bens/bem oculos/oculo ferias/feria costas/costa letras/letra
  avo/avó avos/avós cozer/coser cozi/cosi ratificar/retificar descricao/discricao trafico/trafego eminente/iminente
  cumprimento/comprimento cumprimentos/comprimentos mandado/mandato cavaleiro/cavalheiro conserto/concerto
  sessao/secao/cessao emigrar/imigrar emigrante/imigrante emergir/imergir absolver/absorver deferir/diferir
  despensa/dispensa discriminar/descriminar fluvial/pluvial inflacao/infracao infligir/infringir
  flagrante/fragrante peao/piao soar/suar vultoso/vultuoso camisa/camisola camisas/camisolas principal/maior principais/maiores secretario/secretaria`);

function nearWords(text: string): ReadonlyMap<string, ReadonlySet<string>> {
  const out = new Map<string, Set<string>>();
  for (const group of text.trim().split(/\s+/)) {
    const words = group.split("/").map(foldAccents);
    for (const word of words) out.set(word, new Set([...(out.get(word) ?? []), ...words]));
  }
  return out;
}

/** Do two words, without accents and one letter or two apart, mean different things? */
export function areOtherWords(one: string, other: string): boolean {
  return NEAR.get(one)?.has(other) === true || isOtherPrefix(one, other) || areSubstances(one, other);
}

/** "Prescription" and "proscription", "absorption" and "adsorption": the beginning makes another word of it. */
function isOtherPrefix(one: string, other: string): boolean {
  for (const [x, y] of PREFIXES)
    if ((one.startsWith(x) && other.startsWith(y)) || (one.startsWith(y) && other.startsWith(x))) return true;
  return false;
}
const PREFIXES = [
  ["pre", "pro"],
  ["ab", "ad"],
  ["macro", "micro"],
  ["ante", "anti"],
  ["dis", "des"],
  ["in", "un"],
  ["im", "em"],
] as const;

/** "Propane" and "propene", "nitrito" and "nitrato": the ending names another substance. */
export function areSubstances(one: string, other: string): boolean {
  if (one.length < 6 || one.length !== other.length || one.slice(0, -3) !== other.slice(0, -3)) return false;
  return SUBSTANCES.has(one.slice(-3)) && SUBSTANCES.has(other.slice(-3));
}
const SUBSTANCES = wordSet("ane ene yne ite ate ide ano eno ino ito ato eto");
