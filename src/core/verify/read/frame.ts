/**
 * The frame of a question: the kind of answer it wants, by its opening words. "How can I", "How do I" and "Como faço
 * para" have one frame; a keyword query has none.
 */
export const FRAMES = [
  "none",
  "how",
  "what",
  "why",
  "when",
  "where",
  "who",
  "which",
  "how-many",
  "how-much-time",
  "how-often",
  "yes-no",
  "do",
] as const;
export type QuestionFrame = (typeof FRAMES)[number];

export interface Opening {
  readonly frame: QuestionFrame;
  /** Length of the opening in UTF-16 units; the subject follows. */
  readonly chars: number;
}

const EN_SUBJECT = "(?:i|you|we|one|people|someone|anyone|a person)";
const PT_SUBJECT = "(?:eu|você|vc|a gente|nós|se)";
const rows: readonly (readonly [QuestionFrame, string])[] = [
  [
    "how-much-time",
    "how (?:long|much time)(?: (?:does|do|will|would|did|should) (?:it )?(?:take|last|need)(?: (?:me|you|us|one))?)?|how many (?:days|weeks|hours|months|minutes|years) (?:does|do|will|would|did|should) (?:it )?(?:take|last|need)(?: (?:me|you|us|one))?|what is the (?:time|duration)|quanto tempo(?: (?:leva|demora|dura|é preciso|preciso))?|(?:quantos (?:dias|minutos|meses|anos)|quantas (?:horas|semanas)) (?:leva|demora|dura|é preciso|preciso)",
  ],
  [
    "how-often",
    "how (?:often|frequently|many times)|com que frequência|de quanto em quanto tempo|quantas vezes",
  ],
  [
    "how-many",
    // The measure (old, tall, deep) is asked for and belongs to the subject, not to the opening.
    "how (?:many|much)|how(?= (?:old|far|tall|big|deep|high|fast|large|heavy|hot|cold|wide|small|strong|thick|loud|rich)(?![\\p{L}]))|what number of|quantos|quantas|quanto|quanta",
  ],
  [
    "how",
    `how (?:best )?to|how (?:do|can|should|could|would|must|might|shall|did|to|does)(?: not)? ${EN_SUBJECT}(?: go about)?(?: be able to)?|how about|how`,
  ],
  [
    "how",
    `(?:what (?:is|are|would be|was)(?: some of)? |which |what )?(?:the |some )?(?:best|easiest|simplest|good|right|proper|correct|fastest|quickest|most effective|a good)? ?(?:ways?|methods?|steps|procedure|process|approach) (?:to|of|for|in which ${EN_SUBJECT} can|that ${EN_SUBJECT} can|${EN_SUBJECT} can)`,
  ],
  [
    "how",
    `what (?:should|can|do|must|could) ${EN_SUBJECT} do (?:to|for|in order to|if i want to)|is there (?:a|any) (?:way|method|trick) (?:to|of|for)|(?:i want|i need|i would like|i am trying|help me|show me how|teach me how|learn how) to`,
  ],
  [
    "how",
    `como (?:que )?${PT_SUBJECT} (?:faço|faz|fazemos|posso|pode|podemos|devo|consigo|consegue|conseguiria) (?:para |pra |a )?|como (?:faço|faz|fazer|fazemos|é que ${PT_SUBJECT} (?:faço|faz)|é que (?:eu )?faço|se faz) (?:para|pra|a)|como (?:eu )?(?:posso|devo|consigo|pode|deve|podemos|poderia|conseguir)|como (?:fazer|se|eu)|como`,
  ],
  [
    "how",
    "(?:qual (?:é |seria )?|quais (?:são )?)(?:a |o |as |os )?(?:melhor(?:es)?|mais fácil|correta|correto)? ?(?:forma|formas|maneira|maneiras|jeito|modo|meio)s?(?: mais \\p{L}+)? (?:de|para|pra)|de que (?:forma|maneira|modo)(?: posso| devo)?|o que (?:devo|posso|preciso) fazer (?:para|pra)|existe (?:alguma )?(?:forma|maneira) de|há (?:alguma )?(?:forma|maneira) de|(?:quero|gostaria de|queria)(?= )",
  ],
  [
    "why",
    "why(?: (?:is|are|was|were|do|does|did|can|could|should|would|has|have|had))?|for what reason|what (?:is|was) the reason (?:for|why|that)|is there (?:a|any) reason (?:why|that)|how come|por que(?: razão| motivo)?|por qual (?:razão|motivo)|qual (?:é )?(?:o motivo|a razão) (?:de|para)|(?:há|existe|tem) (?:algum motivo|alguma razão) para",
  ],
  [
    "when",
    "when(?: (?:is|are|was|were|do|does|did|will|can|should|would))?|(?:at |in |on )?what (?:time|date|day|year)(?: is| was| did| does| do| will)?|in which year(?: did| was)?|quando(?: é| foi| será)?|(?:em |a )?que (?:horas|dia|ano|data)",
  ],
  [
    "where",
    "where(?: (?:is|are|was|were|do|does|did|can|could|should|will))?|in (?:what|which) (?:place|country|city|state)(?: is| was)?|(?:de |para |por )?onde(?: é| fica| ficam| está| estão| posso)?|aonde|em que (?:lugar|país|cidade|estado)",
  ],
  ["who", "who(?:m|se)?(?: (?:is|are|was|were))?|quem(?: é| foi| são| era| foram)?|de quem"],
  ["which", "(?:in |on |for |to |at |of |with )?which|(?:em |de |a |com )?quais|(?:em |de |a |com )?qual"],
  [
    "what",
    "(?:can you |please )?(?:explain|describe|define|clarify|summari[sz]e|outline)(?: to me| briefly| in detail)?(?: what (?:is|are))?|tell (?:me|us)(?: more)?(?: something)?(?: about)?|what(?: (?:is|are|was|were|does|do|did|will|would|has|have|can|should))?(?: meant by)?|(?:give|provide) (?:me )?(?:an |a )?(?:explanation|description|definition|overview) of",
  ],
  [
    "what",
    "(?:explique|descreva|defina|esclareça|resuma)(?:-me)?|o que (?:é|são|foi|significa|quer dizer|eram)|(?:a |de |em |com |para )?(?:o )?que|(?:me )?fale (?:mais )?sobre|conte-me sobre|(?:qual (?:é|foi|era|seria)|quais (?:são|foram|eram|seriam)) ",
  ],
  [
    "yes-no",
    "(?:is|are|was|were|do|does|did|can|could|should|will|would|has|have|had|may|might|am|must|shall|if|whether)(?: there| it| i| you| we)?|(?:será que|é|são|foi|posso|pode|devo|deve|existe|existem|há|tem|vale a pena|preciso|dá para|está|estão)(?= )",
  ],
];
const PATTERNS = rows.map(
  ([frame, source]) => [frame, new RegExp(`^(?:${source})(?![\\p{L}\\p{N}])`, "iu")] as const,
);
/** "Qual" or "quais" before a verb or an article, where it means "what" and not "which". */
const PT_WHAT = /^(?:qual|quais)(?= (?:é|são|foi|foram|a|o|as|os|era|seria)(?![\p{L}]))/iu;

