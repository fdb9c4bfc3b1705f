/** The phrases around a question that ask nothing, in English and Portuguese; `courtesy.ts` removes them. */

/** Words that a question has and a title has not: "hello can I pay", and not "Hello lyrics". */
const SAID =
  "i|we|my|our|you|your|me|us|it|how|what|when|where|why|who|which|is|are|do|does|did|can|could|will|would|should|need|want|please|help|como|qual|quais|quando|onde|quem|quant[oa]s?|que|eu|meus?|minhas?|você|vocês|vcs?|posso|pode|preciso|quero|queria|gostaria|tem|tenho|é|são|está|não|consigo|favor";
/** What follows a greeting: a mark, or a question. */
const GREETED = `(?:\\s*[,.!:;-][\\s,.!:;-]*|\\s+(?=[\\s\\S]{0,200}?(?<!\\p{L})(?:${SAID})(?!\\p{L})))`;

/** Polite beginnings, removed with the punctuation after them. */
export const COURTESIES = [
  /^(?:(?:please|kindly|excuse me|so|and|but)\b[\s,.!:;-]*)+/iu,
  new RegExp(
    `^(?:(?:(?:hey|hi|hello)(?: there| all| everyone)?|ok|okay|well|now|thanks)\\b${GREETED})+`,
    "iu",
  ),
  /^good (?:morning|afternoon|evening)\s*[,.!:;]+\s*/iu,
  /^(?:sorry|desculp(?:e|a|em))\s*[,.!:;]+\s*(?:but |mas )?/iu,
  /^com licença\s*[,.!:;]+\s*/iu,
  /^(?:tudo bem|tudo bom|como vai|beleza|blz)\s*[?!.,]+\s*/iu,
  /^(?:(?:por favor|por gentileza|ei|bom dia|boa tarde|boa noite|então)(?![\p{L}])[\s,.!:;-]*)+/iu,
  new RegExp(`^(?:(?:oi|olá|bem)(?!\\p{L})${GREETED})+`, "iu"),
  /^(?:i have a |just a |a |one )?(?:quick |simple |short |small )?(?:question|doubt)[\s:,.;-]+(?:about this[\s:,.;-]+)?/iu,
  /^(?:tenho uma |só uma |uma )?(?:pergunt(?:a|inha)|dúvida)(?: rápida| simples| rapidinha)?[\s:,.;-]+/iu,
  /^(?:can|could|would|will) (?:you|u) (?:please |kindly )?(?:tell|explain|show|help|teach|let)(?: to)? (?:me|us)(?: understand| know| out)?(?: with)?[\s:,]+(?=how|what|why|when|where|who|which|if|whether)/iu,
  /^(?:can|could|will|would) (?:you|u) (?:please |kindly )?tell (?:me|us)[\s:,]+(?=(?:the|my|our|your)\b)/iu,
  /^(?:can|could|will|would) (?:you|u) (?:please |kindly )?(?:explain|clarify)[\s:,]+(?=how|what|why|when|where|who|which)/iu,
  /^(?:can|could|will|would) (?:you|u) (?:please |kindly )?help (?:me|us) (?:to )?(?:figure out|find out|work out|understand|learn)[\s:,]+(?=how|what|why|when|where|who|which|if|whether)/iu,
  /^(?:please )?(?:tell|explain to|show|teach|let) (?:me|us)(?: know)?(?: please)?[\s:,]+/iu,
  /^(?:please )?explain(?: to me)?[\s:,]+(?=how|what|why|when|where|who|which)/iu,
  /^(?:would|do|could) (?:you|u) happen to know[\s,:]+/iu,
  /^(?:i(?:'d| would) (?:appreciate it|be grateful|be glad) if you (?:could|would) (?:tell|explain to|show|let) (?:me|us)(?: know)?)[\s,:]+/iu,
  /^(?:do (?:you|u) know|does anyone know|does anybody know|any idea|i(?:'d| would) like to know|i want to know|i need to know|i was wondering|i wonder|i am wondering|i'm wondering|wondering)[\s:,]+/iu,
  /^(?:você |vc )?(?:pode|poderia|consegue) (?:por favor )?(?:me )?(?:dizer|explicar|mostrar|ajudar a entender|informar|ensinar)(?: a)?[\s:,]+/iu,
  /^(?:me )?(?:diga|explique|mostre|informe|ensine|diz|explica)(?:-me| para mim| me)?[\s:,]+(?=como|qual|quais|o que|quando|onde|quem|por|quanto|se)/iu,
  /^(?:você |vc |vocês |vcs |tu |alguém )?(?:pode[ms]?|poderia[ms]?|podia[ms]?|consegue[ms]?|sabe[ms]?|saberia[ms]?|sabia[ms]?) (?:por favor )?(?:(?:me|nos) (?:dizer|explicar|informar|indicar|esclarecer|ensinar)|(?:dizer|explicar|informar|indicar|esclarecer|ensinar)-(?:me|nos))(?: por favor)?(?: a)?[\s:,]+(?=(?:como|qual|quais|o que|quando|onde|quem|por|quant[oa]s?|se|a que|em que|de que|[oa]s?)(?![\p{L}]))/iu,
  /^(?:você sabe|tu sabes|alguém sabe|(?:eu )?(?:gostaria de|gostava de|quero|queria|preciso(?: de)?|precisava(?: de)?) saber)[\s:,]+/iu,
  /^(?:just )?(?:out of curiosity|curious)\s*[,:]+\s*/iu,
  /^(?:só )?(?:por )?curiosidade\s*[,:]+\s*/iu,
  /^(?:i'?m |i am )?not sure if (?:this|here) is the right place(?: to ask)?(?: for this)?\s*,?\s*but\s+/iu,
] as const;

/** Polite ends, and final punctuation. A word that is talked of is none: "how do you say thanks". */
export const FAREWELLS = [
  /(?<!(?<!\p{L})(?:with|say|says|saying|of|to|the|for|word|spell|write|means?|is|between|and|or|de|com|diz|dizer|digo|dizem|usar|uso|significa|responder|escrever|palavra|expressão|entre|e|ou|é|a|o)\s?)[\s,;.!-]*\b(?:please|pls|plz|(?:many |so )?thanks(?: in advance| a lot| so much| very much)?|thank you(?: in advance| so much| very much| a lot)?|thx|cheers|por favor|por gentileza|se (?:me )?(?:faz|fizer(?:em)?) (?:o )?favor|sff|(?:muito )?obrigad[oa](?: desde já)?|(?:desde já )?(?:muito )?(?:grat[oa]|agradecid[oa])|valeu|pfv|pf)[\s.!?]*$/iu,
  /\s*,\s*(?:if possible|if you (?:can|could|do(?:n['’]t| not) mind)|se (?:for )?possível|se puder(?:em)?)[\s.!?]*$/iu,
  // "Explain entropy to me"; "why did she lie to me" is another matter.
  /\s+(?:to|for|a|para|pra) (?:me|us|mim|nós)[\s.!?]*$(?<=^(?:(?:please|kindly|(?:can|could|will|would) you|por favor|pode|poderia|você pode) ){0,2}(?:explain|describe|explique|descreva|explicar|descrever) .{1,200})/iu,
  /[\s,;.!-]*(?:agradeço desde já|desde já agradeço|desde já)[\s.!?]*$/iu,
  /[\s?!.…,;:]+$/u,
] as const;
