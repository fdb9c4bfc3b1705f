/** The phrases around a question that ask nothing, in English and Portuguese; `courtesy.ts` removes them. */

/** Polite beginnings, removed with the punctuation after them. */
export const COURTESIES = [
  /^(?:(?:please|kindly|(?:hey|hi|hello)(?: there| all| everyone)?|excuse me|ok|okay|so|well|now|and|but|thanks)\b[\s,.!:;-]*)+/iu,
  /^(?:(?:i'?m |i am )?sorry (?:to (?:bother|disturb|trouble) you|for (?:bothering|disturbing) you)(?: again)?[\s,.!:;-]*(?:but |and )?)/iu,
  /^good (?:morning|afternoon|evening)\s*[,.!:;]+\s*/iu,
  /^(?:me )?desculp(?:e|a|em)(?:(?: pelo| por)?(?: o)?(?: te)? (?:incômodo|incomodar|incomodá-l[oa])[\s,.!:;-]+|\s*[,.!:;]+\s*)(?:mas )?/iu,
  /^com licença\s*[,.!:;]+\s*/iu,
  /^(?:tudo bem|tudo bom|como vai|beleza|blz)\s*[?!.,]+\s*/iu,
  /^(?:(?:por favor|por gentileza|oi|olá|ei|bom dia|boa tarde|boa noite|então|bem)(?![\p{L}])[\s,.!:;-]*)+/iu,
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
  /^(?:você |vc |vocês )?(?:sabe(?:ria)?|sabem|saberiam|poderiam|podem) me (?:dizer|informar|explicar)[\s:,]+/iu,
  /^(?:você sabe|alguém sabe|gostaria de saber|eu gostaria de saber|quero saber|eu quero saber|queria saber|preciso saber)[\s:,]+/iu,
  /^(?:just )?(?:out of curiosity|curious)\s*[,:]+\s*/iu,
  /^(?:só )?(?:por )?curiosidade\s*[,:]+\s*/iu,
  /^(?:i'?m |i am )?not sure if (?:this|here) is the right place(?: to ask)?(?: for this)?\s*,?\s*but\s+/iu,
] as const;

/** Polite ends, and final punctuation. */
export const FAREWELLS = [
  /[\s,;.!-]*\b(?:please|pls|plz|thanks|thank you|thanks in advance|thx|cheers|por favor|por gentileza|obrigado|obrigada|pfv|pf)[\s.!?]*$/iu,
  /[\s?!.…,;:]+$/u,
] as const;