/** The longest opening that fits. `text`: with contractions expanded, without courtesies. */
export function openingOf(text: string): Opening {
  let best: Opening = { frame: "none", chars: 0 };
  if (PT_WHAT.test(text)) best = { frame: "what", chars: text.indexOf(" ") };
  for (const each of PATTERNS) {
    const chars = each[1].exec(text)?.[0].length ?? 0;
    if (chars > best.chars) best = { frame: each[0], chars };
  }
  return best;
}

/** Do two questions ask for one kind of answer? 0: yes; 1: one does not say; 2: no. */
export function frameGap(a: QuestionFrame, b: QuestionFrame): 0 | 1 | 2 {
  if (a === b) return 0;
  if (a === "none" || b === "none") return 1;
  return NEAR.get(a)?.has(b) === true ? 1 : 2;
}

/** Frames that often want the same answer. */
const NEAR = bothWays([
  ["what", "which"],
  ["how", "what"],
  ["who", "which"],
  ["when", "which"],
  ["where", "which"],
  ["what", "when"],
  ["what", "where"],
  ["what", "who"],
  ["what", "how-many"],
  ["what", "how-much-time"],
  ["when", "how-much-time"],
]);

function bothWays(
  pairs: readonly (readonly [QuestionFrame, QuestionFrame])[],
): ReadonlyMap<QuestionFrame, ReadonlySet<QuestionFrame>> {
  const beside = (frame: QuestionFrame): QuestionFrame[] =>
    pairs.filter((pair) => pair.includes(frame)).map(([a, b]) => (a === frame ? b : a));
  return new Map(FRAMES.map((frame) => [frame, new Set(beside(frame))]));
}
