/** Removes phrases around a question that ask nothing: "please", "I would like to know", "thanks in advance". */
import { openingOf } from "./frame.ts";
import { COURTESIES, FAREWELLS } from "./tables.ts";

/** The question without courtesies and with its asking part first. A text of courtesies only is returned whole. */
export function asked(text: string): string {
  let out = text.trim();
  for (let round = 0; round < 3; round++) {
    const before = out;
    for (const pattern of COURTESIES) out = out.replace(pattern, "");
    for (const pattern of FAREWELLS) out = out.replace(pattern, "");
    if (out === before) break;
  }
  return out.trim() === "" ? text.trim() : askingFirst(out.trim());
}

/**
 * Moves a phrase before the question behind it: "In Python, how do I sort a list" -> "how do I sort a list In Python".
 */
function askingFirst(text: string): string {
  const parts = FRONTED.exec(text);
  if (parts !== null && (openingOf(parts[1]!).frame === "none" || IF.test(text)))
    return `${parts[2]} ${parts[1]}`;
  const place = PLACED.exec(text);
  return place === null ? text : `${place[2]} ${place[1]}`;
}
/** A clause before the question: "When my card expires, what happens?" */
const IF = /^(?:when|if|quando|se)(?![\p{L}])/iu;
/** A phrase before the question: "On weekends, is support available?" */
const PLACED =
  /^((?:in|on|at|for|with|during|after|before|from|using|em|no|na|nos|nas|para|com|durante|depois|antes|pelo|pela)(?![\p{L}])[^.!?\n:,;]{2,80}),\s+((?:is|are|do|does|did|can|could|will|would|should|may|must|é|posso|pode|tem|existe|há|preciso|devo|vocês|você)(?![\p{L}])[^.!?\n:;]{4,200})$/iu;
const FRONTED =
  /^([^.!?\n:,;]{2,80})\s*[:,;–—]\s+((?:how|what|why|when|where|who|which|como|qual|quais|quando|onde|quem|por que|o que)(?![\p{L}])[^.!?\n:;]{4,200})$/iu;
