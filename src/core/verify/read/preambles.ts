/**
 * What is said before a question and belongs to nobody's answer: an apology for asking, that the asker is new to it, who asked
 * him. It ends with a mark, and a whole question follows.
 */

const HELLO =
  "(?:(?:hi|hey|hello|good (?:morning|afternoon|evening)|ok|okay|so|oi|olá|ola|bom dia|boa tarde|boa noite)(?: there| all| everyone| pessoal| gente)?[\\s,.!]+){0,2}";
const SILLY =
  "(?:silly|stupid|dumb|basic|simple|obvious|noob|newbie|beginner|naive|naïve|weird|strange|random|odd|ridiculous|trivial)";
const SILLY_PT =
  "(?:bob[ao]|besta|idiota|tol[ao]|burr[ao]|básic[ao]|basic[ao]|simples|estúpid[ao]|parv[ao]|óbvi[ao]|ingênu[ao]|ignorante|estranh[ao]|leig[ao]|chat[ao])";
const VERY = "(?:(?:a|an|such|very|really|quite|kind of|kinda|bit of|rather|probably|too|so) ){0,3}";
const VERY_PT = "(?:(?:uma|um|muito|meio|tão|bem|bastante|talvez|até|demais) ){0,3}";
const ASKED = "(?:has(?: already)? been|was|is|been) (?:asked|answered)(?: before| already| a lot)?";
/** A mark: "new to this" and not "new to running". */
const END = "\\s*[,.:;!–—-]\\s*";
const BUT = `(?:${END}(?:(?:but|so|and|anyway)[\\s,:]+)?|\\s+but[\\s,]+)`;
const BUT_PT = `(?:${END}(?:(?:mas|então|e|enfim)[\\s,:]+)?|\\s+mas[\\s,]+)`;
const KNEW =
  "(?:,? (?:and|but) (?:i|we) (?:honestly |really )?(?:did(?:n['’]?t| not)|do(?:n['’]?t| not)|could(?:n['’]?t| not)|was(?:n['’]?t| not)) (?:really )?(?:know|answer|sure|explain|help)(?: the answer| how to answer| what to say| what to answer)?)?";
const KNEW_PT =
  "(?:,? (?:e|mas) (?:eu )?(?:não|nao) (?:soube|sabia|sei|consegui)(?: responder| explicar| o que dizer| o que responder| a resposta)?)?";

const PREAMBLES: readonly RegExp[] = [
  // "Sorry to bother you", "sorry if this is a silly question, but".
  of(
    `(?:(?:i['’]?m |i am )?sorry (?:to (?:bother|disturb|trouble) you|for (?:bothering|disturbing) you)(?: again)?)${BUT}`,
  ),
  of(
    `(?:(?:i['’]?m |i am )?(?:so |very )?sorry|(?:my )?apologies|i apologi[sz]e|forgive me|pardon me|excuse me)(?: in advance)? (?:if (?:this|it|that) (?:is|sounds|seems|might be|may be|${ASKED})|for (?:this|the|my|asking|such)) ?${VERY}${SILLY}?(?: question| one| thing)?${BUT}`,
  ),
  of(
    `(?:(?:this|it) (?:is|may|might|could|will|would)(?: probably)?(?: be| sound| seem)?(?: like)?|(?:probably|maybe|possibly|just)) ${VERY}${SILLY}(?: question| one)?(?:${END}|\\s)but[\\s,]+`,
  ),
  of(`${VERY}${SILLY} question(?: maybe| perhaps| here)?${BUT}`),
  of(
    `(?:me )?(?:desculp(?:a|e|em|as)|perdão|perdoem?|foi mal)(?:-me)?(?: (?:pel[ao]|por|a|o|se|for|é|essa|esta|isso|minha|te|lhe|os?|as?|uma?|fazer)){0,4} (?:incômodo|incomodar|incomodá-l[oa]|transtorno|pergunta|dúvida|ignorância|${SILLY_PT})(?: ${VERY_PT}${SILLY_PT})?${BUT_PT}`,
  ),
  of(
    `(?:isto |isso )?(?:pode|deve|talvez|sei que) (?:ser |seja |parecer |pareça |é )?${VERY_PT}(?:pergunta |dúvida |coisa )?${SILLY_PT}(?:${END}|\\s)mas[\\s,]+`,
  ),
  of(`${VERY_PT}(?:pergunta|dúvida) ${VERY_PT}${SILLY_PT}${BUT_PT}`),
  // "I am new to this".
  of(
    `(?:i['’]?m|i am)(?: (?:very|quite|still|really|fairly|pretty|relatively|totally|completely|brand))? (?:(?:a |an )?(?:complete |total |absolute )?(?:beginner|newbie|noob|novice|amateur)|new)(?: (?:to all this|to this|at this|in this|here|with this|at all this))?${BUT}`,
  ),
  of(
    `(?:eu )?(?:sou|estou|tô)(?: (?:um|uma|muito|bem|meio|completamente|totalmente|ainda)){0,2} (?:iniciante|principiante|novat[oa]|leig[oa]|amador[a]?|nov[oa])(?: (?:nisso|nisto|aqui|no assunto|na área|nessa área|no tema))?${BUT_PT}`,
  ),
  // "My daughter asked me and I didn't know".
  of(
    `(?:my|our|a) (?:\\p{L}+ ){1,2}(?:just |recently |once )?(?:asked|keeps asking|was asking) (?:me|us)(?: (?:this|that|about this|yesterday|today|the other day)){0,2}${KNEW}${END}(?:so[\\s,:]+)?`,
  ),
  of(
    `(?:(?:o|a) )?(?:meu|minha|um|uma|nosso|nossa) (?:\\p{L}+ ){1,2}(?:me )?(?:perguntou|pergunta|questionou)(?:-me)?(?: (?:isso|isto|ontem|hoje|sempre)){0,2}${KNEW_PT}${END}(?:então[\\s,:]+)?`,
  ),
];
/** One look for the first words: most texts need no more. */
const MAY_OPEN =
  /^(?:(?:hi|hey|hello|good|ok|okay|so|oi|olá|ola|bom|boa)(?!\p{L})|(?:i['’]?m|i am|i apolog|my |our |a |an |apolog|sorry|forgive|pardon|excuse|this |it |probably|maybe|possibly|just|such|very|really|quite|silly|stupid|dumb|basic|simple|obvious|noob|newbie|weird|strange|random|trivial)|me desculp|desculp|perd|foi mal|ist?so |pode |deve |talvez|sei que|uma? |(?:minha )?pergunta|dúvida|eu |sou |estou |tô |o meu |a minha |meu |minha |nosso |nossa )/iu;
/** What follows is a question or an order, and no name or number. */
const WHOLE = /^\p{L}+['’]?\p{L}* \P{Zs}/u;

/** The text without what is said before its question; itself where nothing is, or nothing would be left. */
export function withoutPreamble(text: string): string {
  if (!MAY_OPEN.test(text)) return text;
  for (const pattern of PREAMBLES) {
    const said = pattern.exec(text)?.[0];
    if (said !== undefined && WHOLE.test(text.slice(said.length))) return text.slice(said.length);
  }
  return text;
}

function of(source: string): RegExp {
  return new RegExp(`^${HELLO}(?:${source})(?=\\p{L})`, "iu");
}
