/**
 * Removes or rewrites what only says that somebody asks: "I don't know how to", "what I want to know is", "tem como me dizer". The
 * negation in "I don't know" and "não sei" is the asker's, and denies nothing of the matter.
 */

const ASKER = "(?=(?:how|what|why|when|where|who|whose|which|if|whether)(?!\\p{L}))";
const ASKER_PT = "(?=(?:como|qual|quais|onde|quando|quant[oa]s?|quem|por que|o que|se|que)(?!\\p{L}))";
const OPENS = "(?=(?:can|could|do|does|did|is|are|was|were|will|should|may|must|am|have|has)(?!\\p{L}))";
const OPENS_PT = "(?=(?:posso|pode|podem|preciso|devo|é|tem|há|existe|o|a|os|as|vocês)(?!\\p{L}))";
const AM = "(?:i am|i['’]?m|we are|we['’]?re)";
const TELL_PT = "(?:dizer|informar|explicar|falar|contar|passar|ensinar|mostrar|esclarecer)";
const ANYONE = "(?:you|u|(?:some|any)(?:one|body)(?: here| out there| else)?)";
const TELL = "(?:tell|explain to|explain|show|let)(?: me| us)?(?: know)?";
/** What is asked for behind these is a text, not the way to one: "help me write a letter". */
const MADE =
  "(?!(?:writ|draft|creat|compos|translat|summar|plan|choos|pick|decid|brainstorm|com(?:e|ing) up|mak(?:e|ing) an? |find|understand|improv|fix|correct|learn))";
const MADE_PT =
  "(?!(?:escrev|redig|cri|traduz|resum|escolh|decid|pensar|montar|melhor|corrig|entender|encontrar|achar|aprender|fazer uma? )[a-z]*)";

