/**
 * Two light stemmers for English and Portuguese. `stem` removes inflection (plural, tense, gender), `root` also
 * derivation (implement and implementation, calcular and cálculo). Results are keys for comparison, not words.
 */
import { wordSet } from "../../word-set.ts";
import type { Language } from "./tables.ts";

/**
 * The stem. `fold`: a word in lower case without accents. A word under 4 letters stays, unless its form is irregular.
 */
export function stem(fold: string, language: Language): string {
  if (fold.length < 4) return SHORT.get(fold) ?? fold;
  return language === "pt" ? stemPortuguese(fold) : stemEnglish(fold);
}

/** Base of an irregular form ("go" for "went"); undefined for any other word. */
export function irregularBase(fold: string): string | undefined {
  return fold.length < 4 ? SHORT.get(fold) : IRREGULAR.get(fold);
}

/** The root; "" where it has under 4 letters, too few to compare. */
export function root(fold: string, language: Language): string {
  const base = strip(fold, language === "pt" ? PT_DERIVED : EN_DERIVED);
  return base.length < 4 ? "" : base;
}

const SHORT = new Map([
  ["men", "man"],
  ["ran", "run"],
  ["did", "do"],
  ["won", "win"],
  ["got", "get"],
]);
/** Whose "s" is no plural. */
const PROTOCOLS: ReadonlySet<string> = wordSet("https smtps ftps imaps ldaps pop3s dns tls wss mqtts");
const IRREGULAR: ReadonlyMap<string, string> = new Map<string, string>([
  ["children", "child"],
  ["women", "woman"],
  ["feet", "foot"],
  ["teeth", "tooth"],
  ["mice", "mouse"],
  ["geese", "goose"],
  ["went", "go"],
  ["gone", "go"],
  ["made", "make"],
  ["built", "build"],
  ["bought", "buy"],
  ["sold", "sell"],
  ["wrote", "write"],
  ["written", "write"],
  ["took", "take"],
  ["taken", "take"],
  ["gave", "give"],
  ["given", "give"],
  ["lost", "lose"],
  ["found", "find"],
  ["sent", "send"],
  ["spent", "spend"],
  ["left", "leave"],
  ["began", "begin"],
  ["begun", "begin"],
  ["broken", "break"],
  ["broke", "break"],
  ["chosen", "choose"],
  ["chose", "choose"],
  ["taught", "teach"],
  ["thought", "think"],
  ["learnt", "learn"],
  ["lives", "life"],
  ["wives", "wife"],
  ["knives", "knife"],
  ["leaves", "leaf"],
  ["data", "data"],
  ...[...PROTOCOLS].map((name) => [name, name] as const),
  ...wordPairs(`eaten/eat ate/eat paid/pay said/say held/hold kept/keep met/meet led/lead drove/drive driven/drive flew/fly flown/fly
  grew/grow grown/grow knew/know known/know heard/hear spoke/speak spoken/speak stole/steal stolen/steal wore/wear
  worn/wear drew/draw drawn/draw drank/drink drunk/drink forgot/forget forgotten/forget froze/freeze frozen/freeze
  fell/fall fallen/fall hidden/hide told/tell understood/understand sang/sing sung/sing swam/swim threw/throw
  thrown/throw caught/catch fought/fight stuck/stick tore/tear torn/tear woke/wake slept/sleep felt/feel meant/mean
  dealt/deal brought/bring stood/stand shown/show sought/seek shot/shoot rode/ride ridden/ride rang/ring`),
]);

/** Parses "a/b c/d" into pairs. */
export function wordPairs(text: string): [string, string][] {
  return text.split(/\s+/).map((pair) => {
    const [word = "", other = ""] = pair.split("/");
    return [word, other];
  });
}

function stemEnglish(word: string): string {
  const known = IRREGULAR.get(word);
  if (known !== undefined) return tail(known);
  let out = word;
  if (/ies$/.test(out) && out.length > 4) out = `${out.slice(0, -3)}y`;
  else if (/(?:ss|sh|ch|x|z)es$/.test(out)) out = out.slice(0, -2);
  else if (/[^siu]s$/.test(out)) out = out.slice(0, -1);
  if (/[aeiouy].*ing$/.test(out) && out.length > 5) out = undouble(out.slice(0, -3));
  else if (/[aeiouy].*[^e]ed$/.test(out) && out.length > 4) out = undouble(out.slice(0, -2));
  else if (/ied$/.test(out)) out = `${out.slice(0, -3)}y`;
  if (/ly$/.test(out) && out.length > 5) out = out.slice(0, -2);
  return tail(out);
}

