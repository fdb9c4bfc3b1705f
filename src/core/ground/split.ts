/**
 * Splits the text around a question into the frame, which instructs the model and must be equal, and the retrieved
 * context, which may differ. A line that may be either counts as frame: if it changes, answers are not shared, which is
 * safe.
 */

export interface SplitPrompt {
  /** Text that instructs the model; part of the scope. */
  readonly frame: string;
  /** Retrieved passages as they stand in the message; "" where there are none. */
  readonly context: string;
}

/** A line that announces the passages; the lines above it instruct the model. */
const LABEL =
  /^[\s#*>[(<=-]{0,6}(?:(?:retrieved|relevant|given|the|following|use the|search)\s+){0,3}(?:context(?: information)?|documents?|sources?|passages?|excerpts?|knowledge(?: base)?|search results|contexto|documentos?|fontes?|trechos?|passagens)\b[^\n]{0,60}?[:>\])]?\s*$|^[\s#*>-]{0,6}(?:context|contexto)\s*:/iu;

/** A line that instructs the model wherever it stands: how to answer, and what role to take. */
const ORDER =
  /^[\s#*>\d.)-]{0,8}(?:please |por favor,? )?(?:answer|reply|respond|be (?:brief|concise|short|polite|detailed)|keep (?:it|your|the answer)|cite|quote|write|say|speak|return|output|format|think|act as|pretend|ignore|you are|you must|you should|your (?:task|answer|job|role)|(?:do not|don't|never|always|only) (?:answer|use|make|invent|cite|mention|reply|respond|say)|use (?:the|only|this|these)|if (?:you|the (?:answer|context))|responda|responde|seja (?:breve|conciso|claro)|cite|escreva|diga|retorne|formate|aja como|ignore|você é|você deve|sua (?:tarefa|resposta|função)|(?:não|nunca|sempre|apenas|só) (?:responda|use|invente|cite|mencione|diga)|use (?:o|a|os|as|apenas|somente)|se (?:você|não souber|a resposta|o contexto))\b/iu;

/** An instruction that mentions the question: "Given the context information, answer the query." */
const OF_THE_QUESTION =
  /\b(?:answer|respond to|reply to|address)\b[^.\n]{0,40}\b(?:question|query|user)\b|\b(?:respond\p{L}*|responda)\b[^.\n]{0,40}\b(?:pergunta|consulta|usuári[oa])(?!\p{L})/iu;

/**
 * `before` and `after`: the text of a message round its question. Only what stands before is context, for what follows
 * a question says how to answer it.
 */
export function splitPrompt(before: string, after: string): SplitPrompt {
  const lines = before.split("\n");
  const label = lines.findIndex((line) => LABEL.test(line) && !OF_THE_QUESTION.test(line));
  // The last line before the question may only introduce it: "Question:".
  const lead = lines.length > 1 || label < 0 ? (lines.at(-1) ?? "") : "";
  const isContext = (line: string, at: number): boolean =>
    at > label && !(at === lines.length - 1 && leads(lead)) && !isOrder(line);
  const context: string[] = [];
  const frame: string[] = [];
  for (const [at, line] of lines.entries()) {
    const inside = at === label ? afterColon(line) : "";
    if (inside !== "") {
      frame.push(line.slice(0, line.length - inside.length));
      (isOrder(inside) ? frame : context).push(inside);
    } else if (line.trim() === "") context.push("");
    else (isContext(line, at) ? context : frame).push(line);
  }
  return { frame: `${frame.join("\n")}\u0000${after}`, context: context.join("\n").trim() };
}

function isOrder(line: string): boolean {
  return ORDER.test(line) || OF_THE_QUESTION.test(line);
}

/** Does the line introduce the question ("Question: ", "Pergunta do usuário:"), or is it empty? */
function leads(line: string): boolean {
  return line.length <= LEAD_MAX && /[:>?\])]\s*$|^\s*$/u.test(line);
}
const LEAD_MAX = 80;

/** Text after the colon on the label's own line: "Paris is …" in "Context: Paris is …". */
function afterColon(line: string): string {
  return /^[\s#*>-]{0,6}(?:context|contexto)\s*:\s*(\S[^\n]*)$/iu.exec(line)?.[1] ?? "";
}
