/**
 * Tables of English and Portuguese words by their function in a short text. The rules are in the files that use them.
 */
import { wordSet } from "../../word-set.ts";
import { ASKERS, EMPTY, HELPERS, NEGATIONS, OTHERS, PERSONS, ROLES } from "./tables.ts";

export const COURTESY =
  wordSet(`please pls plz kindly ok okay well now hey hi hello hmm yes yeah yep sure thanks thank thx sorry
  great cool nice perfect just then so right alright
  por-favor favor então bem agora oi olá tá certo beleza sim obrigado obrigada valeu legal ótimo perfeito pfv`);

/** Words for the form of an answer, and words too general to name a topic. */
export const META =
  wordSet(`answer answers response reply replies text message messages question questions code snippet paragraph
  paragraphs sentence sentences word words list lists table tables bullet bullets point points step steps example examples
  detail details detailed format json csv yaml markdown html title summary version versions option options part parts one
  ones thing things stuff way ways tone style language terms term idea ideas suggestion suggestions result results output
  line lines item items difference differences meaning mean means reason reasons
  short shorter shortest long longer brief briefly concise simple simpler simply easier clearer clear formal formally informal
  casual professional polite friendly funny better best worse worst good bad nicer different differently same similar other others another
  more less most again further else instead too also either bit little much many first second third fourth fifth last next
  previous former latter above below following only full complete whole all both each every
  help need work works working use using used possible correct wrong right true false ready done sense matter necessary
  safe okay free legal normal common worth enough important faster slower cheaper bigger smaller
  resposta respostas texto mensagem pergunta perguntas código trecho parágrafo parágrafos frase frases palavra palavras
  lista tabela tópico tópicos passo passos exemplo exemplos detalhe detalhes detalhado detalhada detalhadamente formato
  título resumo versão versões opção opções parte partes coisa coisas jeito forma tom estilo linguagem termos ideia ideias
  sugestão sugestões resultado saída linha linhas item itens diferença diferenças significado significa motivo razão
  curto curta longo longa breve conciso concisa simples claro clara formal informal melhor pior bom boa ruim diferente
  mesmo mesma mesmos mesmas outro outra outros outras mais menos novamente novo nova vez primeiro primeira segundo segunda
  terceiro terceira último última próximo próxima anterior acima abaixo só apenas todo toda todos todas ambos cada
  ajuda ajude precisa funciona funcionam serve usar usando possível correto correta errado errada certo certa certeza verdade
  necessário necessária seguro segura pena jeitinho aí assim daí
  option alternative choice alternativa letra`);

/** Verbs that ask to edit an answer; with one, a text needs an object to stand alone. */
export const EDITS =
  wordSet(`continue proceed elaborate expand explain clarify rephrase reword rewrite paraphrase summarize summarise
  shorten simplify translate convert reformat format fix correct improve refine revise edit change repeat redo retry try
  proofread polish explains go keep going carry stop show tell give say write make turn put
  continue continua prossiga elabore expanda explique explica explicar esclareça reformule reescreva reescrever parafraseie
  resuma resumir encurte simplifique traduza traduzir traduz converta formate corrija corrigir melhore refine revise edite
  mude repita refaça tente detalhe aprofunde mostre mostra diga dê dá escreva faça transforme coloque aprofundar`);

export const ADDS = wordSet(`add include remove drop insert append use
  adicione adiciona inclua remova remove tire acrescente insira use`);

export const TONGUES =
  wordSet(`english french spanish german italian portuguese dutch chinese japanese korean russian arabic hindi turkish
  polish swedish latin inglês francês espanhol alemão italiano português holandês chinês japonês coreano russo árabe brazilian brasileiro`);

/** Adjectives and measures, which do not name a topic. */
export const MEASURES =
  wordSet(`old tall far big deep high fast large heavy hot cold wide small strong thick often expensive easy hard
  difficult dangerous bad close near likely sure certain serious real popular famous
  velho velha alto alta longe grande fundo rápido rápida pesado pesada quente frio fria largo pequeno pequena forte caro cara
  fácil difícil perigoso perigosa comum famoso famosa popular`);

export const AUXILIARY =
  wordSet(`is are was were do does did can could will would should shall may might must has have had am
  isn't aren't wasn't don't doesn't didn't can't won't shouldn't what's who's where's how's why's when's
  é são foi eram será posso pode podem devo deve existe existem há tem vale`);

export const SHORT_PREPOSITIONS =
  wordSet(`in on at to from for with by into onto about as than without under over of
  em no na nos nas para pra pro com sem por sobre de do da dos das ao à num numa pelo pela`);

export const CONJUNCTION = wordSet("and but or nor also plus e mas ou também porém nem");

const THIRD = wordSet(
  `it its itself it's he him his himself he's she her hers herself she's they them their theirs themselves they're`,
);
const DEMONSTRATIVES = wordSet("this that these those that's");
export const PT_POINTERS =
  wordSet(`ele ela eles elas dele dela deles delas nele nela neles nelas lhe lhes isso isto aquilo disso disto
  daquilo nisso nisto naquilo esse essa esses essas este esta estes estas desse dessa desses dessas deste desta destes
  destas nesse nessa nesses nessas neste nesta nestes nestas aquele aquela aqueles aquelas daquele daquela naquele naquela`);
export const POINTERS = new Set([...THIRD, ...DEMONSTRATIVES, ...PT_POINTERS]);
export const TIMES =
  wordSet(`year month week weekend day morning afternoon evening night time summer winter spring autumn fall century
  ano mês semana dia manhã tarde noite vez verão inverno século momento`);

export const BEFORE_VERB = wordSet(`i you we to please let's not don't never
  eu você vc posso pode podemos devo preciso precisa consigo quero quer vamos como não`);

const SMALL = wordSet(
  `really actually maybe perhaps come how's it's that's there's i'm i'd let let's because since porquê quê ainda já lá cá aqui tipo né`,
);

let functionWords: ReadonlySet<string> | null = null;
/** Is it a word that names no topic? The tables are joined at the first call. */
export function isFunctionWord(text: string): boolean {
  functionWords ??= new Set(
    [EMPTY, PERSONS, HELPERS, ROLES, ASKERS, OTHERS, POINTERS, COURTESY, SMALL, AUXILIARY].flatMap(
      (words) => [...words, ...NEGATIONS.en, ...NEGATIONS.pt],
    ),
  );
  return functionWords.has(text);
}
