/**
 * Finds requests to work on a text: translate, correct, rewrite, summarise, classify, extract, continue. For those
 * another text has another answer, however little it differs. The request may be in the question or in the
 * instructions.
 *
 * English and Portuguese, and the commonest verbs of Spanish, French and German.
 */

/** Only this much of a text is searched. */
const READ_CHARS_MAX = 4_000;

/** Verbs whose object can only be a text. */
const ON_TEXT = `translat\\w*|proof-?read\\w*|paraphras\\w*|re-?phras\\w*|re-?word\\w*|re-?writ\\w*|transcrib\\w*|transliterat\\w*|anonymi[sz]\\w*|pseudonymi[sz]\\w*|redact\\w*|copy-?edit\\w*|spell-?check\\w*|back-?translat\\w*|
  traduz\\w*|tradu[cç]\\w*|verta|verter|reescrev\\w*|parafrase\\w*|reformul\\w*|transcrev\\w*|translitere\\w*|anonimiz\\w*|
  traduc\\w*|traduis\\w*|traduire|übersetz\\w*|reescrib\\w*|reformule[rz]?`;
/** Verbs that may have another object; they count where a text is given or named. */
const ON_MATTER = `summari[sz]\\w*|shorten|condens\\w*|simplif\\w*|correct|fix|edit|improve|polish|refine|classif\\w*|categori[sz]\\w*|label|tag|annotat\\w*|extract|continue|complete|finish|expand|analy[sz]e|detect|identif\\w*|rate|score|grade|evaluat\\w*|judge|review|check|count|format|reformat|parse|convert|turn|change|make|rearrange|reorder|sort|split|join|merge|capitali[sz]e|punctuate|highlight|underline|list|find|spot|replace|remove|explain|describe|answer|reply|respond|refactor|debug|optimi[sz]e|comment|document|minify|decode|encode|fill|guess|read|revise|compare|interpret|title|name|caption|tldr|tl;dr|
  resum\\w*|encurt\\w*|simplifi\\w*|corrij\\w*|corrig\\w*|conserte|arrume|edite|melhore|aprimore|classifi\\w*|categori\\w*|rotul\\w*|etiquet\\w*|anot\\w*|extrai\\w*|extraia|continue|continua|complete|completa|termine|expanda|analis\\w*|detect\\w*|identifi\\w*|avali\\w*|julgue|revis\\w*|revej\\w*|verifi\\w*|conte|formate|converta|transforme|mude|troque|passe|deixe|torne|ordene|separe|junte|pontue|destaque|sublinhe|liste|encontre|ache|substitua|remova|explique|descreva|responda|refatore|depure|comente|decodifique|codifique|preencha|adivinhe|leia|compare|interprete|
  resume|corrige|corrig\\w+|clasifi\\w*|classe[rz]?|extrae|extrais|résume\\w*|fasse|fass|korrigier\\w*|klassifizier\\w*`;
/** Names of texts that are objects of such verbs. */
const TEXTS = `text|texts|sentence|sentences|paragraph|paragraphs|passage|essay|email|e-mail|letter|message|messages|grammar|spelling|typos?|punctuation|wording|phrase|input|transcript|article|review|tweet|comment|story|poem|lyrics|dialog(?:ue)?|conversation|document|excerpt|quote|snippet|string|words?|sentiment|emotion|tone|mood|
  texto|textos|frase|frases|sentença|parágrafo|parágrafos|trecho|redação|carta|mensagem|mensagens|gramática|ortografia|pontuação|entrada|transcrição|artigo|resenha|comentário|história|poema|letra|diálogo|conversa|documento|citação|palavras?|sentimento|emoção|tom|humor|
  gramatica|ortografia|oración|phrase|texte|satz|sätze`;
const tight = (source: string): string => source.replace(/\s+/g, "");

/** Where a request may begin: at a text's, sentence's, line's or item's beginning, after polite words. */
const START = `(?:^|[.!?:;,\\n]|[-*#>•]|\\d[.)])[\\s"'“(*#>-]{0,8}(?:(?:please|kindly|now|then|first|next|just|hi|hello|hey|ok|okay|por favor|por gentileza|agora|então|olá|oi|bitte|s'il (?:te|vous) plaît)[,!.]?\\s+)*(?:(?:can|could|will|would) you (?:please |kindly )?|(?:você |vc )?(?:pode|poderia|consegue) (?:por favor )?(?:me )?|(?:i |we )?(?:want|need|would like|'d like) (?:you )?to |(?:eu )?(?:quero|gostaria|preciso) que (?:você )?|your (?:task|job|role) is (?:to |: ?)|(?:sua|a sua) (?:tarefa|função) é |you (?:will|must|should|are to|always|only) |você (?:deve|vai) |help me (?:to )?|me ajude a |(?:always|only|sempre|apenas) )?(?:carefully |faithfully |simply |me )?`;

