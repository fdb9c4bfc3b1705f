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

/** What is dear or cheap by the day. */
const MONEY =
  "(?:us )?dollars?|euros?|pounds?|yens?|francs?|pesos?|rupees?|reais|real|bitcoins?|btc|ether(?:eum)?";
const FUEL =
  "gas|gasoline|petrol|diesel|oil|gold|silver|an ounce of (?:gold|silver)|a (?:litre|liter|gallon) of \\p{L}+";
const DINHEIRO = "(?:d[óo]lar(?:es)?|euros?|libras?|ienes?|pesos?|bitcoins?|ethereum)(?! de)";
const COMBUSTIVEL = "gasolina|diesel|gasóleo|gasoleo|etanol|ouro|prata|petróleo|petroleo";
/** Feasts and seasons that people count the days to. */
const FEASTS =
  "christmas|easter|halloween|thanksgiving|carnival|(?:the )?new year(?:['’]s(?: eve| day)?)?|ramadan|eid|diwali|summer|winter|spring|autumn|midnight";
const FESTAS = "natal|páscoa|pascoa|carnaval|ano[- ]novo|réveillon|verão|inverno|primavera|outono|férias";

/**
 * How something stands just now, though no word says so: "Is the shop open?", "How many days until Easter?", "O banco está
 * aberto?". Most hold at the question's end alone: "Is the museum open on Mondays?" asks for what always holds.
 */
const STANDING =
  alone(`(?:is|are) (?:the |my |our )?(?: ?[\\p{L}\\p{N}….][\\p{L}\\p{N}'’….-]* ){1,3}(?:down|offline|out of service)(?=[?!. ]*$)
  (?:is|are) the (?:\\p{L}[\\p{L}'’]* ){1,2}(?:open|closed|crowded|busy|late|delayed)(?=[?!. ]*$)
  how (?:much|many (?:${MONEY})) (?:is|are|for) (?:an? |one |\\d+ )?(?:${MONEY})(?=[?!. ]*$| (?:in|worth|to)\\b)
  how (?:much|many) (?:\\p{L}+ ){0,2}(?:is|are) \\d+ (?:${MONEY})(?=[?!. ]*$| (?:in|worth|to)\\b)
  how much (?:is|does|do) (?:an? |one |the )?(?:${MONEY}|${FUEL})(?: cost| worth| sell for)?(?=[?!. ]*$| (?:in|at|a|per)\\b)
  what (?:does|do) (?:an? |one |the )?(?:${MONEY}|${FUEL}) cost
  how (?:hot|cold|warm|humid|windy) is it(?= (?:in|at|outside|there|out)\\b|[?!. ]*$)
  is it (?:hot|cold|warm|humid|foggy|freezing)(?= (?:in|at|outside|there|out)\\b|[?!. ]*$)
  who won the (?:\\p{L}+ )?(?:match|game|race|fight|derby)(?=[?!. ]*$)
  did (?:the )?(?:\\p{L}+ ){1,3}win(?=[?!. ]*$)
  (?:what(?:['’]s| is) the|any) score(?=[?!. ]*$)
  (?:when|what time|where) (?:is|are|does|will|do) the next (?:train|bus|tram|ferry|flight|boat|metro|subway|match|game|race|election|eclipse|holiday)s?
  how (?:many (?:days|weeks|hours|sleeps) (?:is it |are there |are left |left )?|long (?:is it |left )?)(?:until|till|to) (?:${FEASTS})
  (?:is there|are there)(?: an?| any)? (?:traffic|strikes?|delays?|queues?)(?= (?:on|at|in)\\b|[?!. ]*$)
  (?:do|will|should) i (?:need|take|bring) (?:an|my) umbrella(?! \\p{L}+ (?:policy|insurance))(?=[?!. ]*$| (?:in|to|for)\\b)
  (?:what|which) (?:films|movies|shows|plays|concerts) are (?:on|showing|playing)
  quant(?:o|os (?:reais|euros|dólares)) (?:é|são|vale|valem|custa|custam|dá) (?:o |a |um |uma |\\d+ )?(?:${DINHEIRO}|${COMBUSTIVEL})
  (?:qual (?:é |a )?|quanto (?:é|está) |como está )(?:o |a )?(?:taxa )?(?:d[oae] )?(?:selic|cdi|ipca|euribor|libor)(?=[?!. ]*$)
  ^[oa] \\p{L}[\\p{L}\\p{N}]* (?:caiu|está fora do ar|está offline|está aberto|está aberta|está fechado|está fechada|está cheio|está cheia|ganhou|perdeu)(?=[?!. ]*$)
  quem ganhou [oa] (?:jogo|partida|corrida|luta|clássico|prova)(?=[?!. ]*$)
  (?:quando (?:é|sai|passa|parte|chega|será)|(?:a )?que horas (?:é|sai|passa|parte|chega)) [oa] próxim[oa]
  quant[oa]s (?:dias|semanas|horas) (?:faltam|falta|até) (?:para |pra |até )?(?:o |a |os |as )?(?:${FESTAS})
  (?:há|tem) (?:greve|trânsito|fila|atrasos?)
  ^(?:faz|está) (?:muito )?(?:frio|calor|quente|sol)(?= em\\b| n[oa]s?\\b|[?!. ]*$)
  chove (?:em|n[oa])
  (?:levo|preciso de|devo levar) (?:um )?guarda-chuva`);

