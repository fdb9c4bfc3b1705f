/**
 * Can a text be understood without what was said before it? "And in Java?", "why?", "make it shorter" cannot: what they
 * want is decided elsewhere, so two of them in equal words may want different answers.
 *
 * English and Portuguese, by rules: each has a name and refuses. A refusal costs one hit by meaning, a text that is let
 * through costs what the pair score costs; so doubtful fragments are refused, whole questions are not.
 */
import { ASKERS, EMPTY, HELPERS, type Language, NEGATIONS, OTHERS, PERSONS, ROLES } from "./tables.ts";

export const DEPENDENCES = [
  "no-topic",
  "opens-as-follow-up",
  "fragment",
  "edits-an-answer",
  "points-back",
  "pronoun",
] as const;
/** What a text leans on something unsaid by. */
export type Dependence = (typeof DEPENDENCES)[number];

/** Longer texts carry their own matter. */
const CHARS_MAX = 400;
const WORDS_MAX = 45;

/** `language`: null where it is not known; then the rules of both hold. */
export function standsAlone(text: string, language: Language | null = null): boolean {
  return dependenceOf(text, language) === null;
}

/** Null for a text that stands alone. Bounded time: only short texts are read. */
export function dependenceOf(text: string, language: Language | null = null): Dependence | null {
  if (text.length > CHARS_MAX) return null;
  const reading = read(text, language);
  const { words } = reading;
  if (words.length > WORDS_MAX || reading.foreign || reading.greets || reading.brings) return null;
  if (words.length === 0) return "no-topic";
  return RULES.find(([, holds]) => holds(reading))?.[0] ?? null;
}

interface Word {
  readonly raw: string;
  readonly text: string;
  readonly topic: boolean;
  /** Directly before "(": "It (2017 film)". */
  readonly opensParenthesis: boolean;
}

interface Reading {
  /** Without leading courtesies. */
  readonly words: readonly Word[];
  readonly topics: number;
  /** The words in lower case, one space between. */
  readonly joined: string;
  readonly asksAQuestion: boolean;
  readonly language: Language | null;
  /** A script for which there are no rules. */
  readonly foreign: boolean;
  readonly greets: boolean;
  /** Carries what it speaks of: "Fix this: …", a text on the next line. */
  readonly brings: boolean;
}

const RULES: readonly (readonly [Dependence, (reading: Reading) => boolean])[] = [
  ["opens-as-follow-up", opensAsFollowUp],
  ["edits-an-answer", editsAnAnswer],
  ["points-back", pointsBack],
  ["pronoun", hasLoosePronoun],
  ["no-topic", ({ topics }) => topics === 0],
  ["fragment", isFragment],
];

const MENTION = "\u0001";
const QUOTED =
  /"[^"\n]{1,200}"|“[^”\n]{1,200}”|«[^»\n]{1,200}»|`[^`\n]{1,200}`|(?<![\p{L}\p{N}])['‘][^'’\n]{1,100}['’](?![\p{L}\p{N}])/gu;