const RULES: readonly (readonly [RegExp, string])[] = [
  of(
    `(?:(?:i|we) )?(?:do(?:n['’]?t| not)|can(?:['’]?t|not)) (?:quite |really |even )?(?:know|understand|get|figure out|work out|find out)(?: yet)?,? ${ASKER}`,
  ),
  of(
    `(?:${AM} )?(?:not (?:quite |really |too |entirely )?(?:sure|certain)|unsure)(?: about| of| as to)? ${ASKER}`,
  ),
  of(`(?:(?:i|we) have |i['’]ve got |i['’]ve )?(?:absolutely )?no (?:idea|clue)(?: about| as to)? ${ASKER}`),
  of(`idk ${ASKER}`),
  of(`(?:just )?(?:out of curiosity|curious|basically)[,:]? (?=(?:${ASKER}|${OPENS}))`),
  of(`(?:${AM} )?(?:just )?curious (?:about |to know )?${ASKER}`),
  of(`(?:can|could|will|would) you (?:please )?(?:check|confirm|verify|find out) ${ASKER}`),
  of(`i(?:['’]d| would)? (?:(?:like|want|wanted|need|just wanted) to ask) (?:you )?${ASKER}`),
  of(
    `${AM} (?:trying|struggling|looking|hoping) to (?:figure out|find out|work out|understand|know) ${ASKER}`,
  ),
  of(`(?:(?:${AM} )?looking|i wish) to (?=\\p{L}+ \\p{L})`, "how to "),
  of(
    `what (?:i|we)(?:['’]d| would)?(?: really)? (?:like|want|need|wish|love) to (?:know|find out|ask) is:? (?:${ASKER}|${OPENS})`,
  ),
  of(`(?:my|our|the) question is:? (?:${ASKER}|${OPENS})`),
  of(`i(?:['’]d| would) (?:love|really like|be curious|be interested) to (?:know|understand) ${ASKER}`),
  of(`(?:just |i was just |${AM} just |${AM} )wondering ${ASKER}`),
  of(
    `(?:you (?:would|do)n['’]?t|would you|do you|anyone|anybody|does anyone|any of you) (?:happen to )?know ${ASKER}`,
  ),
  of(`(?:does |do )?(?:some|any)(?:one|body) (?:here |out there |else )(?:happen to )?know ${ASKER}`),
  of(`(?:may|might|can|could) i (?:please |just )?(?:ask|know)(?: you)? ${ASKER}`),
  of(`(?:would|do) (?:you|u) mind (?:telling|explaining(?: to)?|showing)(?: me| us)? ${ASKER}`),
  of(`(?:can|could|would|will) ${ANYONE} (?:please |kindly )?${TELL} ${ASKER}`),
  of(
    `(?:i(?: was| am|['’]m|['’]ve been)? wonder(?:ing)? )?(?:if|whether) ${ANYONE} (?:can|could|would|might) (?:please |kindly )?${TELL} ${ASKER}`,
  ),
  of(`(?:would it be|is it) possible (?:for you )?to ${TELL} ${ASKER}`),
  of(`(?:do you |does anyone |have you )?(?:have |got )?any (?:idea|clue) ${ASKER}`),
  of(
    `(?:eu )?(?:não|nao) (?:sei|entendi|entendo|compreendi|(?:faço|tenho) (?:a menor |nenhuma )?ideia(?: de)?|(?:consigo|consegui|(?:es)?tou conseguindo|tô conseguindo) (?:descobrir|entender|saber))(?: (?:muito )?(?:bem|direito|ainda))? ${ASKER_PT}`,
  ),
  of(`(?:eu )?(?:estou|tô) (?:tentando|querendo) (?:descobrir|entender|saber) ${ASKER_PT}`),
  of(
    `o que (?:eu )?(?:quero|queria|gostaria de|preciso|desejo) (?:mesmo )?saber é:? (?:${ASKER_PT}|${OPENS_PT})`,
  ),
  of(`(?:a )?minha (?:dúvida|pergunta|questão) é:? (?:${ASKER_PT}|${OPENS_PT})`),
  of(
    `(?:por acaso )?(?:(?:você|vc|vocês|vcs|alguém|alguem) )?(?:por acaso )?(?:sabe|sabem|saberia|saberiam)(?: (?:me )?${TELL_PT})? ${ASKER_PT}`,
  ),
  of(`(?:tem|há|teria|dá|daria|dava) (?:como|para|pra) (?:(?:você|vc) )?me ${TELL_PT} ${ASKER_PT}`),
  of(
    `(?:tem|há|teria|dá|daria|dava) (?:como|para|pra) (?:(?:você|vc) )?me ${TELL_PT} (?=[oa]s? \\p{L})`,
    "qual é ",
  ),
  of(`(?:eu )?(?:posso|poderia|podia) (?:te |lhe |vos )?(?:perguntar|saber)(?:-(?:te|lhe|vos))? ${ASKER_PT}`),
  of(
    `(?:(?:você|vc) )?(?:se importa(?:ria)?|importa(?:va)?-se|importar-se-ia) de (?:me )?${TELL_PT}(?:-me)? ${ASKER_PT}`,
  ),
  of(`(?:é|era|seria) possível (?:me )?${TELL_PT}(?:em)?(?:-me)? ${ASKER_PT}`),
  of(
    `(?:se )?(?:alguém|alguem|você|vc|vocês|vcs) (?:aqui |aí )?(?:pode|poderia|podia|consegue)(?: me)? ${TELL_PT}(?:-me)? ${ASKER_PT}`,
  ),
  of("(?:é|será) verdade que ", "será que "),
  of(`(?:eu )?(?:queria|gostaria de|quero) (?:entender|perguntar|descobrir|saber) ${ASKER_PT}`),
  of("(?:desejo|pretendo) (?=\\p{L}+[aei]r )", "quero "),
  of(`me (?:fala|fale|conta|conte) ${ASKER_PT}`),
  of(`(?:i|we) (?:need|could use) (?:some |your )?help (?:with |in )?(?=\\p{L}+ing )${MADE}`, "how to "),
  of(
    `(?:(?:i|we) need (?:some |your )?help to|(?:can|could|will|would) you (?:please )?help me(?: to)?) ${MADE}(?=\\p{L}+ (?:an?|the|my|our) )`,
    "how to ",
  ),
  of(
    `(?:preciso de (?:uma |alguma )?ajuda|(?:você |vc )?(?:pode|poderia|consegue) me ajudar) (?:para|pra|a) ${MADE_PT}(?=\\p{L}+[aei]r )`,
    "como ",
  ),
];
/** The first words of the rules: most questions need this search alone. */
const MAY_OPEN =
  /^(?:(?:i|we) |i['’]|im |we['’]|idk |just |out of |curious |basically |looking to |not |unsure |no (?:idea|clue) |don['’]?t know|just won|wondering |what (?:i|we)(?:['’]| (?:would|really|like|want|need|wish))|(?:my|our|the) question |you (?:would|do)n|some(?:one|body) |if |whether |any|do you |(?:do|does) (?:any|some)|would (?:it|any|some)|is it possible |(?:may|might|can|could) i |(?:can|could|will) (?:some|any)|would you|have you|(?:can|could|will|would) you |eu |não |nao |estou |tô |o que (?:eu )?(?:quero|queria|gost|preciso|desejo) |a minha |minha (?:d|p|q)|por acaso |você |vc |vocês |vcs |algu[eé]m |sabe|tem como|há como|teria |só por |por curiosidade|curiosidade|é verdade |será verdade |queria |gostaria de |quero |desejo |pretendo |dá |daria |dava |me |se |posso |poderia |podia |importa|[ée] possível |era possível |seria possível |preciso de |pode|consegue )/i;

