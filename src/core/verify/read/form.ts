/**
 * Finds the form of answer that a question asks for: language, length, format, audience, voice. Questions that ask for
 * different forms need different answers. Reads English and Portuguese, courtesies included.
 */

import { type FormKind, formsMentioned, TONGUE } from "./form-words.ts";

const NUMBER = `\\d+|one|two|three|four|five|six|seven|eight|nine|ten|a single|a few|a couple of|uma?|dois|duas|três|tres|quatro|cinco|dez|poucas|poucos`;

/** `[kind, pattern]`: what is found is kept with the words that the groups name. Patterns stand behind a word border. */
const FORMS: readonly (readonly [FormKind, RegExp])[] = [
  [
    "tongue",
    new RegExp(
      `(?<![\\p{L}])(?:in|em|en|into)\\s+((?:simple |plain |brazilian |formal )?(?:${TONGUE}))(?=\\s*(?:$|[.,;!?)]|and|please|e|por favor))`,
      "giu",
    ),
  ],
  [
    "count",
    new RegExp(
      `(?<![\\p{L}])(?:in|within|em|with|under|using|no more than|at most|max(?:imum)?|no máximo|até|com|menos de|less than|about|around)\\s+(?:exactly |at most |less than |no máximo |até |apenas |só |only |just )?(${NUMBER})\\s+(words?|sentences?|lines?|paragraphs?|bullets?|bullet points?|steps?|points?|characters?|tokens?|palavras?|frases?|linhas?|parágrafos?|passos?|tópicos?|caracteres|itens|pontos|phrase|frase)`,
      "giu",
    ),
  ],
  [
    "reply",
    /(?<![\p{L}])((?:answer|reply|respond|output|return|respost?a?|responda|responde|devolva|retorne)\s+(?:only |just |me |apenas |só )?(?:with|in|as|by|using|yes|no|com|em|sim|usando)[^.!?\n]{0,60})/giu,
  ],
  [
    "format",
    /(?<![\p{L}])(?:as|in|into|using|em|como|num|numa|no formato|em formato|em forma|en|with|com)\s+(?:an? |um |uma |de |the |o |a |form(?:at)? of (?:an? )?)*(?:\p{L}+ )?(json|yaml|csv|xml|html|markdown|latex|table|tables|list|bullet points?|bullets?|poem|haiku|sonnet|song|rap|limerick|story|essay|tweet|email|letter|speech|dialogue|script|diagram|emojis?|code|pseudocode|analogy|metaphor|acronym|tabela|lista|tópicos|bullets|poema|haicai|soneto|música|história|redação|carta|discurso|diálogo|código|analogia|metáfora|verso|versos|rima|rimas|cordel|tabla|poesía)(?![\p{L}])/giu,
  ],
  [
    "made",
    /(?<![\p{L}])(?:write|give|make|create|compose|tell|escreva|escreve|faça|faz|crie|cria|dê|dá|conte|conta)\s+(?:(?:para |pra )?(?:me|mim) )?(?:an? |um |uma )?(?:\p{L}+ )?(poem|haiku|sonnet|song|rap|limerick|story|essay|tweet|joke|summary|overview|table|list|diagram|quiz|outline|example|poema|haicai|soneto|música|história|redação|piada|resumo|tabela|lista|diagrama|exemplo)(?![\p{L}])/giu,
  ],
  [
    "audience",
    /(?<![\p{L}])(?:to|for|para|pra)\s+(?:an? |my |the |um |uma |o |a |meu |minha |alguém |someone )?((?:\p{L}+[- ]){0,2}?(?:child|children|kids?|toddler|teenagers?|teens?|students?|beginners?|dummies|novices?|experts?|professionals?|engineers?|developers?|scientists?|economists?|doctors?|lawyers?|executives?|managers?|ceo|grandmother|grandma|grandpa|layman|laymen|layperson|adults?|seniors?|year[- ]olds?|five|criança|crianças|adolescentes?|estudantes?|iniciantes?|leigos?|especialistas?|profissionais?|engenheir[oa]s?|cientistas?|economistas?|médic[oa]s?|advogad[oa]s?|executivos?|gerentes?|avó|avô|idosos?|adultos?|anos))(?![\p{L}])/giu,
  ],
  [
    "age",
    /(?<![\p{L}\d])(\d+|five|six|seven|eight|ten|cinco|seis|sete|oito|dez)[- ](?:year[- ]olds?|anos)(?![\p{L}])/giu,
  ],
  [
    "voice",
    /(?<![\p{L}])(?:like|as(?: if you (?:were|are))?|in the style of|in the voice of|como(?: se (?:fosse|você fosse))?|no estilo de|ao estilo de|à maneira de)\s+(?:i'?m |i am |eu tivesse |an? |the |um |uma |o |a )((?:\p{L}+[- ]){0,2}?(?:pirate|lawyer|poet|rapper|child|professor|teacher|doctor|scientist|cowboy|robot|comedian|chef|shakespeare|yoda|noir|journalist|philosopher|five|pirata|advogad[oa]|poeta|criança|professora?|médic[oa]|cientista|robô|comediante|jornalista|filósof[oa]))(?![\p{L}])/giu,
  ],
  [
    "style",
    /(?<![\p{L}])(step[- ]by[- ]step|in detail|in depth|in-depth|at length|briefly|in short|in brief|concisely|shortly|in a nutshell|tl;?dr|eli5|in layman'?s terms|in (?:simple|plain|easy|technical|non-technical|formal|everyday) (?:terms|words|language|english)|formally|informally|politely|humorously|funny|sarcastically|poetically|rhyming|in rhymes?|without jargon|without examples?|with (?:an? |some |code |real[- ]life |more )?examples?|with (?:an? )?(?:diagrams?|pictures?|code|analogy|numbers|citations|sources|references)|(?:explain|illustrate) (?:it )?with an example|(?<!(?:^|\s)o )passo a passo|em detalhes?|detalhadamente|em profundidade|brevemente|de (?:forma|modo|maneira) (?:breve|curta|resumida|simples|detalhada|formal|informal|técnica|clara|didática)|em (?:resumo|poucas palavras|termos simples|linguagem simples|palavras simples)|resumidamente|formalmente|informalmente|com (?:um |uns |alguns )?exemplos?|sem jargão|com fontes|com referências)(?![\p{L}])/giu,
  ],
  [
    "listing",
    /(?:^|[.!?\n]\s*)(?:(?:can|could|would|will) you |(?:você )?(?:pode|poderia) )?(?:please )?(?:list|name|give(?: me)?|tell me|state|liste|listar|cite|citar|diga|dê(?:-me)?|me (?:dê|dá|dar|diga|dizer))\s+(?:the |os |as )?(?:top |first |principais )?(\d+|one|two|three|four|five|six|seven|eight|nine|ten|um|uma|dois|duas|três|quatro|cinco|seis|sete|oito|nove|dez)\s/giu,
  ],
];

/** "Five ideas" and "5 ideas" are of one length. The plural's S is gone from them: "doi", "trê". */
const NUMBER_WORD =
  /(?<![\p{L}])(?:two|three|four|five|six|seven|eight|nine|ten|doi|dua|trê|tre|quatro|cinco|sei|sete|oito|nove|dez)(?![\p{L}])/gu;
const DIGITS = [
  "two doi dua",
  "three trê tre",
  "four quatro",
  "five cinco",
  "six sei",
  "seven sete",
  "eight oito",
  "nine nove",
  "ten dez",
];

function inDigits(word: string): string {
  const at = DIGITS.findIndex((words) => words.split(" ").includes(word));
  return at < 0 ? word : String(at + 2);
}

/** Only this much of a text is searched. */
const READ_CHARS_MAX = 1_000;
const SHORT: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:briefly|in short|in brief|concisely|shortly|in a nutshell|tl;?dr|brevemente|resumidamente|em resumo|em poucas palavras|de (?:forma|modo|maneira) (?:breve|curta|resumida))$/u,
    "brief",
  ],
  [
    /^(?:in detail|in depth|in-depth|at length|em detalhes?|detalhadamente|em profundidade|de (?:forma|modo|maneira) detalhada)$/u,
    "detail",
  ],
  [
    /^(?:in layman'?s terms|in (?:simple|plain|easy|non-technical|everyday) (?:terms|words|language|english)|em (?:termos simples|linguagem simples|palavras simples)|de (?:forma|modo|maneira) (?:simples|clara|didática))$/u,
    "simple",
  ],
  [/^(?:step[- ]by[- ]step|passo a passo)$/u, "steps"],
];