/** Removes a final e or y, so that "stor(ing)" equals "store" and "happ(ily)" equals "happy". */
function tail(word: string): string {
  const out = word.length > 3 ? word.replace(/[ey]$/, "") : word;
  return undouble(out);
}

function undouble(word: string): string {
  return /([bdfglmnprtz])\1$/.test(word) && word.length > 3 ? word.slice(0, -1) : word;
}

/** Whose stem changes: "peço" and "pedir" are one verb, as "cancelo" and "cancelar" are by their endings. */
const PT_IRREGULAR: ReadonlyMap<string, string> = new Map(
  wordPairs(`peco/pedir meco/medir impeco/impedir despeco/despedir ouco/ouvir trago/trazer traz/trazer ponho/por
  proponho/propor componho/compor disponho/dispor exponho/expor reponho/repor suponho/supor venho/vir saio/sair caio/cair
  atraio/atrair extraio/extrair distraio/distrair sigo/seguir prossigo/prosseguir persigo/perseguir sirvo/servir
  minto/mentir repito/repetir prefiro/preferir confiro/conferir transfiro/transferir refiro/referir
  sugiro/sugerir insiro/inserir digiro/digerir firo/ferir dispo/despir durmo/dormir cubro/cobrir descubro/descobrir
  engulo/engolir fujo/fugir foge/fugir sobe/subir dirijo/dirigir corrijo/corrigir exijo/exigir protejo/proteger
  elejo/eleger finjo/fingir atinjo/atingir restrinjo/restringir reajo/reagir surjo/surgir redijo/redigir tinjo/tingir
  digo/dizer vejo/ver revejo/rever prevejo/prever leio/ler creio/crer perco/perder valho/valer caibo/caber
  requeiro/requerer odeio/odiar anseio/ansiar`),
);

function stemPortuguese(word: string): string {
  if (PROTOCOLS.has(word)) return word;
  let out = PT_IRREGULAR.get(word) ?? word;
  if (out.length < 4) return out;
  if (/oes$|aes$/.test(out)) out = `${out.slice(0, -3)}ao`;
  else if (/ais$/.test(out)) out = `${out.slice(0, -3)}al`;
  else if (/eis$/.test(out)) out = `${out.slice(0, -3)}el`;
  else if (/ns$/.test(out)) out = `${out.slice(0, -2)}m`;
  else if (/[rz]es$/.test(out)) out = out.slice(0, -2);
  else if (/[^s]s$/.test(out)) out = out.slice(0, -1);
  if (out.length > 5 && /(?:ando|endo|indo)$/.test(out)) out = out.slice(0, -4);
  else if (out.length > 5 && /(?:ado|ada|ido|ida)$/.test(out)) out = out.slice(0, -3);
  else if (out.length > 4 && /[aei]r$/.test(out)) out = out.slice(0, -2);
  return out.length > 3 ? out.replace(/[aoe]$/, "") : out;
}

/** Endings to remove, longest first. */
const EN_DERIVED = `ifications ification izations ization isations isation ations ation utions ution itions ition
  encies ency ancies ancy ments ment nesses ness ically ical ities ity tions tion sions sion ances ance ences ence
  ables able ibles ible ators ator ingly ings ing edly ers ors ists isms ives ive ist ism ally al er or ed es ly ic ous
  ize ise ify ate s e y t`;
const PT_DERIVED = `izacoes izacao ificacoes ificacao acoes acao icoes icao ucoes ucao coes cao soes sao amentos amento
  imentos imento mentos mento adores ador edores edor idores idor ancias ancia encias encia idades idade veis vel mente
  agens agem ismos ismo istas ista icos ico icas ica ivos ivo ivas iva ando endo indo ados ado adas ada idos ido idas
  ida ares ar er ir ura ou as os es a o e s`;
const suffixes = (text: string): readonly string[] => text.trim().split(/\s+/);
const EN_SUFFIXES = suffixes(EN_DERIVED);
const PT_SUFFIXES = suffixes(PT_DERIVED);

function strip(word: string, which: string): string {
  for (const suffix of which === PT_DERIVED ? PT_SUFFIXES : EN_SUFFIXES) {
    if (word.endsWith(suffix) && word.length - suffix.length >= 4)
      return undouble(word.slice(0, -suffix.length));
  }
  return undouble(word);
}
