/** Tables of the small words of English and Portuguese: what each says, and which say nothing. */

import { BE, PREPOSITIONS } from "../../verify/read/syntax-tables.ts";
import {
  PERSONS as ANYBODY,
  EMPTY,
  HELPERS,
  type Language,
  NEGATIONS,
  OTHERS,
  ROLES,
} from "../../verify/read/tables.ts";
import { wordSet } from "../../word-set.ts";

const PLACES_AND_TIMES = `before after since against above below over under up down off out inside outside behind until till
  antes depois após desde contra acima abaixo dentro fora atrás`;
/** Words for when and where, which may stand at any word of a sentence. */
export const PLACED = wordSet(`${PLACES_AND_TIMES} now then again agora novamente`);

/** Small words that count all the same, since exchanging one changes the meaning ("before", "after"). */
export const STREAMED = wordSet(
  `${PLACES_AND_TIMES}
  all every any each everyone everything some most few many several both half only always often sometimes rarely
  todo toda qualquer todos todas tudo cada algum alguma alguns algumas maioria poucos poucas muitos muitas vários várias ambos ambas metade apenas somente sempre`,
);

const MORE_SMALL = wordSet(
  `a an the is's 's which what when where who whom whose how why while if though although however therefore so thus
  then also too either neither just simply please very quite rather much more such other own same yes no ok okay
  making makes made having getting got goes going go went come comes letting lets e.g i.e eg ie etc not's whether ones whoever whatever whichever
  besides whereas whereby meanwhile nevertheless nonetheless hence thereby therein thereof wherein whereupon albeit amid amongst alongside despite
  notwithstanding concerning whenever wherever somebody anybody everybody anyone everyone oneself
  que quem qual quais onde quando como porque pois se embora porém portanto assim então também já ainda lá muito mais
  mesmo outro outra próprio própria sim isto isso aquilo etc há houve têm tendo sendo estando fazendo vá vamos
  deste desta destes destas desse dessa desses dessas daquele daquela daqueles daquelas disso disto daquilo
  neste nesta nestes nestas nesse nessa nesses nessas naquele naquela naqueles naquelas nisso nisto lo los las
  cujo cuja`,
);
/** Portuguese connectives and pronouns that only join what is said. */
const PT_JOINING = wordSet(
  `mediante perante conforme consoante todavia contudo entretanto diante aliás inclusive outrossim ademais porventura conquanto porquanto apesar
  comigo contigo conosco lhes vos ti si algo quaisquer diversos diversas vários várias`,
);
/** The forms of Portuguese auxiliaries beside those that questions have too; without "estado", "termos" and other nouns. */
const AUXILIARIES = wordSet(
  `sou somos fui fomos serei será seremos serão seria seríamos seriam seja sejam sejamos fosse fôssemos fossem for forem formos serem sermos
  estamos estive esteve estivemos estiveram estávamos estavam estarei estará estaremos estarão estaria estaríamos estariam esteja estejam estejamos
  estivesse estivessem estiver estiverem estivermos estarem estarmos teve tivemos tiveram tínhamos tinham terei terá teremos terão teria teríamos teriam
  tenha tenham tenhamos tivesse tivéssemos tivessem tiver tiverem tivermos terem tido temos houveram havia haviam haverá haverão haveria haveriam haja hajam
  houvesse houvessem houver houverem havendo havido hão ia íamos iam irei irá iremos irão iria iríamos iriam irem irmos indo ido
  pude pôde pudemos puderam podia podíamos podiam poderei poderá poderemos poderão poderíamos poderiam possa possam possamos pudesse pudessem puder
  puderem pudermos poderem podendo devia deviam deverá deverão deveremos deveríamos deveriam deva devam
  fazemos fiz fez fizemos fizeram fazia faziam farei fará faremos farão faria faríamos fariam faça façam façamos fizesse fizessem fizer fizerem
  fizermos fazerem fazermos feitos feitas queremos querem quis quiseram queria queriam queira queiram quisesse quiser quiserem quisermos
  fico ficam ficamos fiquei ficou ficaram ficava ficavam ficará ficarão ficaria ficariam fique fiquem ficando precisam precisamos precisou precisaram
  precisava precisavam precisará precisarão precisaria precisariam precise precisem precisarem conseguem conseguimos conseguiu conseguiram`,
);
/** "To", "of" and the like of English are no small words of Portuguese, and the other way round. */
const ENGLISH_ALONE = wordSet("as do no for a me");

function isSmall(text: string, language: Language): boolean {
  if (STREAMED.has(text)) return false;
  if (language === "en" && ENGLISH_ALONE.has(text)) return true;
  return (
    MORE_SMALL.has(text) ||
    (language === "pt" && (AUXILIARIES.has(text) || PT_JOINING.has(text))) ||
    EMPTY.has(text) ||
    HELPERS.has(text) ||
    ROLES.has(text) ||
    OTHERS.has(text) ||
    ANYBODY.has(text)
  );
}

/** Small words that connect and say no more than their longer wordings: "because", "due to". */
export const CONNECTIVES = wordSet(
  `because as so if though although however therefore thus hence but also too for about per like for
  porque pois se mas porém como por sobre assim então também embora portanto`,
);

