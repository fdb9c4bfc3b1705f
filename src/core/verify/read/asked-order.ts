/**
 * Brings a Portuguese question in an order of speech into that of writing: "o IPTU quem paga" as "quem paga o IPTU", "a loja abre que
 * horas" as "que horas abre a loja", "minha rosa murcha, por quê" as "por que minha rosa murcha".
 */
import { firstOf } from "./same-asks.ts";

const OWNED =
  "(?:o|a|os|as|esse|essa|este|esta|meu|minha|meus|minhas|nosso|nossa|(?:o|a|os|as) (?:meu|minha|meus|minhas))";
/** A thing by its article, up to three words more; none of them asks or joins a clause. */
const WORD =
  "(?!(?:que|quem|qual|quais|quando|onde|como|quant[oa]s?|por|se|é|são|e|ou|não|foi|está)(?!\\p{L}))\\p{L}+";
const THING = `(${OWNED} ${WORD}(?: ${WORD}){0,3}?)`;
/** A place at the end is of the deed: "a loja fecha que horas no sábado". */
const WHEN =
  "(?:até |desde |a partir de )?quando|(?:a |até (?:as )?)?que horas|(?:em )?que dia|(?:por |de )?onde|como|quanto tempo|quanto";
/** Verbs that need nobody and nothing else. */
const VERBS =
  "(?:abre|fecha|começa|termina|acaba|chega|sai|parte|volta|vence|cai|funciona|fica|vai|dura|demora|custa|inicia|encerra|expira|passa)m?";
const DEED = `(?:(?:se|eu|deve|devo|pode|posso) )?${WORD}`;

/** A place or a state before the verb of asking: "com febre posso", "depois da prova posso". */
const PLACE =
  "((?:(?:depois|antes) d[aeo]s?|durante|após|com|sem|no|na|para)(?: [oa])? (?!que |quem |qual |quanto |onde |quando )\\p{L}+(?: (?!que )\\p{L}+)?)";

const RULES: readonly (readonly [RegExp, string])[] = [
  [new RegExp(`^${THING},? (por que) (${WORD}(?: ${WORD}){0,3})$`, "iu"), "$2 $1 $3"],
  [
    new RegExp(
      `^${THING}(?<! (?:de|com|para|pra|em|a)),? (quem|${WHEN}) (${DEED}(?: (?!n?[oa]s? )${WORD})?)$`,
      "iu",
    ),
    "$2 $3 $1",
  ],
  [new RegExp(`^${THING} (${VERBS}) (${WHEN})((?: n[oa]s? ${WORD})?)$`, "iu"), "$3 $2 $1$4"],
  [new RegExp(`^(${WHEN}) ${THING} (${VERBS})((?: n[oa]s? ${WORD})?)$`, "iu"), "$1 $3 $2$4"],
  [new RegExp(`^${PLACE} ((?:posso|pode|podemos|preciso|precisa|devo|consigo) \\p{L}.*)$`, "iu"), "$2 $1"],
  [new RegExp(`^(${OWNED} [^,?!.]{4,60})[,.;]? por qu[eê]$`, "iu"), "por que $1"],
];
/** Each of the rules opens so. */
const MAY =
  /^(?:(?:depois|antes) d|durante |após |com |sem |n[oa] |para |[oa]s? |ess[ea] |est[ea] |meus? |minhas? |noss[oa] |até |desde |a (?:partir|que) |quando |que |em que |(?:por |de )?onde |como |quanto )/i;

/** "Boleto: o que é", "escrow, what is it". */
const TOPICS: readonly (readonly [RegExp, string])[] = [
  [
    /^([^:,?!.]{2,40})(?:[:,]| [-–—]) (o que é|o que são|quem é|quanto é|onde é|onde fica|quando é)(?: iss?t?o)?\??$/iu,
    "$2 $1",
  ],
  [
    /^([^:,?!.]{2,40})(?:[:,]| [-–—]) ((?:what|who|when|where|how much) (?:is|are)|what['’]s) (?:it|that|this|they)\??$/iu,
    "$2 $1",
  ],
];
const MAY_NAME_TOPIC = /[:,–—-] (?:o que|quem|quanto|onde|quando|wh|how much)/i;

export function askedInOrder(text: string): string {
  if (MAY_NAME_TOPIC.test(text)) {
    // What opens a text has its capital for that.
    const named = text.replace(/^\p{Lu}(?=\p{Ll})/u, (first) => first.toLowerCase());
    const out = firstOf(TOPICS, named);
    if (out !== named) return out;
  }
  return MAY.test(text) ? firstOf(RULES, text) : text;
}
