/** What stands around a question and asks nothing: "please", "I would like to know", "thanks in advance". */
import { openingOf } from "./frame.ts";
import { COURTESIES, FAREWELLS } from "./tables.ts";

/** The question without its courtesies, its asking part first. A text that is nothing else stays whole. */
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

/** "In Python, how do I sort a list" asks what "How do I sort a list in Python" asks. */
function askingFirst(text: string): string {
  const parts = FRONTED.exec(text);
  return parts === null || openingOf(parts[1]!).frame !== "none" ? text : `${parts[2]} ${parts[1]}`;
}
const FRONTED =
  /^([^.!?\n:,;]{2,80})\s*[:,;–—]\s+((?:how|what|why|when|where|who|which|como|qual|quais|quando|onde|quem|por que|o que)(?![\p{L}])[^.!?\n:;]{4,200})$/iu;
