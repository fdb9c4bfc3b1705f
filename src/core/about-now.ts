/**
 * Questions whose answer is true for minutes: of today, of the weather, a price, a score, the latest of something. They
 * are answered by their equal alone, and not for long. English and Portuguese. A word that is quoted, a title, a name or
 * a function's is not meant; nor is `current` or `latest` where somebody asks how a thing is done.
 *
 * A table of kinds, each a pattern; what is said of the present by none of them keeps the usual life. One too many costs
 * hits, one too few a wrong answer: plain words of the present count wherever they stand.
 */

/** Longer questions are not checked: in a long text a word such as "today" is rarely what is asked about. */
const QUESTION_CHARACTERS_MAX = 400;

/** A pattern of whole words: no letter, digit or joining character stands directly before or after the match. */
const alone = (source: string): RegExp =>
  new RegExp(
    `(?<![\\p{L}\\p{N}_.-])(?:${source.replace(/\s*\n\s*/g, "|")})(?![\\p{L}\\p{N}_(]|-\\p{L})`,
    "iu",
  );

/** Words of time that alone make a question one about the present: "today", "right now". */
const PRESENT = alone(`today(?:['’]s)?
  tonight(?:['’]s)?
  tomorrow(?:['’]s)?
  yesterday(?:['’]s)?
  (?<!\\b(?:by|from) )now(?! that\\b)(?! and then\\b)
  currently
  presently
  at (?:the moment|present|this (?:moment|time|point|hour))
  this (?:morning|afternoon|evening|week|weekend|month)(?:['’]s)?
  last (?:night|week|weekend)(?:['’]s)?
  next (?:week|weekend)(?:['’]s)?
  (?:in|within) the (?:last|past|next) (?:few )?(?:minutes?|hours?|days?)
  hoje(?! em dia)
  agora(?! que\\b)
  amanhã
  ontem
  anteontem
  atualmente
  actualmente
  (?:n|d)(?:o|este|esse) momento
  neste (?:instante|exato momento|preciso momento)
  (?:est|ess|nest|ness|dest|dess)a (?:manhã|tarde|noite|semana|madrugada)
  (?:est|ess|nest|ness|dest|dess)e (?:fim de semana|mês)
  (?:na|da) (?:semana|noite) passada
  (?:na|da) próxima semana`);

/** Questions about things that change by the hour: the time, the weather, a forecast. */
const PASSING = alone(`what(?: time|['’]s the time| is the time| day) is it
  what(?:['’]s| is) the (?:time|date|weather|forecast|temperature outside)(?= (?:in|at|like|for|there|here|over)\\b|[?!. ]*$)
  how(?:['’]s| is) the (?:weather|traffic|market)
  is it (?:raining|snowing|sunny|cloudy|windy|open|down)
  (?:will|is) it (?:rain|snow|be sunny|going to rain|going to snow)
  (?:stock|share|bitcoin|crypto|gas|oil|gold|fuel) (?:price|rate)s?(?= (?:of|for|in)\\b|[?!. ]*$)
  (?:what(?:['’]s| is)|current|the current) (?:the )?exchange rate
  exchange rate (?:between|of|from)
  (?:price|value|rate) of (?:a |one )?(?:bitcoin|btc|ether(?:eum)?|eth|solana|dogecoin|gold|silver|crude|oil|petrol|gasoline|the (?:dollar|euro|pound|yen|real))
  (?:score|result) of (?:the|tonight|last) (?:\\p{L}+ ){0,3}(?:match|game)
  who(?:['’]s| is) (?:winning|leading|ahead|playing)
  breaking news
  que horas são
  que dia é
  está (?:chovendo|nevando|a chover|a nevar|fazendo (?:calor|frio|sol))
  vai (?:chover|nevar|fazer (?:calor|frio|sol))
  como est(?:á|ão) o (?:tempo|trânsito|clima|mercado)
  previsão do tempo
  quanto est(?:á|ão) (?:o|a|os|as)
  cotação
  cotações
  (?:preço|valor) (?:d[oae] |de )(?:um )?(?:bitcoin|ethereum|ouro|prata|petróleo|gasolina|dólar|euro|diesel|gás)
  quem (?:está ganhando|está a ganhar|está jogando|joga)
  placar`);

