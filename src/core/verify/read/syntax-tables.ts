/** Prepositions, particles and verb forms of English and Portuguese, for `syntax.ts`. Tables only. */
import { wordSet } from "../../word-set.ts";

/** Classes of prepositions by meaning. 0 is none. */
export const PREPOSITION = {
  NEUTRAL: 1,
  OF: 2,
  TO: 3,
  FROM: 4,
  BEFORE: 5,
  AFTER: 6,
  OVER: 7,
  UNDER: 8,
  OUT: 9,
  FRONT: 10,
  BEHIND: 11,
  DURING: 12,
  BY: 13,
  WITH: 14,
  FOR: 15,
  AGAINST: 16,
  UNTIL: 17,
  SINCE: 18,
  NEAR: 19,
  ABOUT: 20,
} as const;

/** Classes of particles, which change a verb's meaning. 0 is none. */
export const PARTICLE = {
  UP: 1,
  OFF: 2,
  DOWN: 3,
  AROUND: 4,
  AWAY: 5,
  BACK: 6,
  THROUGH: 7,
  IN: 8,
  FOR: 9,
  AFTER: 10,
  APART: 11,
  OUT: 12,
  OVER: 13,
  ON: 14,
  INTO: 15,
  BY: 16,
  ALONG: 17,
  PAST: 18,
  ACROSS: 19,
  FORWARD: 20,
  WITH: 21,
  TO: 22,
  AT: 23,
  ABOUT: 24,
} as const;

const table = (rows: readonly (readonly [string, number])[]): ReadonlyMap<string, number> =>
  new Map(rows.flatMap(([texts, value]) => texts.split(" ").map((text) => [text, value] as const)));

export const PREPOSITIONS = table([
  ["in on at within inside em no na nos nas num numa dentro", PREPOSITION.NEUTRAL],
  ["of", PREPOSITION.OF],
  ["to into onto toward towards unto para pra ao à aos às", PREPOSITION.TO],
  ["from de do da dos das", PREPOSITION.FROM],
  ["before antes", PREPOSITION.BEFORE],
  ["after depois após", PREPOSITION.AFTER],
  ["above over acima", PREPOSITION.OVER],
  ["below under beneath underneath abaixo embaixo sob debaixo", PREPOSITION.UNDER],
  ["out outside fora", PREPOSITION.OUT],
  ["front frente", PREPOSITION.FRONT],
  ["behind atrás", PREPOSITION.BEHIND],
  ["during durante", PREPOSITION.DURING],
  ["by por pelo pela pelos pelas", PREPOSITION.BY],
  ["with com", PREPOSITION.WITH],
  ["for", PREPOSITION.FOR],
  ["against contra", PREPOSITION.AGAINST],
  ["until till até", PREPOSITION.UNTIL],
  ["since desde", PREPOSITION.SINCE],
  ["near beside next close perto junto", PREPOSITION.NEAR],
  ["about concerning regarding sobre", PREPOSITION.ABOUT],
]);
/** Words with which "with" and "to", or Portuguese "com" and "para", mean the same: "speak with", "speak to". */
export const SPEAKING: ReadonlySet<string> =
  wordSet(`falo falar fala falamos conversar converso ligar ligo conectar conecto comparar comparo combinar casar concordar relação
  respeito acordo contato preocupado cuidado talk speak chat connect compare contact problem problems`);
export const MEANS: ReadonlySet<string> =
  wordSet(`cartão pix boleto dinheiro app aplicativo site internet telefone celular e-mail email correio crédito débito cheque
  transferência card cash paypal phone mail post check credit debit app website`);
/** First prepositions of a compound one, which govern the word after the second: "out of", "antes de". */
export const CARRIES = new Set<number>([
  PREPOSITION.BEFORE,
  PREPOSITION.AFTER,
  PREPOSITION.OVER,
  PREPOSITION.UNDER,
  PREPOSITION.OUT,
  PREPOSITION.FRONT,
  PREPOSITION.BEHIND,
  PREPOSITION.NEAR,
  PREPOSITION.UNTIL,
  PREPOSITION.SINCE,
]);

export const PARTICLES = table([
  ["up", PARTICLE.UP],
  ["off", PARTICLE.OFF],
  ["down", PARTICLE.DOWN],
  ["around", PARTICLE.AROUND],
  ["away", PARTICLE.AWAY],
  ["back", PARTICLE.BACK],
  ["through", PARTICLE.THROUGH],
  ["in", PARTICLE.IN],
  ["into", PARTICLE.INTO],
  ["for", PARTICLE.FOR],
  ["after", PARTICLE.AFTER],
  ["apart", PARTICLE.APART],
  ["out", PARTICLE.OUT],
  ["over", PARTICLE.OVER],
  ["on onto", PARTICLE.ON],
  ["by", PARTICLE.BY],
  ["along", PARTICLE.ALONG],
  ["past", PARTICLE.PAST],
  ["across", PARTICLE.ACROSS],
  ["forward", PARTICLE.FORWARD],
  ["with", PARTICLE.WITH],
  ["to", PARTICLE.TO],
  ["at", PARTICLE.AT],
  ["about", PARTICLE.ABOUT],
]);
/**
 * Particles that are as often prepositions, so that two different ones after a verb mean little: "work for", "work in".
 */