/** Here "y" is why; before a number or a noun it may be a variable. */
const WHY =
  /^y (?=(?:(?:is|are|was|were) (?:my|our|your|the|this|that|it|there|you|they)|(?:do|does|did|can['’]?t|won['’]?t|don['’]?t|doesn['’]?t|didn['’]?t|isn['’]?t|aren['’]?t|am)(?!\p{L})))/iu;
/** Asking words as typed in a hurry: `askedInOrder` has to know them. */
const SHORT_ASKER = /^(?:qdo|qnd|qto|qnto|oq)(?= )/iu;
const FULL_ASKER: ReadonlyMap<string, string> = new Map(
  Object.entries({ qdo: "quando", qnd: "quando", qto: "quanto", qnto: "quanto", oq: "o que" }),
);
const CHAT: readonly string[] = [" d ", " n ", " p "];
/** Single letters that stand for a word before some others. */
const LETTERS: readonly (readonly [RegExp, string])[] = [
  [/(?<!\S)d (?=(?:vcs?|vocês?)(?!\p{L}))/giu, "de "],
  [
    /(?<!\S)n (?=(?:consigo|recebi|sei|tenho|posso|quero|chegou|está|tá|funciona|foi|veio|abre|entendi|lembro|aceita|entrega|dá|tem|precisa|pode)(?!\p{L}))/giu,
    "não ",
  ],
  [/(?<=(?:faço|faz|fazer|leva|demora|serve|dá|da) )p (?=\p{L}+[aei]r(?!\p{L}))/giu, "para "],
];

/** The question without what only says that it is asked. */
export function withoutAsking(text: string): string {
  let typed = text;
  if (text.startsWith("n ") || CHAT.some((letter) => text.includes(letter)))
    for (const [pattern, said] of LETTERS) typed = typed.replace(pattern, said);
  typed = typed.replace(SHORT_ASKER, (word) => FULL_ASKER.get(word.toLowerCase()) ?? word);
  if (text.startsWith("y ")) typed = typed.replace(WHY, "why ");
  if (!MAY_OPEN.test(typed)) return typed;
  for (const [pattern, said] of RULES) {
    const out = typed.replace(pattern, said);
    if (out !== typed) return out;
  }
  return typed;
}

function of(source: string, said = ""): readonly [RegExp, string] {
  return [new RegExp(`^${source}`, "iu"), said];
}
