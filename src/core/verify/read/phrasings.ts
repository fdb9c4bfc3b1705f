/**
 * Lays out phrasings of one question in one way: "is a tenant allowed to sublet" as "can a tenant sublet", "a child four years
 * old" as "a four-year-old child", "qual é a finalidade do fusível" as "para que serve o fusível".
 */

import { askedInOrder } from "./asked-order.ts";
import { withoutAsking } from "./askings.ts";
import { askedAlike } from "./same-asks.ts";

/** Its words, in a group of its own, up to a verb: "my landlord", "o meu patrão". */
const DOER = "(?!(?:it|o que|que|quem|qual|quais|quando|onde|como|quant[oa]s?) )((?:\\p{L}+ ){0,3}\\p{L}+)";
const VERB_PT = "(?=\\p{L}+[aei]r(?:\\P{L}|$))";
const NUMBER = "(\\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)";
/** Behind one of these stands who is of an age. */
const OWN = "(?<=(?<!\\p{L})(?:an?|the|my|our|your|his|her|their) )";
const AGE = "(year|month|week|day)";

/** What is asked for is a text, however one asks for it. */
const TEXT = "(?:recipe|example|template|tip|idea|suggestion|list)s?(?!\\p{L})";
const TEXT_PT = "(?:receitas?|exemplos?|modelos?|dicas?|ideias?|sugest(?:ão|ões)|listas?)(?!\\p{L})";

