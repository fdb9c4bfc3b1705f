/**
 * Decides which questions may have a slot: only those that ask to make something ("write a message for") or how to do
 * something. Others ("whether", "how many", "which", "who", "what is") ask for a fact about the slot's value, and a
 * fact that holds for three values may be false for the fourth.
 */

const COURTESY =
  /^(?:(?:hi|hello|hey|please|ok|okay|so|and|now|thanks|kindly|just|olá|oi|por favor|bom dia|boa tarde|boa noite|então|agora)(?![\p{L}\p{N}])[\s,!.:;-]*)+/u;
const REQUEST =
  /^(?:(?:can|could|would|will) you (?:please |kindly )?(?:help me (?:to )?)?|help me (?:to )?|(?:i|we)(?: want| need|'d like|’d like| would like) (?:you )?to |(?:você )?(?:pode|poderia|podes|consegue) (?:me )?(?:ajudar a )?|me ajud[ea] a |(?:eu )?(?:quero|preciso|gostaria) que você |(?:eu )?(?:quero|preciso|gostaria de) )(?:please |por favor )?/u;
const MAKES =
  /^(?:write|create|draft|compose|generate|make|prepare|produce|design|craft|build|escrev(?:a|e|er)|cri(?:a|e|ar)|redij(?:a|e)|redigir|faça|faz|fazer|ger(?:e|a|ar)|mont(?:e|a|ar)|elabor(?:e|a|ar)|prepar(?:e|a|ar)|compon(?:ha|har)|compor|produz(?:a|ir)?)(?: me| us| nos)? |^(?:give|show|send|dê|dá|dar|mostre|mostra|mostrar)(?: me| us| nos)? (?:an? |um |uma |uns |umas )|^me (?:dê|dá|mostre|mostra|escreva|crie|faça) (?:um |uma )/u;
const HOW =
  /^(?:(?:explain|describe|show|tell|teach)(?: me| us)?(?: to me)? |(?:explique|explica|explicar|descreva|mostre|mostra|diga|ensine|ensina)(?:-me)?(?: me)? |me (?:explique|explica|mostre|ensine|diga) )?(?:how (?:to |(?:do|can|could|should|would|might|must) (?:i|we|you|one|people|someone|a user) |(?:i|we|you|one) |does (?:one|someone) )|como (?:posso |podemos |devo |se (?:pode |deve )?|eu |é que (?:eu )?)?(?:\p{L}+(?:ar|er|ir|or|o|a|e)|faço|fazemos)(?:-se)? )/u;
/**
 * Words that, anywhere in the question, rule out a slot: they ask for a fact, a limit or a choice, or bring a text
 * along.
 */
const ASKS_FACT =
  /(?<![\p{L}\p{N}])(?:whether|which|whose|who|whom|when|where|why|what|how (?:many|much|long|far|often|old|big|large|tall|high|fast|soon|late|few)|(?:know|check|see|tell|say|sure|test|verify|decide|determine|explain|asks?|clear) (?:me )?if|the (?:list|number|amount|price|cost|capital|currency|population|date|age|limit)|translat\p{L}*|correct\p{L}*|rewrit\p{L}*|summar\p{L}*|classif\p{L}*|qual|quais|quem|cujo|cuja|quando|onde|quanto|quanta|quantos|quantas|por que|porque|porquê|(?:saber|dizer|diga|verificar|ver|checar|veja|verifique|decidir|explique|explica|diz) se|o (?:número|preço|custo|limite|prazo)|a (?:lista|capital|moeda|população|data|idade)|traduz\p{L}*|traduç\p{L}*|corrig\p{L}*|corrij\p{L}*|reescrev\p{L}*|resum\p{L}*|classifi\p{L}*)(?![\p{L}\p{N}])/u;
/** Text directly before the slot that rules it out: the value is counted, signed, or has a unit or a limit. */
const COUNTED_BEFORE =
  /(?:[\d$€£¥%<>=+−*/\\^~#@&|_{}[\]()"'`“”‘’«»-]|(?<![\p{L}\p{N}])(?:over|under|above|below|than|least|most|until|within|mais de|menos de|acima de|abaixo de|até|pelo menos))\s*$/u;
const COUNTED_AFTER = /^\s*[\d$€£¥%<>=+−*/\\^~@&|_{}[\]()"'`“”‘’«»]|^\s*(?:degrees|percent|graus|por cento)/u;
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\p{Co}\p{Cs}]/u;

export function mayTakeSlot({ before, after }: { readonly before: string; readonly after: string }): boolean {
  const frame = `${before}\u25a1${after}`;
  if (INVISIBLE.test(frame.replaceAll("\n", " "))) return false;
  const text = opening(frame);
  if (!MAKES.test(text) && !HOW.test(text)) return false;
  const rest = text.replace(HOW, "");
  if (ASKS_FACT.test(rest)) return false;
  return !COUNTED_BEFORE.test(before) && !COUNTED_AFTER.test(after);
}

/** Could the question have a slot? A first check, before it is known where the slot would stand. */
export function mayHaveSlot(question: string): boolean {
  const text = opening(question);
  return MAKES.test(text) || HOW.test(text);
}

function opening(question: string): string {
  return question
    .toLowerCase()
    .normalize("NFC")
    .replace(/\s+/gu, " ")
    .trim()
    .replace(COURTESY, "")
    .replace(REQUEST, "")
    .replace(COURTESY, "");
}
