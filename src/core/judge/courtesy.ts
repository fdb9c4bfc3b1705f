/** What an answer says out of courtesy: openings and endings that carry nothing, and phrases within. */

const OPENINGS =
  /^(?:(?:sure(?: thing)?|certainly|of course|absolutely|great question|good question|happy to help|glad to help|no problem|definitely|thanks for (?:asking|your question)|thank you for (?:asking|your question)|i['’]m (?:very |so )?sorry (?:to hear that|about that)|don['’]t worry|no worries|hi(?: there)?|hello|claro(?: que sim)?|com certeza|sem problemas?|ótima pergunta|boa pergunta|com prazer|certo|olá|oi|pois não|obrigad[oa] pela pergunta|sinto muito(?: pel[oa]s? \p{L}+)?|lamento(?: pel[oa]s? \p{L}+)?|não se preocupe)(?![\p{L}'’-])[\s,.!:–—-]*)+/iu;
/**
 * A line or sentence that only introduces what follows ("Here are the steps:"). Of "These are poisonous." and the like
 * only a colon tells that they introduce.
 */
const LEADS =
  /^(?:(?:here(?:'s|’s| is| are)|below (?:is|are)|aqui (?:está|estão|vai|vão)|veja(?: abaixo)?|segue[m]?(?: abaixo)?)(?![\p{L}])[^.!?]{0,80}[:.!]|(?:the following|these are|follow these|siga|basta seguir)(?![\p{L}])[^.!?]{0,80}:|(?:it is|it's|that is|that's|é) (?:simple|easy|quite simple|simples|fácil)[.:!])\s*$/iu;
/** What makes an introduction say something of its own: a name, a number, a negation. */
const TOLD =
  /\s[("'“«]*\p{Lu}|\p{N}|(?<!\p{L})(?:not|no|never|without|não|nem|nunca|sem)(?!\p{L})|n['’]t(?!\p{L})/u;
const ENDINGS =
  /^(?:let me know|feel free|i hope (?:this|that|it) helps|hope (?:this|that) helps|if you (?:have|need) (?:any|more|further)[^.!?]{0,60}(?:ask|let me know|reach out|contact)|is there anything else|would you like|do you need|anything else|happy \p{L}+ing|enjoy|good luck|espero (?:ter|que)|se (?:precisar|tiver|quiser)[^.!?]{0,60}(?:avis|pergunt|dig|fal|cham|disposição)|qualquer dúvida|fico à disposição|estou à disposição|posso ajudar|bom proveito|boa sorte)(?![\p{L}])/iu;

/** The sentence without courtesy; null: it holds nothing else. */
export function withoutCourtesy(sentence: string): string | null {
  let out = sentence;
  const opening = OPENINGS.exec(out);
  if (opening !== null) {
    const rest = out.slice(opening[0].length);
    // "Certainly not", "claro que não": here the opening is part of the statement and stays.
    if (!/^(?:not|não)(?![\p{L}])/iu.test(rest)) out = rest;
  }
  const isIdle = out.trim() === "" || (LEADS.test(out) && !TOLD.test(out)) || ENDINGS.test(out);
  return isIdle ? null : out;
}

/** Phrases without content of their own: "note that", "in order to". */
export const IDLE_PHRASES: readonly string[] = [
  ..."you can,you may,you could,you should,you will need to,you need to,you have to,make sure that you,in order to,please note that,note that,keep in mind that,it is important to,be sure to,up to,as well as,in the case of,there is,there are,in other words,in fact,the fact that,when it comes to,as follows,as mentioned,such as,not only,for example,for instance,as well".split(
    ",",
  ),
  ..."você pode,você deve,você precisa,vale lembrar que,é importante,lembre-se de que,tenha em mente que,bem como,a fim de,no caso de,ou seja,de fato,tais como,tal como,por exemplo,no entanto,além disso,não só,não apenas,é preciso,basta".split(
    ",",
  ),
];

const YES = /^(?:yes|yeah|yep|sim|correct|true|verdadeiro)(?![\p{L}'’-])[\s,.!:;–—-]*/iu;
const NO =
  /^(?:better not|melhor não|no|nope|não|nao|false|falso)(?![\p{L}'’-])(?=[,.!:;–—-]|$)[\s,.!:;–—-]*/iu;

/** Does the sentence open with yes (1), no (-1) or neither (0)? `rest` is what follows. */
export function polarityOf(sentence: string): { readonly polarity: -1 | 0 | 1; readonly rest: string } {
  const yes = YES.exec(sentence);
  if (yes !== null) return { polarity: 1, rest: sentence.slice(yes[0].length) };
  const no = NO.exec(sentence);
  return no === null ? { polarity: 0, rest: sentence } : { polarity: -1, rest: sentence.slice(no[0].length) };
}
