/**
 * Says questions that want one answer in one way: "what is the formula for X" and "how do I calculate X", "X vs Y" and "what is the
 * difference between X and Y", "is X single use" and "can I only use X once".
 */

/** What a formula gives. Of these "find", "work out" and "calculate" say one thing. */
const MEASURE =
  "(?:(?:surface )?area|volume|perimeter|circumference|diameter|radius|hypotenuse|average|mean|median|(?:simple|compound) interest|speed|velocity|acceleration|density|slope|percent(?:age)?|standard deviation|variance|probability)";
const MEASURE_PT =
  "(?:área|area|volume|perímetro|perimetro|circunferência|diâmetro|raio|hipotenusa|média|mediana|juros (?:simples|compostos)|velocidade|aceleração|densidade|inclinação|porcentagem|desvio padrão|variância|probabilidade)";
const FINDING = "(?:find|compute|work out|determine|figure out|get)";
const FINDING_PT = "(acha|encontra|descobri|determina|obte)r|(?:ach|encontr|determin)o";
/** Things that have a duration and no length. */
const LASTING =
  "(?:(?:free )?trial|warranty|guarantee|course|semester|contract|lease|(?:\\p{L}+ )?flight|movie|film|session|sale|promotion|internship|probation)(?: period)?";
/** What is done to a thing of which one says that it can be. */
const ABLE: ReadonlyMap<string, string> = new Map(
  `refundable/refunded returnable/returned transferable/transferred reusable/reused deductible/deducted taxable/taxed
  washable/washed recyclable/recycled exchangeable/exchanged cancellable/cancelled editable/edited renewable/renewed
  refillable/refilled repairable/repaired replaceable/replaced negotiable/negotiated redeemable/redeemed
  reembolsável/reembolsado transferível/transferido reutilizável/reutilizado dedutível/deduzido tributável/tributado
  lavável/lavado reciclável/reciclado cancelável/cancelado parcelável/parcelado renovável/renovado editável/editado
  reembolsáveis/reembolsado transferíveis/transferido reutilizáveis/reutilizado dedutíveis/deduzido tributáveis/tributado
  laváveis/lavado recicláveis/reciclado canceláveis/cancelado parceláveis/parcelado renováveis/renovado`
    .split(/\s+/)
    .map((pair) => pair.split("/"))
    .map(([able = "", done = ""]) => [able, done] as const),
);
const PRICED =
  "frete|entrega|taxa|tarifa|multa|mensalidade|anuidade|matrícula|inscrição|passagem|ingresso|bilhete|consulta|exame|plano|assinatura|curso|aula|diária|aluguel|condomínio|iptu|ipva|seguro|franquia|pedágio|estacionamento|conserto";
const INFINITIVE = "\\p{L}+[aeiô]r(?!\\p{L})";

