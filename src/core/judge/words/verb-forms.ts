/**
 * Forms of verbs that no ending tells, and the nouns of what they do: "coberto" and "cobrir", "emissão" and "emitir". All
 * without accents.
 */

import { irregularBase } from "../../verify/read/stem.ts";
import { wordSet } from "../../word-set.ts";

const PT_TABLE = `abrir aberto abertura;cobrir coberto cobertura cubra;descobrir descoberto descoberta;escrever escrito escrita;
  descrever descrito descricao;inscrever inscrito inscricao;pagar pago;gastar gasto;ganhar ganho;entregar entregue;aceitar aceito;
  eleger eleito eleicao;prender preso prisao;morrer morto morte;suspender suspenso suspensao;imprimir impresso impressao;
  extinguir extinto extincao;incluir incluso inclusao incluido;excluir excluso exclusao excluido;concluir conclusao concluido;
  expulsar expulso expulsao;soltar solto;envolver envolto;emitir emissao;permitir permissao;transmitir transmissao;
  admitir admissao;demitir demissao;submeter submissao;discutir discussao;compreender compreensao;estender extensao;
  expandir expansao;converter conversao;inverter inversao;dividir divisao;decidir decisao;invadir invasao;explodir explosao;
  confundir confusao;comprimir compressao;conceder concessao;inserir insercao;obter obtencao obtem;manter manutencao mantem;
  reter retencao retem;deter detencao detem;proteger protecao protegido;corrigir correcao;dirigir direcao;executar execucao;
  reduzir reduz reducao;produzir produz producao;traduzir traduz traducao;introduzir introduz introducao;conduzir conduz conducao;
  reproduzir reproduz reproducao;
  devolver devolucao;resolver resolucao;evoluir evolucao;absorver absorcao;remover remocao;promover promocao;
  perder perco perca perda;pedir peco peca pedido;medir meco meca medida medicao;seguir sigo siga;servir sirvo sirva;
  conseguir consigo consiga;repetir repito repita repeticao;sentir sinto sinta;preferir prefiro prefira preferencia;
  transferir transfiro transfira transferencia;divergir divirjo;competir compito competicao;ouvir ouco ouca;
  dormir durmo durma;tossir tusso;cobrar cobranca;mudar mudanca;vencer vencimento;chegar chegada;entrar entrada;
  partir partida;descer descida;subir subida;vender venda;cair cai caem caiu caia caido caindo queda;sair sai saem saiu saia saido saindo saida;
  ler leem leitura leu lido lendo;requerer requer requerimento requisito;construir constroi constroem construcao;
  destruir destroi destroem destruicao;crescer cresca crescimento;conhecer conheca conhecimento;aparecer apareca aparicao;
  acontecer aconteca acontecimento;aquecer aqueca aquecimento;fornecer forneca fornecimento;agradecer agradeca agradecimento`;

/**
 * Irregular verbs with all their stems: of the present subjunctive, the preterite and the future, and forms that none of them
 * has. Forms that are nouns of their own are left out ("dado", "visto", "saia"); "-" stands for a stem that is regular.
 */
const PT_IRREGULAR_VERBS = `dar - d dar dou da damos dao dei de deem dava davam dando;dizer dig diss dir diz dito dita;
  trazer - troux trar traz tragam tragamos;ver vej - - ve vemos veem vi viu via viam vera veremos veria vendo visse vissem;vir venh vi - vem veio vinha vinham vindo;
  por ponh pus por poe pomos poem punha punham pondo;saber saib soub - sei sabe;caber caib coub - cabe;manter mantenh mantiv - mantem manteve mantinha mantinham;
  obter obtenh obtiv - obtem obteve obtinha;conter contenh contiv - contem conteve continha continham;reter retenh retiv - retem reteve;
  deter detenh detiv - detem deteve;propor proponh propus propor propoe propoem propunha propondo proposto proposta;
  compor componh compus compor compoe compoem compunha compondo composto composta;expor exponh expus expor expoe expoem expunha expondo exposto exposta;
  dispor disponh dispus dispor dispoe dispoem dispunha dispondo disposto disposta;supor suponh supus supor supoe supoem supunha supondo suposto suposta;
  impor imponh impus impor impoe impoem imponha impondo imposto imposta;valer valh - - vale;perder perc - -;pedir pec - - pede;medir mec - - mede;
  ouvir ouc - - ouve;ler lei - ler le leem leu lido lendo lia liam;crer crei cr - cre creem creia crendo;rir ri - - ri rir riem rindo;
  seguir sig - - segue seguem seguiu seguido seguindo seguida;servir sirv - - serve;preferir prefir - - preferem;referir refir - - referem;sugerir sugir - - sugerem;
  subir - - - sobe sobem subo suba;fugir fuj - - foge fogem fugindo;dormir durm - -;cobrir cubr - -;
  odiar - - - odeio odeia odeiam odeie;passear - - - passeio passeia passeiam passeie passeiem;fazer fac fiz far faz fez feito feita feitos feitas;
  fazer - - -;querer queir quis -;poder poss pud - pode pude`;