/** Nouns for things that change; `current` or `latest` beside one of them asks about the present. */
const CHANGING = `price|rate|value|cost|fee|weather|temperature|forecast|time|date|day|score|result|standing|ranking|status|state|situation|news|headline|version|release|build|update|patch|president|prime minister|minister|chancellor|king|queen|pope|mayor|governor|leader|ceo|cto|head|chair|coach|manager|champion|record|population|inflation|unemployment|interest|exchange|stock|share|market|traffic|wait|waiting|schedule|line-?up|season|episode|trend|law|minimum wage|tax|holder|owner|events?|affairs`;
const RECENT =
  alone(`(?:current|present|latest|newest|most recent|up-to-date|live) (?:\\p{L}+ ){0,2}(?:${CHANGING})(?:e?s)?
  (?:what(?:['’]s| is| are)|which is|tell me|give me|show me) (?:me )?(?:the )?(?:latest|newest|most recent) \\p{L}+
  últim[oa]s? (?:notícias?|novidades?|vers(?:ão|ões)|resultados?|jogos?|preços?|cotaç\\p{L}+|atualizaç\\p{L}+|episódios?|índices?|dados|números)
  (?:mais recentes?|mais nov[oa]s?) (?:vers|lançament|modelo|notícia|atualiza)\\p{L}*
  (?:vers(?:ão|ões)|notícias?|lançamentos?|modelos?) mais (?:recentes?|nov[oa]s?)
  (?:preço|valor|taxa|temperatura|tempo|hora|data|presidente|primeiro-ministro|ministro|papa|governador|prefeito|técnico|treinador|campeão|recorde|população|inflação|situação|estado|versão|juros|salário mínimo|dono|diretor|líder|clima|trânsito|placar|classificação) (?:\\p{L}+ )?atua(?:l|is)
  atua(?:l|is) (?:preço|valor|taxa|temperatura|presidente|primeiro-ministro|ministro|papa|governador|prefeito|técnico|treinador|campeão|situação|versão|líder)s?`);

/** Questions of how a thing is done: there `current` names a part of the thing, not the present. */
const HOW_TO =
  /^\s*(?:how (?:do|does|can|could|should|would|to)\b|(?:what|which)(?:['’]s| is) the (?:best |easiest |right )?way\b|como (?:\p{L}+(?:ar|er|ir|or)|se|eu|posso|devo|faço|fazer|faz)(?![\p{L}])|qual (?:é )?(?:a )?(?:melhor )?(?:forma|maneira)(?![\p{L}]))/iu;

/** Quoted text; an apostrophe within a word opens no quotation. */
const QUOTED =
  /"[^"]*"|“[^”]*”|«[^»]*»|„[^“”]*[“”]|`[^`]*`|(?<![\p{L}\p{N}])'[^']{1,80}'(?![\p{L}\p{N}])|‘[^’]{1,80}’(?![\p{L}\p{N}])/gu;
/** Calls and members of code that hold such a word: `now()`, `Date.now`. */
const CODE = /[\p{L}_][\p{L}\p{N}_.]*\(\s*\)|\p{L}[\p{L}\p{N}_]*\.\p{Ll}[\p{L}\p{N}_]*/gu;
/** A name that holds such a word: capitals within the question, as in "USA Today", "Agora São Paulo". */
const NAMED =
  /(?<=\p{L}[\p{L}'’]* )(?:(?:\p{Lu}[\p{L}'’]*|\p{Lu}+) )*(?:Today|Tonight|Tomorrow|Yesterday|Now|Current|Latest|Agora|Hoje|Amanhã|Ontem|Atual)(?: \p{Lu}[\p{L}'’]*)*(?![\p{L}])/gu;

/** What happened to who asks: "I lost my card yesterday", "Perdi o cartão ontem". Not "do I", which asks. */
const TOLD =
  /(?<!(?:do|did|am|was|will|would|can|could|should|have|has|had|are|were|may|might|must|shall|what|when) )(?<![\p{L}\p{N}])(?:I|we|We|i)(?:['’](?:ve|m|d|re|ll))? [^?.!,;]*|(?<=^|[.!?,;]\s*)(?:(?:[Ee]u|[Jj]á|[Hh]oje|[Oo]ntem) )?\p{L}+(?:ei|[bcdfglmnprstvz]i)(?![\p{L}])[^?.!,;]*/gu;
const ASKING = /[^?.!\n]*\?/gu;

/**
 * A piece of each thing that the patterns above can find, and of much else: most questions hold none and need not be
 * read at all. Without accents where an ending varies, so that it holds in both cases.
 */
const MAY_SAY =
  /day|night|morrow|now|rrent|resent|moment|morning|afternoon|evening|week|month|point|hour|minute|last|next|past|hoje|agora|manh|ontem|atua|actual|neste|est[aáeã]|ess[ae]|semana|noite|time|date|weather|forecast|temperat|traffic|market|rain|snow|sunny|cloudy|windy|open|down|price|rate|value|score|result|winning|leading|ahead|playing|news|horas|dia|chov|nev|fazendo|fazer|previs|quanto|cota|valor|preço|quem|placar|latest|newest|recent|up-to-date|live|ltim|nov[oa]/i;

export function isAboutNow(question: string): boolean {
  if (question.length > QUESTION_CHARACTERS_MAX) return false;
  const composed = question.normalize("NFC");
  return MAY_SAY.test(composed) && saysNow(composed);
}

/** The full check, without the cheap first look. */
export function saysNow(question: string): boolean {
  const meant = question.replace(QUOTED, " … ").replace(CODE, " … ").replace(NAMED, " … ");
  // Where something is asked, what stands before it is only how it came about.
  const asked = meant.match(ASKING)?.join(" ") ?? meant;
  const said = asked.replace(TOLD, " … ");
  if (PRESENT.test(said) || PASSING.test(said)) return true;
  return !HOW_TO.test(said) && RECENT.test(said);
}