const RULES_VERSUS: readonly (readonly [RegExp, string])[] = [
  // Two names are as often two that play each other.
  [
    /^(?!.*(?<!\p{L})\p{Lu}\p{Ll}+(?!\p{L}))(\S+) (?:vs\.?|versus) (\S+(?: \p{L}\S*)?)$/u,
    "what is the difference between $1 and $2",
  ],
  rule(`(.{2,30}) (?:vs\\.?|versus) (.{2,30}) differences?$`, "what is the difference between $1 and $2"),
];
const RULES_EN: readonly (readonly [RegExp, string])[] = [
  rule(
    `(?:what (?:is|are)|what['’]?s) the formulas? (?:for|of|to)(?: ${FINDING}(?:ing)?| calculat(?:e|ing))? (?=(?:the |an? )?${MEASURE}(?!\\p{L}))`,
    "how do i calculate ",
  ),
  rule(
    `(how (?:to|(?:do|can|would|should) (?:i|you|we|one))) ${FINDING} (?=(?:the |an? )?${MEASURE}(?!\\p{L}))`,
    "$1 calculate ",
  ),
  rule(
    `(?:(?:what is|what['’]s) )?(?:the )?(${MEASURE}(?: of (?:an? |the )?\\p{L}+)?) formula$`,
    "how do i calculate the $1",
  ),
  rule("how do (.{2,30}) and (.{2,30}) differ$", "what is the difference between $1 and $2"),
  rule(
    "how (?:is|are) (?!(?:you|we|they|it|i|he|she) )(.{2,30}) different (?:from|to|than) (.{2,30})$",
    "what is the difference between $1 and $2",
  ),
  rule("(?:what is|what['’]s) (?:the )?definition of ", "define "),
  rule("what (?:do|would) (?:you|we|they|people) mean by (?!(?:that|this|it)(?!\\p{L}))", "what is "),
  rule("(?!(?:the|my|your|what|how|of) )(\\p{L}\\S*(?: \\p{L}\\S*)?) meaning$", "what does $1 mean"),
  rule("(?!(?:the|my|your|what|how|of) )(\\p{L}\\S*(?: \\p{L}\\S*)?) definition$", "define $1"),
  // Not of a name, whose meaning is where it comes from.
  [
    /^[Ww]hat(?: is|['’]s) the meaning of (?:the (?:word|term) )?(?!(?:the|this|that|life|love|existence)$)(\p{Ll}\S*)$/u,
    "what does $1 mean",
  ],
  rule("(?:what is|what['’]s) (\\p{L}\\S*) short for$", "what does $1 stand for"),
  rule(
    `how long (?:is|are) (?=((?:the|a|an|my|your) ${LASTING}(?: to \\p{L}+| from \\p{L}+)?)$)\\1`,
    "how long does $1 last",
  ),
  rule(
    `how long does (?=((?:the|a|an|my|your) (?:\\p{L}+ )?flight(?: to \\p{L}+| from \\p{L}+)?) take$)\\1 take`,
    "how long does $1 last",
  ),
  rule("(?:what is|what['’]s) the duration of (.{2,40})$", "how long does $1 last"),
  rule(
    "(?:is|are) (.{2,30}?) (?:(?:for )?single[- ]use(?: only)?|(?:only )?(?:good|valid) for (?:one|a single) use(?: only)?)$",
    "can i only use $1 once",
  ),
  rule("can (.{2,30}?) only be used once$", "can i only use $1 once"),
  rule(
    "(?:what is|what['’]s) (?:the )?(?:price|cost) of (?=(?:an?|the|my) )(.{2,60})$",
    "how much does $1 cost",
  ),
  rule("what (do(?:es)?) (.{2,40}) cost$", "how much $1 $2 cost"),
  rule("how much (?:do|would|should) (?:i|we|you) (?:have to )?pay for (.{2,40})$", "how much does $1 cost"),
  // "Minimum" is kept: the other question may say "maximum".
  rule(
    "(?:what is|what['’]s) the min(?:imum)? age (?:to |for (?=\\p{L}+ing(?!\\p{L})))",
    "what is the minimum age to ",
  ),
  rule(
    "(?:how old|what age) (?:(?:do|would) (?:i|you|we) (?:have|need) to|must (?:i|you|we)|should (?:i|you|we)) be to ",
    "what is the minimum age to ",
  ),
  rule("at what age can (?:i|you|we|one) ", "what is the minimum age to "),
  rule("(?:is|are) there (?:a|any|some) (?:ways?|methods?) to ", "how can i "),
  rule(
    "what (do|should|must|can|would|could) (i|you|we|one) (?:(?:need|have) to )?do (?:in order )?to ",
    "how $1 $2 ",
  ),
  rule(
    "what (?:are (?:the )?)?steps (?:(?:do|should|must|can) (?:i|you|we|one) (?:take|follow|need) )?to ",
    "how do i ",
  ),
  rule("how 2 (?=\\p{L})", "how to "),
  rule(
    "how many (?:people|persons) (?:live|are living) in (?!poverty)(?=[^,;?]{2,40}$)",
    "what is the population of ",
  ),
  rule("how many inhabitants (?:does|do) (.{2,40}) have$", "what is the population of $1"),
  rule("how does one (.{2,60}? )their (?=\\p{L})", "how do i $1my "),
];
const RULES_PT: readonly (readonly [RegExp, string])[] = [
  rule(
    `(?:qual (?:é )?)?a fórmula (?:para (?:calcular|achar|encontrar) |d[aeo]s? |(?:para|pra) )(?=(?:[oa]s? )?${MEASURE_PT}(?!\\p{L}))`,
    "como calcular ",
  ),
  rule(`(como) (?:eu )?(?:se )?(?:${FINDING_PT}) (?=(?:[oa]s? )?${MEASURE_PT}(?!\\p{L}))`, "$1 calcular "),
  rule(`(\\p{L}\\S*) (?:x|vs\\.?|versus|e) (\\p{L}\\S*) diferenças?$`, "qual a diferença entre $1 e $2"),
  rule(`diferenças? (\\p{L}\\S*) (?:x|vs\\.?|versus) (\\p{L}\\S*)$`, "qual a diferença entre $1 e $2"),
  rule("(?:qual (?:é )?)?(?:o )?significado (?=d[eoa]s? )d(?:e )?", "o que significa "),
  rule("(?:qual (?:é )?)?a definição (?=d[eoa]s? )d(?:e )?", "o que é "),
  rule(
    "quem (?:é|foi) [oa] autora? (?:de (?=[A-ZÁÉÍÓÚÂÊÔ])|d(?=[oa] (?:livro|romance|poema|conto|música|canção|obra|peça|texto|letra|saga)(?!\\p{L})))",
    "quem escreveu ",
  ),
  rule("o que vem a ser (?=\\p{L})", "o que é "),
  rule(
    `(?:quanto é |(?:quanto|qual) (?:é )?o (?:valor|preço|custo) d)(?=[oa] (?:${PRICED})(?!\\p{L}))`,
    "quanto custa ",
  ),
  rule("qual (?:é )?a duração d(?=[oa]s? )", "quanto tempo dura "),
  rule("(.{2,30}?) (?:é|são) de uso único$", "só posso usar $1 uma vez"),
  rule("(.{2,30}?) só (?:pode|podem) ser usad[oa]s? uma vez$", "só posso usar $1 uma vez"),
  rule(
    `(?:o que (?:eu )?(?:devo|posso|preciso|tenho que|tenho de|é preciso|é necessário) fazer (?:para|pra)|como proceder (?:para|pra)|quais (?:são )?os (?:passos|procedimentos) (?:para|pra|de)|qual (?:é )?o (?:procedimento|caminho) (?:para|pra|de)|(?:existe|há|tem) (?:algum|alguma|uma?) (?:forma|maneira|jeito|modo|meio) de) (?=${INFINITIVE})`,
    "como ",
  ),
  rule(
    `como (?:eu |se |você |a gente )?(?:fa[çc]o|faz|fazer|fazemos) (?:para|pra) (?=${INFINITIVE})`,
    "como ",
  ),
  rule(`qual (?:é |seria )?o passo a passo (?:para|pra|de) (?=${INFINITIVE})`, "como "),
  rule(`(?:é|será que é) necessári[oa] (?=(?!${INFINITIVE})(?!que )(?!de )\\p{L})`, "preciso de "),
  rule(
    "(?:com|a partir de) (?:quantos anos|que idade) (?:eu |se )?(?:posso|pode|podemos)(?: se)? ",
    "qual a idade mínima para ",
  ),
  rule("quantas pessoas (?:moram|vivem) em (?=[^,;?]{2,40}$)", "qual a população de "),
  rule("quantas pessoas (?:moram|vivem) n(?=[oa]s? [^,;?]{2,40}$)", "qual a população d"),
  rule("quantos habitantes (?:tem|têm|há em|existem em) (?=[oa]s? )", "qual a população d"),
  rule("quantos habitantes (?:tem|têm|há em|existem em) (?=\\p{L})", "qual a população de "),
  rule("quanto (?:sai|fica) (?=(?:o|a|os|as|um|uma) )", "quanto custa "),
  rule("(quem|onde|quando|quanto) é que ", "$1 "),
  rule("como é que (?=se )", "como "),
  rule("2[ªa]? via (?=d[aeo] |\\p{L}+$)", "segunda via "),
  rule("(?:há|existe)(?: a| alguma)? possibilidade de ", "posso "),
  rule(`rola (?=${INFINITIVE})`, "posso "),
  rule("cad[eê] (?=(?:o|a|os|as|meus?|minhas?) )", "onde está "),
  rule("kd (?=(?:o|a|os|as|meus?|minhas?) )", "onde está "),
];
/** How a text may open for a rule to fit, and what it may hold: for most questions these looks are all. */
const MAY_OPEN_EN = /^(?:how|what(?:['’]s)?|at what age|(?:is|are) (?:there|it)) /i;
const HELD_EN = " meaning, definition,formula,one use,a single use,single-use,single use,used once".split(
  ",",
);
const MAY_OPEN_PT =
  /^(?:o que|que|quais|qual|como|existe|há|tem alguma?|tem uma?|é necessári[oa]|será que é|com que|com quantos|a partir de|quant[oa]s?|quem é|onde é|quando é|2[ªa]? via|quem foi|rola|cad[eê]|kd|a fórmula|a definição|o significado|significado) /i;
const HELD_PT = "diferen,uso único,uma vez".split(",");

/** Phrases that stand anywhere. */
const DEADLINE =
  /(?<!\p{L})(prazos?|requisitos?|data limite|carência) (?:para (?=[oa]s? )|pr(?=[oa] )|(?:para|pra) )(?!\p{L}+[aeiô]r(?!\p{L}))/giu;
const NEEDED =
  /^(?:quais|que) (?:são os |são as |os |as )?(\p{L}+(?: \p{L}+)?) (?:(?:são|é) )?(?:necessári[oa]s?|exigid[oa]s?|precis[oa]s?) (?=(?:para|pra) )/iu;
const CAN_BE = /^(?:is|are) (.{3,30}?) ((?:machine )?\p{L}+[ai]ble)$/iu;
const CAN_BE_PT = /^(.{3,30}) (?:é|são) (\p{L}+[áí]ve(?:l|is))$/iu;
const MAY_BE_DONE = /^(?:quais |que |como |onde |quando )/i;
const DONE_HELD: readonly string[] = "prazo,requisito,data limite,carência".split(",");
const ENDS_ABLE: readonly string[] = "able,ible,ável,ível,áveis,íveis".split(",");
const HERS = /^(?:as?|minhas?|ess?as?|est?as?|suas?) /iu;
/** Nobody does it in either: "como é calculado o imposto", "como se calcula o imposto". */
const DONE_PT =
  /^(como|onde|quando) (?:é|são) (\p{L}{2,}?)(ad|id)[oa]s? (?=(?:o|a|os|as|um|uma|["“\p{Lu}]))/iu;
const DONE_ODDLY_PT = /^(como|onde|quando) (?:é|são) feit[oa]s? (?=(?:o|a|os|as|um|uma) )/iu;
/** "Como se cobram os juros". */
const ALL_PT = /^((?:como|onde|quando) se \p{L}+[ae])m(?= (?:os|as) )/iu;
const DONE_BEHIND_PT =
  /^(como|onde|quando) ((?:o|a|os|as) \p{L}+(?: d[eoa] \p{L}+)?) (?:é|são) (\p{L}{2,}?)(ad|id)[oa]s?$/iu;

export function askedAlike(text: string): string {
  const lower = text.toLowerCase();
  const holds = (held: string): boolean => lower.includes(held);
  let out = text;
  if (lower.includes(" vs") || lower.includes(" versus ")) out = firstOf(RULES_VERSUS, text);
  if (out === text && (MAY_OPEN_EN.test(text) || HELD_EN.some(holds))) out = firstOf(RULES_EN, text);
  if (out === text && (MAY_OPEN_PT.test(text) || HELD_PT.some(holds))) out = firstOf(RULES_PT, text);
  if (out !== text) return out;
  const may = MAY_BE_DONE.test(text) || ENDS_ABLE.some((end) => lower.endsWith(end)) || DONE_HELD.some(holds);
  return may ? asDone(text) : text;
}

function asDone(text: string): string {
  const able = CAN_BE.exec(text);
  if (able !== null) {
    const done = ABLE.get((able[2] ?? "").toLowerCase());
    return done === undefined ? text : `can ${able[1]} be ${done}`;
  }
  const ableInPt = CAN_BE_PT.exec(text);
  if (ableInPt !== null) {
    const done = ABLE.get((ableInPt[2] ?? "").toLowerCase());
    if (done === undefined) return text;
    return `${ableInPt[1]} pode ser ${HERS.test(text) ? done.replace(/o$/, "a") : done}`;
  }
  return text
    .replace(DEADLINE, "$1 de ")
    .replace(NEEDED, "que $1 preciso ")
    .replace(DONE_ODDLY_PT, "$1 se faz ")
    .replace(ALL_PT, "$1")
    .replace(DONE_PT, (_, asker: string, root: string, end: string) => `${asker} se ${root}${ending(end)} `)
    .replace(
      DONE_BEHIND_PT,
      (_, asker: string, thing: string, root: string, end: string) =>
        `${asker} se ${root}${ending(end)} ${thing}`,
    );
}

/** The text by the first rule that fits; itself where none does. What opened it may stand further on then. */
export function firstOf(rules: readonly (readonly [RegExp, string])[], text: string): string {
  for (const [pattern, said] of rules) if (pattern.test(text)) return inSentence(text).replace(pattern, said);
  return text;
}

/** An article or a preposition that opened a text has its capital no more: alone it would be a name. */
export function inSentence(text: string): string {
  return text.replace(OPENING_WORD, (word) => word.toLowerCase());
}
const OPENING_WORD =
  /^(?:A|O|As|Os|The|My|Our|Um|Uma|Meu|Minha|In|On|At|For|With|Without|Under|During|After|Before|From|Using|Em|N[oa]s?|Numa?|À|Às|Aos?|Para|Com|Sem|Durante|Após|Depois|Antes|Pel[oa])(?= [\p{L}\d]{2})/u;

function ending(participle: string): string {
  return participle.toLowerCase() === "ad" ? "a" : "e";
}

function rule(source: string, said: string): readonly [RegExp, string] {
  return [new RegExp(`^${source}`, "iu"), said];
}