export const MILD: ReadonlySet<number> = new Set([
  PARTICLE.IN,
  PARTICLE.FOR,
  PARTICLE.ON,
  PARTICLE.BY,
  PARTICLE.WITH,
  PARTICLE.TO,
  PARTICLE.AT,
  PARTICLE.ABOUT,
]);
const either = (x: number, y: number): number => Math.min(x, y) * 32 + Math.max(x, y);
/** Of the pairs below those that idioms do not part either: "log in", "log on"; "talk to", "talk with". */
const ONE_PARTICLE: ReadonlySet<number> = new Set([
  either(PARTICLE.IN, PARTICLE.ON),
  either(PARTICLE.TO, PARTICLE.WITH),
]);
export const areOneParticle = (x: number, y: number): boolean => ONE_PARTICLE.has(either(x, y));
/** Pairs of particles that mean the same with any verb: "log in", "log into"; "speak to", "speak with". */
const ALIKE_PARTICLES: ReadonlySet<number> = new Set([
  ...ONE_PARTICLE,
  either(PARTICLE.IN, PARTICLE.INTO),
  either(PARTICLE.IN, PARTICLE.AT),
  either(PARTICLE.ON, PARTICLE.AT),
  either(PARTICLE.TO, PARTICLE.INTO),
  either(PARTICLE.TO, PARTICLE.AT),
]);
export const areAlikeParticles = (x: number, y: number): boolean => ALIKE_PARTICLES.has(either(x, y));
/** Verbs whose meaning every particle changes, even a mild one. */
export const TURNED_BY_ANY: ReadonlySet<string> = wordSet(
  "take call look put get go turn come carry pass stand give ask make run set deal fall speak",
);

/**
 * Verbs that mean something of their own with a mild particle: of WordNet 3.1's verbs of two words those that share no
 * sense with the verb alone, less rare ones.
 */
export const IDIOMS: ReadonlyMap<number, ReadonlySet<string>> = new Map(
  [
    [
      PARTICLE.FOR,
      `account answer ask budget call care cover cry fall feel go look make pay prepare quest root send shoot speak squeeze
      stand take try`,
    ] as const,
    [
      PARTICLE.ON,
      `act add be bear bet border bring brush build call carry cast catch chance clap climb clock come concentrate cotton
      count cycle depend dwell egg feed fly focus get go hang harsh have hold hook hop jump lead lean let log look march
      move pack pin press push put rabbit rely rest root run seize send set settle slam slap slip sponge step stick switch
      tag tell tread turn wait wear weigh write`,
    ] as const,
    [PARTICLE.WITH, "ally break co-occur come disagree flirt go lie live part sleep stick toy"] as const,
    [
      PARTICLE.ABOUT,
      "beat bring cast come get go kick knock lie lounge mess set stick swing talk think walk write",
    ] as const,
  ].map(([particle, verbs]) => [particle, wordSet(verbs)]),
);

/** Verbs with another meaning with a particle than without one. */
export const TURNED_BY_ONE: ReadonlySet<string> =
  wordSet(`take look put give turn come carry pass make run break hold cut drop hand lay blow throw bring call rent let write
  passed passing`);

/** Verbs that "up" makes another: to sign, to sign up. */
export const TURNED_BY_UP: ReadonlySet<string> = wordSet("back sign hang break give bring make pick set");

export const BE: ReadonlySet<string> = wordSet(
  `is are was were be been being am get gets got getting é são foi foram era eram ser sendo sido será serão está estão seja sejam fui`,
);
export const HAVE: ReadonlySet<string> = wordSet("has have had");
export const DO: ReadonlySet<string> = wordSet(
  "do does did can could should will would must may might shall",
);
export const SYMMETRIC: ReadonlySet<string> =
  wordSet(`between entre difference differences differ compare compared comparison comparing versus vs similar similarities same
  equal distance distance married related together diferença diferenças comparar compare comparação versus distância
  casado casada igual iguais mesmo mesma semelhança juntos far longe`);
export const IRREGULAR: ReadonlySet<string> =
  wordSet(`made sent paid sold bought built begun broken chosen taught given taken written found lost left held kept met seen
  shown spent stolen told won worn put set cut driven eaten frozen grown heard hidden hurt known laid led lent raised
  said spoken sung thrown understood drawn drunk shut read caught fed forbidden forgiven hit done beaten bitten blown
  born bound bred fed bled sped wed brought cast dealt dug fought flown hung lit ridden rung sworn swept torn woven wound`);
export const PT_PARTICIPLE = /(?:ad|[ií]d)[oa]s?$/u;
export const PT_IRREGULAR: ReadonlySet<string> =
  wordSet(`feito feita feitos feitas escrito escrita escritos escritas pago paga pagos pagas ganho gasto dito visto vista posto
  aberto aberta coberto eleito eleita entregue preso morto morta aceito aceita`);