/** The forms that a question asks for, as one text in a fixed order; "" where it asks for none. */
export function formOf(text: string): string {
  const read = (text.length > READ_CHARS_MAX ? text.slice(0, READ_CHARS_MAX) : text).toLowerCase();
  const kinds = formsMentioned(read);
  if (kinds === null) return "";
  const found = new Set<string>();
  for (const [kind, pattern] of FORMS) {
    if (!kinds.has(kind)) continue;
    for (const match of read.matchAll(pattern)) {
      if (LOOSE.has(kind) && !isOfAnswer(read, match.index)) continue;
      const words = match.slice(1).join(" ").replace(/\s+/g, " ").trim();
      const short = SHORT.find(([same]) => same.test(words))?.[1];
      found.add(short ?? `${kind} ${words.replace(/s(?= |$)/g, "").replace(NUMBER_WORD, inDigits)}`);
    }
  }
  return [...found].sort().join(", ");
}

/** "In a list", "for beginners" may be of the matter, where nobody asks to be told something. */
const LOOSE: ReadonlySet<FormKind> = new Set(["format", "audience", "age", "voice"] as const);
const TELLS =
  /(?<![\p{L}])(?:explain|describe|summari[sz]e|tell|write|give|define|outline|illustrate|teach|present|expli[cq]\w*|descrev\w*|resum\w*|defina|conte|fale|ensine|apresente|escreva|diga|dê)(?![\p{L}])/u;

function isOfAnswer(text: string, at: number): boolean {
  return TELLS.test(text.slice(0, at)) || /[,.;:?!–—-]\s*$/.test(text.slice(0, at)) || at === 0;
}