/** What an opening says in other words. */
const OPENINGS: readonly (readonly [RegExp, string])[] = [
  [/^is it (?:allowed|permitted) to (?=\p{L})/iu, "can i "],
  [new RegExp(`^(?:is|are|am) ${DOER} (?:allowed|permitted|authori[sz]ed) to (?=\\p{L})`, "iu"), "can $1 "],
  [new RegExp(`^é (?:permitido|autorizado) ${VERB_PT}`, "iu"), "posso "],
  [new RegExp(`^${DOER} (?:está|é) (?:autorizad[oa]|permitid[oa]) a ${VERB_PT}`, "iu"), "$1 pode "],
  [new RegExp(`^${DOER} (?:estão|são) (?:autorizad[oa]s|permitid[oa]s) a ${VERB_PT}`, "iu"), "$1 podem "],
  [
    new RegExp(`^${DOER} tem (?:permissão|autorização|(?:o )?direito) (?:para|de) ${VERB_PT}`, "iu"),
    "$1 pode ",
  ],
  [
    new RegExp(`^${DOER} têm (?:permissão|autorização|(?:o )?direito) (?:para|de) ${VERB_PT}`, "iu"),
    "$1 podem ",
  ],
  [
    /^qual (?:é |seria )?(?:a (?:finalidade|utilidade|serventia)|o propósito) d(e|[oa]s?) /iu,
    "para que serve $1 ",
  ],
  [/^para que se (?:usa|utiliza) /iu, "para que serve "],
  [
    new RegExp(
      `^(?:i (?:need|want|would like)|i['’]d like|(?:i['’]?m |i am )?looking for|(?:show|send|find|get) me|suggest|recommend|share) (an?|some) (?=(?:\\p{L}+ )?${TEXT})`,
      "iu",
    ),
    "give me $1 ",
  ],
  [
    new RegExp(
      `^(?:(?:eu )?(?:preciso de|quero|queria|gostaria de|procuro)|(?:me )?(?:d[êáae]|passa|passe|manda|mande|mostra|mostre|sugira|indique|envie)(?:-me)?) (uma?|uns|umas|alguns|algumas) (?=${TEXT_PT})`,
      "iu",
    ),
    "me dê $1 ",
  ],
  [/^(?:list|name|give me|state) the (?=(?:\p{L}+ )?\p{L}+[^s\P{L}]s of )/iu, "what are the "],
  [/^(?:list|name|give me|state) the (?=(?:\p{L}+ )?\p{L}+ of )/iu, "what is the "],
  [
    /^(?:liste|cite|enumere|(?:me )?(?:diga|diz|fale|fala)(?:-me)?) (?=[oa]s \p{L}+ (?:\p{L}+ )?d[eoa]s? )/iu,
    "quais são ",
  ],
  [
    /^(?:me )?(?:diga|diz|fale|fala|informe|passe|passa)(?:-me)? (?=[oa] \p{L}+ (?:\p{L}+ )?d[eoa]s? )/iu,
    "qual é ",
  ],
];
/** What stands anywhere. */
const PLACES: readonly (readonly [RegExp, string])[] = [
  [
    new RegExp(`${OWN}(\\p{L}+)(?: who is| who's| that is|,)? ${NUMBER} ${AGE}s? old(?!\\p{L})`, "giu"),
    "$2-$3-old $1",
  ],
  [
    new RegExp(`${OWN}(\\p{L}+)(?: who is| aged| of) ${NUMBER} ${AGE}s?(?: old| of age)(?!\\p{L})`, "giu"),
    "$2-$3-old $1",
  ],
  [new RegExp(`${NUMBER}[- ]${AGE}s?[- ]old (?:child|kid)(?!\\p{L})`, "giu"), "$1-$2-old"],
  [/(?<! o) que existem? n(?=[oa] (?:mundo|terra|planeta|universo|brasil)(?!\p{L}))/giu, " d"],
  [/ that exists?(?= (?:in the world|in the universe|on earth)(?!\p{L}))/giu, ""],
  [
    /(?<!\p{L})entr(o|ar|amos|em|a) em contato com (?=(?:[oa]s? )?(?:suporte|atendi?mento|atendentes?|sac|central|ouvidoria|lojas?|empresas?|equipe|bancos?|assistência|seguradora|operadora|vendedor(?:a|es)?|gerente|vocês|vcs)(?!\p{L}))/giu,
    "fal$1 com ",
  ],
  [
    /(?<!\p{L})contatar (?=[oa]s? (?:suporte|atendimento|sac|central|ouvidoria|loja|empresa|equipe|banco)(?!\p{L}))/giu,
    "falar com ",
  ],
  [/(?<!\p{L})(?:turn|switch) off (?=(?!by |when |at |after |in |on )[\p{L}\d])/giu, "disable "],
  [/(?<!\p{L})(?:turn|switch) on (?=(?!by |when |at |after |in |on )[\p{L}\d])/giu, "enable "],
  [/(?<!\p{L})(?:turn|switch) ((?:the |my )?(?:\p{L}+ )?\p{L}+) off(?=[?.! ]*$)/iu, "disable $1"],
  [/(?<!\p{L})(?:turn|switch) ((?:the |my )?(?:\p{L}+ )?\p{L}+) on(?=[?.! ]*$)/iu, "enable $1"],
  [/(?<!\p{L})(?:get in touch with|reach out to)(?!\p{L})/giu, "contact"],
  [
    /(?<!\p{L})fill (?:in|out) (?=(?:\p{L}+ ){0,2}(?:forms?|application|survey|timesheet|paperwork)(?!\p{L}))/giu,
    "complete ",
  ],
  [/(?<!\p{L})in place of(?!\p{L})/giu, "instead of"],
  [/(?<!\p{L})(?:ao invés|no lugar|em lugar) d(?=[eoa]s?(?!\p{L}))/giu, "em vez d"],
];
const MAY_OPEN =
  /^(?:is|are|am|é|qual|para que se|list|name|give me|state|liste|cite|enumere|me|diga|diz|fal[ea]|informe|pass[ea]|i|i['’][dm]|im|looking|show|send|find|get|suggest|recommend|share|eu|preciso|quero|queria|gostaria|procuro|d[êáae]|d[êá]-me|mand[ae]|mostr[ae]|sugira|indique|envie|mand[ae]-me|mostr[ae]-me|diz-me|pass[ae]-me|envie-me) |^\p{L}+ (?:\p{L}+ ){0,3}(?:está|estão|é|são|tem|têm) (?:autor|permi|direito|o direito)/iu;
const MAY_STAND =
  /(?:turn|switch) |touch with|reach out|fill (?:in|out)| old(?!\p{L})|-old(?!\p{L})| of age(?!\p{L})|in place of|invés|lugar|que existe| that exist| em contato com|contatar /iu;

export function phrased(text: string): string {
  let out = withoutAsking(text);
  if (MAY_OPEN.test(out)) {
    for (const [pattern, said] of OPENINGS) {
      const turned = out.replace(pattern, said);
      if (turned !== out) {
        out = turned;
        break;
      }
    }
  }
  if (MAY_STAND.test(out)) for (const [pattern, said] of PLACES) out = out.replace(pattern, said);
  return askedInOrder(askedAlike(out));
}
