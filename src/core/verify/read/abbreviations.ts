/**
 * Replaces phrases that have a short name by that name, so that "two-factor authentication" and "2FA" are compared as
 * equal. Abbreviations of single words are in the table of synonyms (`tables.ts`).
 */
import { byInitials } from "./initials.ts";

const NAMES: readonly (readonly [RegExp, string])[] = [
  [
    /(?<![\p{L}])(?:(?:two|2)[- ](?:factor|step) (?:authentication|auth|verification|login)|autenticação (?:de|em|por) (?:dois|2) (?:fatores|passos)|(?:autenticação|verificação) (?:de|em) (?:duas|2) (?:etapas|fases)|2-?step verification|autenticacao (?:de|em) (?:dois|2) fatores|verificacao em (?:duas|2) etapas|tfa)(?![\p{L}])/giu,
    "2FA",
  ],
  [/(?<![\p{L}])multi-?factor auth(?:entication)?(?![\p{L}])/giu, "MFA"],
  [/(?<![\p{L}])(?:artificial intelligence|inteligência artificial)(?![\p{L}])/giu, "AI"],
  [/(?<![\p{L}])virtual private network(?![\p{L}])/giu, "VPN"],
  [/(?<![\p{L}])(?:command[- ]line interface|linha de comando)(?![\p{L}])/giu, "CLI"],
  [/(?<![\p{L}])user interface(?![\p{L}])/giu, "UI"],
  [/(?<![\p{L}])operating systems?(?![\p{L}])/giu, "OS"],
  [/(?<![\p{L}])virtual machines?(?![\p{L}])/giu, "VM"],
  [/(?<![\p{L}])pull requests?(?![\p{L}])/giu, "PR"],
  [/(?<![\p{L}])continuous integration(?![\p{L}])/giu, "CI"],
  [/(?<![\p{L}])single sign-?on(?![\p{L}])/giu, "SSO"],
  [
    /(?<![\p{L}])(?:world war (?:ii|2|two)|second world war|segunda guerra mundial|wwii)(?![\p{L}\p{N}])/giu,
    "WW2",
  ],
  [
    /(?<![\p{L}])(?:world war (?:i|1|one)|first world war|primeira guerra mundial|wwi)(?![\p{L}\p{N}])/giu,
    "WW1",
  ],
  [
    /(?<![\p{L}])(?:united states(?: of america)?|u\.s\.a\.|(?<!(?:se|você|vc|ele|ela|quem|que|não|já|só) )usa|estados unidos(?: da américa)?)(?![\p{L}])/giu,
    "US",
  ],
  [/(?<![\p{L}])(?:EUA|E\.U\.A\.)(?![\p{L}])/gu, "US"],
  [/(?<![\p{L}])(?:united kingdom|reino unido)(?![\p{L}])/giu, "UK"],
  [/(?<![\p{L}])(?:european union|união europeia)(?![\p{L}])/giu, "EU"],
  [/(?<![\p{L}])(?:UE|U\.E\.)(?![\p{L}])/gu, "EU"],
  [/(?<![\p{L}])new york city(?![\p{L}])/giu, "NYC"],
  [/(?<![\p{L}])as soon as possible(?![\p{L}])/giu, "asap"],
  [/(?<![\p{L}])frequently asked questions(?![\p{L}])/giu, "FAQ"],
  [/(?<![\p{L}])terms of service(?![\p{L}])/giu, "ToS"],
  [/(?<![\p{L}])date of birth(?![\p{L}])/giu, "DOB"],
  [/(?<![\p{L}])(?:banco de dados|base de dados|bancos de dados|bases de dados)(?![\p{L}])/giu, "BD"],
  [/(?<![\p{L}])imposto de renda(?![\p{L}])/giu, "IR"],
  [/(?<![\p{L}])nota fiscal(?![\p{L}])/giu, "NF"],
  [/(?<![\p{L}])palavra[- ]passe(?![\p{L}])/giu, "senha"],
  [/(?<![\p{L}])casa de banho(?![\p{L}])/giu, "banheiro"],
  [
    /(?<![\p{L}])(?:carta de condução|carteira de motorista|carteira (?:nacional )?de habilitação)(?![\p{L}])/giu,
    "CNH",
  ],
  [
    /(?<![\p{L}])(?:parage(?:m|ns) (?:de|do) autocarros?|(?:pontos?|paradas?) de ônibus)(?![\p{L}])/giu,
    "ponto de ônibus",
  ],
  [/(?<![\p{L}])(?:multibanco|caixas? (?:eletrônico|eletrónico|automático)s?)(?![\p{L}])/giu, "multibanco"],
  [/(?<![\p{L}])(?:banda desenhada|histórias? em quadrinhos)(?![\p{L}])/giu, "quadrinhos"],
  [/(?<![\p{L}])(?:fatos?|roupas?) de banho(?![\p{L}])/giu, "roupa de banho"],
  [/(?<![\p{L}])(?:car parks?|parking lots?)(?![\p{L}])/giu, "parking lot"],
  [/(?<![\p{L}])(?:zip ?codes?|post ?codes?)(?![\p{L}])/giu, "zip code"],
  [/(?<![\p{L}])(?:number|licen[cs]e) plates?(?![\p{L}])/giu, "license plate"],
  [/(?<![\p{L}])pequeno[- ]almoço(?![\p{L}])/giu, "café da manhã"],
];
/** Matches a word of every phrase, so that most questions need one search instead of one for each phrase. */
const MAY_NAME =
  /factor|step|etapa|fator|fases|passos|tfa|multi|intelig|virtual|command|comando|interface|operating|pull req|continuous|sign|possible|frequently|terms|birth|dados|imposto|united|unido|european|europeia|world war|guerra mundial|(?<!\p{L})(?:wwii?|usa|u\.s\.a|eua|e\.u\.a|ue|u\.e)(?!\p{L})|new york|nota fiscal|passe|banho|almoço|condução|motorista|habilita|autocarro|ônibus|multibanco|caixa|quadrinhos|desenhada|park|zip|post ?code|plate/iu;

export function shortened(text: string): string {
  const told = byInitials(text);
  if (!MAY_NAME.test(told)) return told;
  let out = told;
  for (const [pattern, name] of NAMES) out = out.replace(pattern, name);
  return out;
}