/** Nouns for things that change; `current` or `latest` beside one of them asks about the present. */
const CHANGING = `price|rate|value|cost|fee|weather|temperature|forecast|time|date|day|score|result|standing|ranking|status|state|situation|news|headline|version|release|build|update|patch|president|prime minister|minister|chancellor|king|queen|pope|mayor|governor|leader|c\\.?e\\.?o\\.?|c\\.?t\\.?o\\.?|head|chair|coach|manager|champion|record|population|inflation|unemployment|interest|exchange|stock|share|market|traffic|wait|waiting|schedule|line-?up|season|episode|trend|law|minimum wage|tax|holder|owner|events?|affairs`;
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
  /(?<!(?:[Dd]o|[Dd]id|[Aa]m|[Ww]as|[Ww]ill|[Ww]ould|[Cc]an|[Cc]ould|[Ss]hould|[Hh]ave|[Hh]as|[Hh]ad|[Aa]re|[Ww]ere|[Mm]ay|[Mm]ight|[Mm]ust|[Ss]hall|[Ww]hat|[Ww]hen) )(?<![\p{L}\p{N}])(?:I|we|We|i)(?:['’](?:ve|m|d|re|ll))? [^?.!,;]*|(?<=^|[.!?,;]\s*)(?:(?:[Ee]u|[Jj]á|[Hh]oje|[Oo]ntem) )?\p{L}+(?:ei|[bcdfglmnprstvz]i)(?![\p{L}])[^?.!,;]*/gu;
/**
 * Where a sentence ends: not at the dot within "Node.js", nor at that of "U.S." and "Apple Inc.", behind which the question
 * goes on.
 */
const SENTENCE_END =
  /(?<=[?\n])|(?<=[\p{L}\p{N}]{2}["”’)]*[.!]+["”’)]*)(?<!(?<![\p{L}\p{N}])(?:mr|mrs|ms|dr|dra|sr|sra|st|jr|prof|inc|corp|ltd|ltda|co|cia|vs|no|approx|etc|av)\.)(?=\s)/iu;

/**
 * A piece of each thing that the patterns above can find, and of much else: most questions hold none and need not be
 * read at all. Without accents where an ending varies, so that it holds in both cases.
 */
const MAY_SAY =
  /day|night|morrow|now|rrent|resent|moment|morning|afternoon|evening|week|month|point|hour|minute|last|next|past|hoje|agora|manh|ontem|atua|actual|esta|está|este|estã|essa|esse|semana|noite|time|date|weather|forecast|temperat|traffic|market|rain|sunny|cloudy|windy|open|down|price|rate|value|score|result|winning|leading|ahead|playing|news|horas|dia|chov|nev|fazendo|fazer|previs|quanto|cota|valor|preço|quem|placar|latest|newest|recent|live|ltim|novo|nova|offline|out of service|closed|crowded|busy| late|delay|dollar|euro|pound|yen|franc|peso|rupee|bitcoin|gasol|petrol|diesel|gold|silver|ounce| cost| hot|cold|warm|humid|fogg|freez| won| win|until|strike|queue|umbrella|films|movies|showing|dólar|dolar|libra|iene|ouro|selic|cdi|ipca|ibor|caiu|ganhou|perdeu|próxim|faltam|greve|trânsito|fila|atraso|frio|calor|quente|guarda-chuva/;

export function isAboutNow(question: string): boolean {
  if (question.length > QUESTION_CHARACTERS_MAX) return false;
  const composed = question.normalize("NFC");
  return MAY_SAY.test(composed.toLowerCase()) && saysNow(composed);
}

/** The full check, without the cheap first look. */
export function saysNow(question: string): boolean {
  // What is taken away below says nothing of the present by going; most questions end here.
  if (!says(askedIn(question))) return false;
  const meant = question.replace(QUOTED, " … ").replace(CODE, " … ").replace(NAMED, " … ");
  return says(askedIn(meant).replace(TOLD, " … "));
}

/** Where something is asked, what stands before it is only how it came about. */
function askedIn(text: string): string {
  const asked = text.split(SENTENCE_END).filter((sentence) => sentence.trimEnd().endsWith("?"));
  return asked.length === 0 ? text : asked.join(" ");
}

function says(text: string): boolean {
  if (PRESENT.test(text) || PASSING.test(text)) return true;
  return !HOW_TO.test(text) && (RECENT.test(text) || STANDING.test(text.trim()));
}