const WORD = /\u0001|[\p{L}\p{M}\p{N}_]+(?:['’.:/+#-]+[\p{L}\p{M}\p{N}_]+)*[+#]*/gu;
const LATIN = /\p{Script=Latin}|\d|\u0001/u;

function read(text: string, language: Language | null): Reading {
  const nfc = text.toWellFormed().normalize("NFC").trim();
  const plain = /["“«`'‘]/.test(nfc) ? nfc.replace(QUOTED, ` ${MENTION} `).trim() : nfc;
  const found = [...plain.matchAll(WORD)];
  const shouts = !/\p{Ll}/u.test(plain);
  const hasParenthesis = plain.includes("(");
  const raw = found.map((match) => ({
    raw: match[0],
    text: match[0].toLowerCase().replaceAll("’", "'"),
    opensParenthesis: hasParenthesis && /^\s*\(/.test(plain.slice(match.index + match[0].length)),
  }));
  let from = 0;
  while (from < raw.length && COURTESY.has(raw[from]!.text)) from++;
  let to = raw.length;
  while (to > from && COURTESY.has(raw[to - 1]!.text)) to--;
  const kept = raw.slice(from, to);
  const words = kept.map((word, i) => ({ ...word, topic: isTopic(word.raw, word.text, i, kept, shouts) }));
  return {
    words,
    topics: words.filter((word) => word.topic).length + (NAMED_BY_SIGNS.test(plain) ? 1 : 0),
    joined: kept.map((word) => word.text).join(" "),
    asksAQuestion: kept.some((word, i) => ASKERS.has(word.text) || (i === 0 && AUXILIARY.has(word.text))),
    language,
    foreign: raw.length > 0 ? !LATIN.test(plain) : /\p{L}/u.test(plain),
    greets: GREETING.test(plain),
    brings: bringsItsMatter(plain),
  };
}

/** "12 * 7", "between shall and will": sums, and words that are spoken of. */
const NAMED_BY_SIGNS = /\d\s*[x+*/^=×÷-]\s*\(?-?\d|\bbetween \S+ and \S+|\bentre \S+ e \S+/u;

/** After a colon or on a line of its own stands something to work on. */
function bringsItsMatter(plain: string): boolean {
  if (!plain.includes("\n") && !plain.includes(":") && !plain.includes("：")) return false;
  const after = /(?:[:：]\s|\n)\s*([\s\S]+)$/u.exec(plain)?.[1] ?? "";
  const words = (after.match(WORD) ?? []).filter((word) => !COURTESY.has(word.toLowerCase()));
  return words.length >= 3 || after.includes(MENTION);
}

const list = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

const GREETING =
  /^(?:hi|hello|hey|hi there|hello there|good (?:morning|afternoon|evening)|how are you(?: doing)?|oi|olá|ola|opa|e aí|bom dia|boa tarde|boa noite|tudo bem|oi,? tudo bem|como vai(?: você)?)[\s!.?,]*$/iu;

const COURTESY =
  list(`please pls plz kindly ok okay well now hey hi hello hmm yes yeah yep sure thanks thank thx sorry
  great cool nice perfect just then so right alright
  por-favor favor então bem agora oi olá tá certo beleza sim obrigado obrigada valeu legal ótimo perfeito pfv`);

/** Of an answer's form, or so general that they name nothing to speak of. */
const META =
  list(`answer answers response reply replies text message messages question questions code snippet paragraph
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

/** Verbs that work on an answer; they need an object of their own to stand. */
const EDITS =
  list(`continue proceed elaborate expand explain clarify rephrase reword rewrite paraphrase summarize summarise
  shorten simplify translate convert reformat format fix correct improve refine revise edit change repeat redo retry try
  proofread polish explains go keep going carry stop show tell give say write make turn put
  continue continua prossiga elabore expanda explique explica explicar esclareça reformule reescreva reescrever parafraseie
  resuma resumir encurte simplifique traduza traduzir traduz converta formate corrija corrigir melhore refine revise edite
  mude repita refaça tente detalhe aprofunde mostre mostra diga dê dá escreva faça transforme coloque aprofundar`);

const ADDS = list(`add include remove drop insert append use
  adicione adiciona inclua remova remove tire acrescente insira use`);

const TONGUES =
  list(`english french spanish german italian portuguese dutch chinese japanese korean russian arabic hindi turkish
  polish swedish latin inglês francês espanhol alemão italiano português holandês chinês japonês coreano russo árabe brazilian brasileiro`);

/** Adjectives and measures: what they are said of is not named by them. */
const MEASURES =
  list(`old tall far big deep high fast large heavy hot cold wide small strong thick often expensive easy hard
  difficult dangerous bad close near likely sure certain serious real popular famous
  velho velha alto alta longe grande fundo rápido rápida pesado pesada quente frio fria largo pequeno pequena forte caro cara
  fácil difícil perigoso perigosa comum famoso famosa popular`);

const AUXILIARY =
  list(`is are was were do does did can could will would should shall may might must has have had am
  isn't aren't wasn't don't doesn't didn't can't won't shouldn't what's who's where's how's why's when's
  é são foi eram será posso pode podem devo deve existe existem há tem vale`);

function isTopic(
  raw: string,
  text: string,
  at: number,
  all: readonly { readonly raw: string; readonly text: string }[],
  shouts: boolean,
): boolean {
  if (raw === MENTION) return true;
  // "IT", "US": an acronym among words in lower case.
  if (!shouts && raw !== text && raw.length > 1 && /^\p{Lu}+$/u.test(raw)) return true;
  if (/^\d[\d.,:]*$/.test(text)) return false;
  if (text.length === 1) return all.length > 1 && /^(?![AIEO])\p{Lu}$/u.test(raw);
  if (isFunctionWord(text)) return false;
  const before = all[at - 1]?.text ?? "";
  if (TONGUES.has(text))
    return at + 1 < all.length ? !PREPOSITION.has(before) : at > 0 && !PREPOSITION.has(before);
  // "What is a table?" asks of the word itself.
  if (META.has(text)) return isDefined(all, at);
  return !(EDITS.has(text) && at <= 4 && !isDefined(all, at));
}

function isDefined(all: readonly { readonly text: string }[], at: number): boolean {
  const before = all
    .slice(0, at)
    .map(({ text }) => text)
    .join(" ");
  return /^(?:what is|what's|what are|define|o que é|o que são|defina)(?: an?| um| uma)?$/.test(before) &&
    at + 1 === all.length
    ? /(?: an?| um| uma)$|^define$|^defina$/.test(before) || /^[a-z]{4}$/.test(all[at]!.text)
    : false;
}

const SMALL = list(
  `really actually maybe perhaps come how's it's that's there's i'm i'd let let's because since porquê quê ainda já lá cá aqui tipo né`,
);

let functionWords: ReadonlySet<string> | null = null;
/** One table of all words that name nothing; made at first use, as the tables stand in several places. */
function isFunctionWord(text: string): boolean {
  functionWords ??= new Set(
    [EMPTY, PERSONS, HELPERS, ROLES, ASKERS, OTHERS, POINTERS, COURTESY, SMALL, AUXILIARY].flatMap(
      (words) => [...words, ...NEGATIONS.en, ...NEGATIONS.pt],
    ),
  );
  return functionWords.has(text);
}

const PREPOSITION = list(`in on at to from for with by into onto about as than without under over of
  em no na nos nas para pra pro com sem por sobre de do da dos das ao à num numa pelo pela`);

/** "What about …", "same for …", and "and", "but", "e" before anything but a whole question. */
function opensAsFollowUp({ words, joined, topics }: Reading): boolean {
  if (isTitle(words)) return false;
  if (FOLLOW_UP.test(joined)) return true;
  const [first, next] = words;
  if (!CONJUNCTION.has(first!.text) || OWN_SENSE.test(joined)) return false;
  if (next === undefined) return true;
  const isWholeQuestion = AUXILIARY.has(next.text) || words.slice(1, 4).some(({ text }) => ASKERS.has(text));
  return isWholeQuestion ? topics < 2 : topics < 4;
}
const FOLLOW_UP =
  /^(?:(?:and |but |so |or )?(?:what|how) about|what if not|why not$|same (?:for|in|with|but|thing|question|as|here|using)|the same (?:for|in|with|but|thing|question|using)|likewise|ditto|(?:e )?que tal|e quanto|e se|o mesmo|a mesma coisa|mesma coisa|mesma pergunta|idem|igual (?:para|em|com|mas)|as for|quanto (?:a|à|ao)(?= )|e (?:o|a|os|as))(?![\p{L}-])/u;
const CONJUNCTION = list("and but or nor also plus e mas ou também porém nem");
/** The word itself is meant: the gate, the operator, Escherichia. */
const OWN_SENSE =
  /^(?:and|or|nor|e|ou) (?:gates?|operators?|statements?|logic|clause|function|coli|commerce|comercial|exclusivo|ink|numbers?)(?= |$)/;

/** "And Then There Were None author", "What About Bob": capitals beyond the first word. */
function isTitle(words: readonly Word[]): boolean {
  const next = words.slice(1, 3);
  return (
    words[0] !== undefined &&
    /^\p{Lu}/u.test(words[0].raw) &&
    next.length === 2 &&
    next.every(({ raw }) => /^\p{Lu}\p{Ll}/u.test(raw)) &&
    words.some(({ raw }, i) => i > 0 && isFunctionWord(raw.toLowerCase()) && /^\p{Lu}/u.test(raw))
  );
}

/** "Translate to French", "add comments", "use TypeScript instead", "in Java again": nothing of its own to work on. */
function editsAnAnswer({ words, joined, topics }: Reading): boolean {
  const texts = words.map(({ text }) => text);
  const start = POLITE.exec(joined)?.[0].trim().split(" ").length ?? 0;
  const verb = texts[start] ?? "";
  const rest = words.slice(start + 1);
  const after = rest[0]?.text ?? "";
  if (EDITS.has(verb) && PREPOSITION.has(after) && rest.filter((word) => word.topic).length <= 1) return true;
  if (ADDS.has(verb) && rest.length > 0 && !/\d.*\d/.test(joined) && !OWN_USE.test(joined)) {
    const few = rest.filter((word) => word.topic).length <= 2;
    if (few && !rest.some(({ text }) => PREPOSITION.has(text))) return true;
  }
  if (/(?:^| )instead(?! of)/.test(joined)) return topics <= 2;
  return (
    topics <= 1 && /(?:^| )(?:again|too|as well|either|de novo|novamente|outra vez|também)$/.test(joined)
  );
}
const POLITE =
  /^(?:(?:can|could|would|will) you |(?:você |vc )?(?:pode|poderia|consegue) |i (?:want|need) you to |quero que você )(?:please |por favor |me )*/;
const OWN_USE = /^(?:use case|add on|add ons|drop table|insert into|drop shipping)/;

/** "The second one", "the previous answer", "as you said": of something that came before. */
function pointsBack({ joined, words, topics }: Reading): boolean {
  if (BACK.test(joined) || (topics <= 2 && YOURS.test(joined))) return true;
  if (/^(?:option|choice|answer|alternative|opção|alternativa|letra|resposta) \S{1,3}$/.test(joined))
    return true;
  const one = ONE.exec(joined);
  if (one === null) return false;
  const at = joined.slice(0, one.index).split(" ").length - 1;
  const after = words.slice(at + 1).filter((word) => word.topic).length;
  return after < 2 && antecedents(words, at) === 0;
}
const BACK =
  /(?<![\p{L}-])(?:the (?:former|latter|above(?! average))|(?:previous|last|earlier|above) (?:answer|response|message|question|example|point|step|code|version|reply|text|one)|you (?:just |have just )?(?:said|mentioned|wrote|gave|told|suggested|described)|your (?:last|previous|earlier) (?:answer|response|reply|explanation|code|message)|(?:resposta|mensagem|pergunta|exemplo|código|texto|item|ponto|opção|versão|função|passo) (?:anterior|acima)|você (?:acabou de|disse|falou|mencionou|escreveu|sugeriu|explicou)|(?:a )?sua (?:última )?resposta|seu (?:último )?(?:exemplo|código|texto)|(?:more|another|further|additional|other|mais(?: um| uma| dois| duas| três| \d+)?|outros?|outras?) (?:examples?|options?|ideas?|ones?|versions?|reasons?|suggestions?|jokes?|tries|exemplos?|opç(?:ão|ões)|ideias?|vers(?:ão|ões)|motivos?|razões|sugest(?:ão|ões)|piadas?))(?![\p{L}-])/u;
const YOURS = /\byour (?:answer|response|reply|explanation|code)\b/;
const ONE = /(?:first|second|third|last|other|another|next|previous|which|better|best|new|old) ones?(?= |$)/;

const THIRD = list(
  `it its itself it's he him his himself he's she her hers herself she's they them their theirs themselves they're`,
);
const DEMONSTRATIVES = list("this that these those that's");
const PT_POINTERS =
  list(`ele ela eles elas dele dela deles delas nele nela neles nelas lhe lhes isso isto aquilo disso disto
  daquilo nisso nisto naquilo esse essa esses essas este esta estes estas desse dessa desses dessas deste desta destes
  destas nesse nessa nesses nessas neste nesta nestes nestas aquele aquela aqueles aquelas daquele daquela naquele naquela`);
const POINTERS = new Set([...THIRD, ...DEMONSTRATIVES, ...PT_POINTERS]);
const CLITIC = /[\p{L}]{3,}-(?:l[oa]s?|[oa]s?|n[oa]s?|lhes?)$/u;

/** A pronoun without anything before it that it could stand for. */
function hasLoosePronoun({ words, language, topics }: Reading): boolean {
  return words.some((word, i) => {
    const points =
      POINTERS.has(word.text) && !(language === "en" && PT_POINTERS.has(word.text)) && !word.topic;
    if (!points && !(language !== "en" && word.text.includes("-") && CLITIC.test(word.text))) return false;
    return !(
      isNamedSo(words, i) ||
      isOfTime(words, i) ||
      isExpletive(words, i) ||
      isConjunction(words, i, topics) ||
      antecedents(words, i) > (needsTwo(words, i) ? 1 : 0)
    );
  });
}

/** A title that is a pronoun: "It (2017 film)", "His Dark Materials", "This American Life". */
function isNamedSo(words: readonly Word[], at: number): boolean {
  const word = words[at]!;
  if (word.opensParenthesis) return true;
  if (at !== 0)
    return /^\p{Lu}/u.test(word.raw) && /^\p{Lu}/u.test(words[at - 1]!.raw) && at === words.length - 1;
  const next = words[1];
  if (next === undefined) return false;
  if (/^(?:movie|film|book|novel|series|song|filme|livro|série|música)$/.test(next.text)) return true;
  return /^\p{Lu}\p{Ll}/u.test(word.raw) && /^\p{Lu}\p{Ll}/u.test(next.raw) && next.topic && words.length > 2;
}

const TIMES =
  list(`year month week weekend day morning afternoon evening night time summer winter spring autumn fall century
  ano mês semana dia manhã tarde noite vez verão inverno século momento`);

function isOfTime(words: readonly Word[], at: number): boolean {
  return TIMES.has(words[at + 1]?.text ?? "");
}

/** "Is it safe to …", "how long does it take to …", "what time is it in …", "those who …": stands for what follows. */
function isExpletive(words: readonly Word[], at: number): boolean {
  const { text } = words[at]!;
  const next = words[at + 1]?.text ?? "";
  if (/^(?:who|que|cujo)$/.test(next) || (next === "that" && text !== "it")) return true;
  if (text !== "it" && text !== "it's") return false;
  const rest = words.slice(at + 1);
  const before = words[at - 1]?.text ?? "";
  if (/^(?:rain|raining|rains|snow|snowing|snows)$/.test(next)) return true;
  if (words.slice(0, at).some((word) => /^(?:time|day|date|season|temperature)$/.test(word.text)))
    return true;
  if (
    at > 0 &&
    text === "it" &&
    !AUXILIARY.has(before) &&
    !/^(?:if|that|when|why|how|make|makes|find)$/.test(before)
  )
    return false;
  if (/^(?:take|takes|cost|costs)$/.test(next) && rest.some((word) => word.topic)) return true;
  const turn = rest.findIndex((word) => /^(?:to|that|when|if|like|called|than)$/.test(word.text));
  if (turn < 0 || turn > 6 || !rest.slice(turn + 1).some((word) => word.topic)) {
    return /^worth$/.test(next) && rest.some((word) => word.topic);
  }
  return !/^(?:close|next|similar|related|equal|compatible|connect|compare|convert|apply|come|go|run)$/.test(
    next,
  );
}

/** "Is it true that cats …", "the man that …": joins clauses, points at nothing. */
function isConjunction(words: readonly Word[], at: number, topics: number): boolean {
  if (words[at]!.text !== "that") return false;
  const next = words[at + 1];
  if (next === undefined || PREPOSITION.has(next.text) || META.has(next.text)) return false;
  const before = words[at - 1];
  if (before === undefined)
    return next.topic && topics >= 2 && !words.some((word) => AUXILIARY.has(word.text));
  if (AUXILIARY.has(before.text) || ASKERS.has(before.text) || PREPOSITION.has(before.text)) return false;
  if (before.topic && isVerbAt(words, at - 1))
    return words.slice(at + 1).filter((word) => word.topic).length >= 2;
  return true;
}

/** "The price of it", "a capital dela": the noun just before is what is asked of it. */
function needsTwo(words: readonly Word[], at: number): boolean {
  return (
    words[at - 1]?.text === "of" ||
    /^(?:d(?:el[ea]s?|iss?t?o|aquilo|ess[ea]s?|est[ea]s?))$/.test(words[at]!.text)
  );
}

/** Nouns before `at` that a pronoun there may stand for. */
function antecedents(words: readonly Word[], at: number): number {
  let count = 0;
  let asked = false;
  for (let i = 0; i < at; i++) {
    const { text, topic } = words[i]!;
    // "What colour is it": the noun after the asking word is what is asked, not what it is asked of.
    if (/^(?:what|which|que|qual|quais|quanto|quantos|quanta|quantas)$/.test(text)) asked = true;
    else if (!topic) asked = false;
    if (!topic || asked || MEASURES.has(text) || isVerbAt(words, i)) continue;
    count++;
  }
  return count;
}

const BEFORE_VERB = list(`i you we to please let's not don't never
  eu você vc posso pode podemos devo preciso precisa consigo quero quer vamos como não`);

function isVerbAt(words: readonly Word[], at: number): boolean {
  let i = at - 1;
  while (i >= 0 && /(?:ly|mente)$/.test(words[i]!.text)) i--;
  if (i < 0) {
    const next = words[at + 1]?.text ?? "";
    return POINTERS.has(next) || PREPOSITION.has(next);
  }
  const before = words[i]!.text;
  if (BEFORE_VERB.has(before)) return true;
  if (/^(?:para|pra)$/.test(before)) return /(?:ar|er|ir|or)$/.test(words[at]!.text);
  return /^(?:and|or|e|ou)$/.test(before) && i > 0 && isVerbAt(words, i - 1);
}

/** "In Java?", "for the second option", "com Docker": where or with what, but not what. */
function isFragment({ words, joined, topics, asksAQuestion }: Reading): boolean {
  const [first] = words;
  if (asksAQuestion || !PREPOSITION.has(first!.text) || OWN_PHRASE.test(joined)) return false;
  if (first!.text === "no" && topics > 1) return false;
  const capitals = words.filter(({ raw }) => /^\p{Lu}/u.test(raw)).length;
  const isName = words.length >= 4 && capitals >= 3 && /^\p{Lu}/u.test(words[1]!.raw);
  return topics <= 2 && !isName;
}
const OWN_PHRASE =
  /^(?:for (?:loops?|each|sale|profit|dummies)|in (?:vitro|vivo|memory|law|situ)|on call|on premises?|to do|with statement|over the counter|under armour|de facto|by default|at commands?|no code|no reply)(?= |$)/;