const ORDER_ON_TEXT = new RegExp(
  `${START}(?:${tight(ON_TEXT)})(?![\\p{L}\\p{N}])(?!\\s+(?:api|apis|service|software|tool|agency|button)s?(?![\\p{L}]))`,
  "iu",
);
const ORDER_ON_MATTER = new RegExp(
  `${START}(?:${tight(ON_MATTER)})(?![\\p{L}\\p{N}])(?<rest>[^\\n.?!]*)`,
  "giu",
);
const NAMES_TEXT = new RegExp(`(?<![\\p{L}\\p{N}])(?:${tight(TEXTS)})(?![\\p{L}\\p{N}])`, "iu");
const POINTS =
  /(?<![\p{L}])(?:this|the following|these|below|the given|isto|isso|este|esta|esse|essa|o seguinte|a seguinte|abaixo|a seguir)(?![\p{L}])/iu;
/** A given text: after a colon, on a line of its own, in quotes, or after a dash. */
const BROUGHT = /[:：]\s*["“«'‘`]?\p{L}|\n\s*\S|["“«`][^"”»`]{2,200}["”»`]|\s[-–—]\s+\p{L}/u;
/** A question about a given text: "Is this sentence correct:", "What is the tone of this text?" */
const ASKED_OF_TEXT = new RegExp(
  `(?<![\\p{L}])(?:this|the following|these|my|esta|este|essa|esse|a seguinte|o seguinte|minha|meu|cette|dieser?|esta)\\s+(?:\\p{L}+\\s+){0,2}(?:${tight(TEXTS)})(?![\\p{L}])[^\\n]{0,60}[:\\n]`,
  "iu",
);

/** Does the question give a text and ask to work on it? */
export function worksOnText(question: string): boolean {
  const text = question.length > READ_CHARS_MAX ? question.slice(0, READ_CHARS_MAX) : question;
  if (ORDER_ON_TEXT.test(text)) return true;
  const brings = BROUGHT.test(text);
  if (brings && ASKED_OF_TEXT.test(text)) return true;
  for (const match of text.matchAll(ORDER_ON_MATTER)) {
    const rest = match.groups?.["rest"] ?? "";
    const namesText = NAMES_TEXT.test(rest);
    if (brings && (namesText || POINTS.test(rest) || isCarried(text, match))) return true;
    if (
      namesText &&
      /(?:grammar|spelling|gramática|ortografia|pontuação|punctuation|sentence|frase)/iu.test(rest)
    )
      return true;
  }
  return false;
}

/** Does a colon after the request introduce the text: "Summarise:", "Classify as positive or negative:"? */
function isCarried(text: string, match: RegExpExecArray): boolean {
  const after = text.slice(match.index + match[0].length - (match.groups?.["rest"] ?? "").length);
  return (
    /^[^.!?\n:]{0,80}[:：]\s*\S+/u.test(after) ||
    /^[^.!?\n]{0,80}\n/u.test(after) ||
    /^\s+["“«`]/u.test(after)
  );
}

const PERSONA =
  /(?<![\p{L}])(?:you are|you're|act as|acting as|você é|aja como|atue como|eres|tu es)\s+(?:an? |um |uma |un |une )?(?:[\p{L}-]+ ){0,4}(?:translat(?:or|ion)|proofreader|editor|copy ?editor|transcriber|rewriter|paraphraser|summari[sz]er|classifier|tagger|annotator|grader|extractor|corrector|code reviewer|tradutora?|revisora?|editora?|corretora?|classificadora?|resumidora?|traductora?|traducteur)(?![\p{L}])/iu;
const USERS =
  /(?<![\p{L}])(?:user|users|user's|users'|customer's|given|following|input|incoming|each|every|any|usuário|usuária|usuários|utilizador|cliente|enviad[oa]|mandar|enviar|escrever|digitar|recebid[oa]|fornecid[oa]|seguinte)(?![\p{L}])/iu;

/** System prompts that were read, and whether they order work: one comes with nearly every request of a caller. */
const KNOWN = new Map<string, boolean>();
/** Most that are kept, and the longest, in characters: together some 1 MB, or 2 MB beyond Latin. */
const KNOWN_MAX = 128;
const KNOWN_CHARS_MAX = 8_192;

/** As `ordersWork`, for whole texts that come again. A part of a larger text would keep all of it in memory. */
export function promptOrdersWork(prompt: string): boolean {
  if (prompt.length > KNOWN_CHARS_MAX) return ordersWork(prompt);
  let known = KNOWN.get(prompt);
  if (known !== undefined) return known;
  known = ordersWork(prompt);
  // The oldest goes: a prompt with the time in it never comes again.
  const oldest = KNOWN.size < KNOWN_MAX ? undefined : KNOWN.keys().next().value;
  if (oldest !== undefined) KNOWN.delete(oldest);
  KNOWN.set(prompt, known);
  return known;
}

/** Do instructions (a system prompt) ask to work on the text that the user writes? */
export function ordersWork(instructions: string): boolean {
  const text = instructions.length > READ_CHARS_MAX ? instructions.slice(0, READ_CHARS_MAX) : instructions;
  if (PERSONA.test(text)) return true;
  if (ORDER_ON_TEXT.test(text)) return true;
  for (const match of text.matchAll(ORDER_ON_MATTER)) {
    const rest = match.groups?.["rest"] ?? "";
    if (
      NAMES_TEXT.test(rest) &&
      (USERS.test(rest) || POINTS.test(rest) || /^\s*(?:the|o|a|all|every)\s/iu.test(rest))
    )
      return true;
  }
  return false;
}
