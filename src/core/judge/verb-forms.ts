/**
 * Forms of verbs that no ending tells, and the nouns of what they do: "coberto" and "cobrir", "emissão" and "emitir". All
 * without accents.
 */
import { irregularBase } from "../verify/stem.ts";

const PT_TABLE = `abrir aberto abertura;cobrir coberto cobertura cubra;descobrir descoberto descoberta;escrever escrito escrita;
  descrever descrito descricao;inscrever inscrito inscricao;pagar pago;gastar gasto;ganhar ganho;entregar entregue;aceitar aceito;
  eleger eleito eleicao;prender preso prisao;morrer morto morte;suspender suspenso suspensao;imprimir impresso impressao;
  extinguir extinto extincao;incluir incluso inclusao incluido;excluir excluso exclusao excluido;concluir conclusao concluido;
  expulsar expulso expulsao;soltar solto;envolver envolto;emitir emissao;permitir permissao;transmitir transmissao;
  admitir admissao;demitir demissao;submeter submissao;discutir discussao;compreender compreensao;estender extensao;
  expandir expansao;converter conversao;inverter inversao;dividir divisao;decidir decisao;invadir invasao;explodir explosao;
  confundir confusao;comprimir compressao;conceder concessao;inserir insercao;obter obtencao obtem;manter manutencao mantem;
  reter retencao retem;deter detencao detem;proteger protecao protegido;corrigir correcao;dirigir direcao;executar execucao;
  reduzir reducao;produzir producao;traduzir traducao;introduzir introducao;conduzir conducao;reproduzir reproducao;
  devolver devolucao;resolver resolucao;evoluir evolucao;absorver absorcao;remover remocao;promover promocao;
  perder perco perca perda;pedir peco peca pedido;medir meco meca medida medicao;seguir sigo siga;servir sirvo sirva;
  conseguir consigo consiga;repetir repito repita repeticao;sentir sinto sinta;preferir prefiro prefira preferencia;
  transferir transfiro transfira transferencia;divergir divirjo;competir compito competicao;ouvir ouco ouca;
  dormir durmo durma;tossir tusso;cobrar cobranca;mudar mudanca;vencer vencimento;chegar chegada;entrar entrada;
  partir partida;descer descida;subir subida;vender venda;cair cai caem caiu caia caido caindo queda;sair sai saem saiu saia saido saindo saida;
  ler leem leitura leu lido lendo;requerer requer requerimento requisito;construir constroi constroem construcao;
  destruir destroi destroem destruicao;crescer cresca crescimento;conhecer conheca conhecimento;aparecer apareca aparicao;
  acontecer aconteca acontecimento;aquecer aqueca aquecimento;fornecer forneca fornecimento;agradecer agradeca agradecimento`;

/** What the base of a Portuguese form is taken from, where its ending does not tell. */
export const PT_FORMS: ReadonlyMap<string, string> = new Map(
  PT_TABLE.split(";").flatMap((line) => {
    const [infinitive = "", ...forms] = line.trim().split(/\s+/);
    return [infinitive, ...forms, ...forms.map(pluralOf)].map((form) => [form, infinitive.slice(0, -2)]);
  }),
);

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
const PARTICLES = new Set(
  "for to in of on off up down out into as with from away back over place part rise about".split(" "),
);

/** An English phrase with its verb in all other forms: "led to", "leads to" and "leading to" for "lead to". */
export function inflected(words: readonly string[]): readonly (readonly string[])[] {
  const [verb = "", ...rest] = words;
  if (!PARTICLES.has(rest[0] ?? "")) return [];
  return (EN_FORMS.get(verb) ?? []).map((form) => [form, ...rest]);
}