const STEM_ENDINGS = {
  subjunctive: "o a am amos".split(" "),
  preterite: "e emos eram esse essem er erem ermos".split(" "),
  future: "ei a emos ao ia iam".split(" "),
} as const;

function irregularForms([, subjunctive, preterite, future, ...forms]: readonly string[]): readonly string[] {
  const of = (stem = "-", endings: readonly string[]): readonly string[] =>
    stem === "-" ? [] : endings.map((ending) => stem + ending);
  return [
    ...of(subjunctive, STEM_ENDINGS.subjunctive),
    ...of(preterite, STEM_ENDINGS.preterite),
    ...of(future, STEM_ENDINGS.future),
    ...forms,
  ];
}

const rows = (table: string): readonly (readonly string[])[] =>
  table.split(";").map((line) => line.trim().split(/\s+/));

/** What the base of a Portuguese form is taken from, where its ending does not tell. */
export const PT_FORMS: ReadonlyMap<string, string> = new Map([
  ...rows(PT_IRREGULAR_VERBS).flatMap((verb) => based(verb[0], irregularForms(verb))),
  ...rows(PT_TABLE).flatMap(([infinitive, ...forms]) =>
    based(infinitive, [...forms, ...forms.map(pluralOf)]),
  ),
]);

/** Each form with the base of its verb; those of three letters are their own, as "ver" and "vir" would have one. */
function based(infinitive = "", forms: readonly string[]): readonly (readonly [string, string])[] {
  const base = infinitive.length < 4 ? infinitive : infinitive.slice(0, -2);
  return [infinitive, ...forms].map((form) => [form, base]);
}

function pluralOf(form: string): string {
  return form.endsWith("ao") ? `${form.slice(0, -2)}oes` : `${form}s`;
}

const PREFIXES = ["re", "un", "over", "under", "mis", "out", "fore", "with"];

/** "Repay" for "repaid", "undo" for "undone"; undefined for any other word. */
export function irregularWithPrefix(word: string): string | undefined {
  for (const prefix of PREFIXES) {
    if (!word.startsWith(prefix)) continue;
    const base = irregularBase(word.slice(prefix.length));
    if (base !== undefined && base !== word.slice(prefix.length)) return prefix + base;
  }
  return undefined;
}

/** All forms of the verbs that English phrases begin with. */
const EN_FORMS: ReadonlyMap<string, readonly string[]> = new Map(
  `stand stands stood standing;lead leads led leading;result results resulted resulting;consist consists consisted consisting;
  depend depends depended depending;rely relies relied relying;take takes took taken taking;carry carries carried carrying;
  turn turns turned turning;come comes came coming;belong belongs belonged belonging;serve serves served serving;
  act acts acted acting;refer refers referred referring;deal deals dealt dealing;account accounts accounted accounting;
  give gives gave given giving;break breaks broke broken breaking;set sets setting;look looks looked looking;pay pays paid paying;
  send sends sent sending;fill fills filled filling;step steps stepped stepping;call calls called calling;put puts putting;
  pass passes passed passing;sign signs signed signing;log logs logged logging;switch switches switched switching;
  stem stems stemmed stemming;bring brings brought bringing;hand hands handed handing;make makes made making;
  find finds found finding;work works worked working;speed speeds speeded sped speeding;slow slows slowed slowing`
    .split(";")
    .map((line) => line.trim().split(/\s+/))
    .map(([verb = "", ...forms]) => [verb, forms]),
);
/** What makes a phrase with its verb that is told in all its forms. */
const PARTICLES = wordSet(
  "for to in of on off up down out into as with from away back over place part rise about",
);

/** An English phrase with its verb in all other forms: "led to", "leads to" and "leading to" for "lead to". */
export function inflected(words: readonly string[]): readonly (readonly string[])[] {
  const [verb = "", ...rest] = words;
  if (!PARTICLES.has(rest[0] ?? "")) return [];
  return (EN_FORMS.get(verb) ?? []).map((form) => [form, ...rest]);
}