/** What a word is used with and says no more than the word: "be charged", "make use of". */
export const SUPPORTING = wordSet(
  `be been being is are was were get got make makes made do does have has had a an the of
  ser é são foi foram ter tem têm teve fazer faz fazem feito dar dá dão o os as um uma de do da ao`,
);

const IDLE = wordSet("and or e ou the a an o os as um uma");

/** Stems of words that a rewording freely adds or leaves out. */
export const LIGHT = wordSet(
  `us use using thing way follow note pleas simply just call name also then need want help work includ contain exampl
  several various certain kind sort type number time case fact general usual normal typical basic common
  perform conduct realiz efetu
  here below above step first second next final last mean say known know tak giv com mor about total
  usar us coisa maneira form seguint segu nota simples tambem caso exempl fat geral tip vez aqui abaix acim pass primeir
  segund proxim dev pod`,
);

/** 1: denies; 2: denies only where nothing before it does; 0: neither. */
function negationOf(text: string, language: Language): 0 | 1 | 2 {
  if (text === "não" || text === "not") return 1;
  if (text === "menos" || text === "except" || text === "unless" || text === "exceto" || text === "excluding")
    return 0;
  if (!NEGATIONS[language].has(text)) return 0;
  return language === "pt" && text !== "sem" ? 2 : 1;
}

/** Classes of pronouns, by whose a thing is or who does it. */
export const PERSON_CLASSES = { NONE: 0, ASKER: 1, ASKED: 2, HE: 3, SHE: 4, THEY: 5, IT: 6 } as const;
const PRONOUNS = new Map<string, number>(
  (
    [
      ["my mine me meu minha meus minhas mim", PERSON_CLASSES.ASKER],
      ["your yours teu tua teus tuas", PERSON_CLASSES.ASKED],
      ["he him his himself ele dele", PERSON_CLASSES.HE],
      ["she her hers herself ela dela", PERSON_CLASSES.SHE],
      ["they them their theirs themselves eles elas deles delas", PERSON_CLASSES.THEY],
      ["its itself", PERSON_CLASSES.IT],
    ] as const
  ).flatMap(([words, person]) => words.split(" ").map((word) => [word, person] as const)),
);

function pronounOf(text: string, language: Language): number {
  return language === "en" && text === "ela"
    ? PERSON_CLASSES.NONE
    : (PRONOUNS.get(text) ?? PERSON_CLASSES.NONE);
}

const [MUST, MAY] = [1, 2] as const;
const MODALS = new Map<string, number>([
  ...[
    ...wordSet("must should shall required deve devem deverá deverão deveria deveriam precisa precisam tem"),
  ].map((w) => [w, MUST] as const),
  ...[...wordSet("can may might could pode podem poderá poderão poderia poderiam")].map(
    (w) => [w, MAY] as const,
  ),
]);

function modalOf(text: string, language: Language): number {
  return language === "en" && text === "tem" ? 0 : (MODALS.get(text) ?? 0);
}

/** Portuguese prepositions contracted with an article, without it: "no" and "na" are "em". */
const UNCONTRACTED: ReadonlyMap<string, string> = new Map(
  "no/em na/em nos/em nas/em num/em numa/em do/de da/de dos/de das/de ao/a à/a aos/a às/a pelo/por pela/por pelos/por pelas/por pra/para into/in onto/on"
    .split(" ")
    .map((pair) => pair.split("/") as [string, string]),
);
const ONE = wordSet("a an one um uma");
const LISTING = wordSet("and or e ou");
const TIMED = wordSet("while until unless once enquanto até");

/** Forms of "ser" and "estar" that make a passive, beside `BE`; "for" is one in Portuguese alone. */
const PT_BE = wordSet(
  `somos serei seremos seria seriam seríamos fosse fossem for forem formos serem sermos estava estavam estará estarão esteja estejam estiver
  estiverem estarem`,
);

/** Properties of a word that do not depend on the words around it. */
export interface SmallWord {
  /** True: the word itself does not count in the comparison. */
  readonly small: boolean;
  /** True for an article or a listing word, which separates nothing. */
  readonly idle: boolean;
  readonly listing: boolean;
  /** True for "a", "one". */
  readonly one: boolean;
  readonly timed: boolean;
  readonly be: boolean;
  /** 1: denies; 2: denies only where nothing before it does; 0: neither. */
  readonly negation: 0 | 1 | 2;
  readonly person: number;
  readonly modal: number;
  /** Class of the preposition; 0: not a preposition. */
  readonly governor: number;
  /** The preposition without a contracted article: "em" for "no". */
  readonly preposition: string;
}

export function smallWord(text: string, language: Language): SmallWord {
  const person = pronounOf(text, language);
  const streamed = STREAMED.has(text);
  return {
    small: !streamed && (person !== PERSON_CLASSES.NONE || isSmall(text, language)),
    idle: IDLE.has(text),
    listing: LISTING.has(text),
    one: ONE.has(text) && !(language === "pt" && text === "a"),
    timed: TIMED.has(text),
    be: BE.has(text) || (language === "pt" && PT_BE.has(text)),
    negation: negationOf(text, language),
    person,
    modal: modalOf(text, language),
    governor: streamed ? 0 : (PREPOSITIONS.get(text) ?? 0),
    preposition: UNCONTRACTED.get(text) ?? text,
  };
}
