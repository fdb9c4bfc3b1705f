/** What an answer says out of courtesy: openings and endings that carry nothing, and phrases within. */

const OPENINGS = new RegExp(
  `^(?:(?:${[
    "sure(?: thing)?|certainly|of course|absolutely|great question|good question|happy to help|glad to help|no problem|definitely",
    "(?:thanks|thank you)(?: so much| very much)? for (?:asking|reaching out(?: to us)?|contacting us|getting in touch|your (?:question|message|email|interest|inquiry|patience))",
    "i['’]m (?:very |so |really )?sorry (?:to hear (?:about )?(?:that)?|about(?: that)?)|(?:i|we) (?:sincerely )?apologi[sz]e for(?: any| the)? inconvenience|(?:i|we) apologi[sz]e for",
    "don['’]t worry|no worries|hi(?: there)?|hello|(?:good|great) news|unfortunately|i['’]m afraid(?: that)?|we['’]re sorry|i understand",
    "in (?:short|summary|brief|a nutshell)|to (?:summari[sz]e|sum up)|simply put|put simply|overall",
    "claro(?: que sim)?|com certeza|sem problemas?|ótima pergunta|boa pergunta|excelente pergunta|com prazer|certo|olá|oi|pois não|boas? notícias?|infelizmente",
    "(?:obrigad[oa]|agrade(?:ço|cemos))(?: por| pel[oa]| o| a)?(?: seu| sua)? ?(?:pergunta|contato|mensagem|perguntar|entrar em contato|nos contatar|interesse)",
    "(?:(?:sinto|sentimos) muito|lament(?:o|amos)(?: muito)?|(?:peço|pedimos) desculpas?)(?: pel[oa]s? \\p{L}+| que)?|não se preocupe|em (?:resumo|suma|síntese)|resumindo",
  ].join("|")})(?![\\p{L}'’-])[\\s,.!:–—-]*)+`,
  "iu",
);
/**
 * A line or sentence that only introduces what follows ("Here are the steps:"). Of "These are poisonous." and the like
 * only a colon tells that they introduce.
 */
const LEADS =
  /^(?:(?:here(?:'s|’s| is| are)|below (?:is|are)|aqui (?:está|estão|vai|vão)|veja(?: abaixo)?|segue[m]?(?: abaixo)?)(?![\p{L}])[^.!?]{0,80}[:.!]|(?:the following|these are|follow these|siga|basta seguir)(?![\p{L}])[^.!?]{0,80}:|(?:it is|it's|that is|that's|é) (?:simple|easy|quite simple|simples|fácil)[.:!])\s*$/iu;
/** What makes an introduction say something of its own: a name, a number, a negation. */
const TOLD =
  /\s[("'“«]*\p{Lu}|\p{N}|(?<!\p{L})(?:not|no|never|without|não|nem|nunca|sem)(?!\p{L})|n['’]t(?!\p{L})/u;
const ENDINGS = new RegExp(
  `^(?:(?:please )?(?:let (?:me|us) know|feel free|don['’]t hesitate|do not hesitate)|(?:i|we) hope (?:this|that|it) helps|hope (?:this|that) helps|${[
    "(?:if you (?:have|need)|should you (?:have|need)|for) (?:any|more|further)[^.!?]{0,60}(?:ask|let (?:me|us) know|reach out|contact|get in touch|hesitate|happy to help|here to help)",
    "if you(?:['’]d| would) like(?: me to)?[^.!?]{0,80}(?:let (?:me|us) know|just ask|tell me|i can|i['’]m happy)",
    "is there anything else|would you like|do you need|anything else|happy \\p{L}+ing|enjoy|good luck|have a (?:great|good|nice|wonderful|lovely) \\p{L}+",
    "(?:i['’]m|we['’]re) (?:always )?(?:happy|glad|here) to (?:help|assist)|(?:thank you|thanks) for your (?:patience|understanding|cooperation|business)|(?:we|i) (?:really )?appreciate your (?:patience|understanding|business)",
    "espero (?:ter|que)|se (?:precisar|tiver|quiser|desejar)[^.!?]{0,80}(?:avis|pergunt|dig|fal|cham|disposição|posso|é só)|caso (?:precise|tenha|queira|deseje)[^.!?]{0,80}(?:avis|pergunt|dig|fal|cham|disposição|hesit|posso)",
    "qualquer dúvida|(?:fico|ficamos|estou|estamos) à (?:sua )?disposição|posso ajudar|bom proveito|boa sorte|conte (?:comigo|conosco)|não hesite|tenha um[a]? (?:ótim|bo)[oma]* \\p{L}+|agradecemos (?:a|sua|pela)(?: sua)? (?:paciência|compreensão)",
  ].join("|")})(?![\\p{L}])`,
  "iu",
);

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
  ..."you can,you may,you could,you should,you will need to,you need to,you have to,make sure that you,in order to,please note that,note that,keep in mind that,it is important to,be sure to,up to,as well as,in the case of,there is,there are,in other words,in fact,the fact that,when it comes to,as follows,as mentioned,such as,not only,for example,for instance,as well,as a result of this,as a result,in contrast,by contrast,on the other hand,on the contrary,in this case,in that case,among other things,for this reason,because of this,in turn,go ahead and,here is how,here's how,it is possible to,it's possible to,you will have to,you'll need to,you'll have to,you are able to,you would need to,all you need to do is,all you have to do is,what you need to do is,the fact is,that is why,this means that,which means that,means that,as of,one of the ways,in addition,it is recommended that,it's recommended that,it is recommended to,it is worth noting that,it should be noted that,be aware that,be sure that,make sure to,make sure you,in a way,by means of,follow these steps,the following steps,these steps,is known to be,the process of,the act of,in the form of".split(
    ",",
  ),
  ..."você pode,você deve,você precisa,vale lembrar que,é importante,lembre-se de que,tenha em mente que,bem como,a fim de,no caso de,ou seja,de fato,tais como,tal como,por exemplo,no entanto,além disso,não só,não apenas,é preciso,basta,como resultado,por outro lado,em contrapartida,ao passo que,por sua vez,nesse caso,neste caso,entre outras coisas,por esse motivo,por essa razão,é possível,é necessário,você vai precisar,você precisará,você terá que,você terá de,você consegue,tudo o que você precisa fazer é,isso significa que,o que significa que,em adição,recomenda se,recomenda se que,é recomendado que,a recomendação é que,vale ressaltar que,vale a pena notar que,observe que,note que,lembre se de,lembre se que,não se esqueça de,certifique se de,por meio de,siga estes passos,siga os passos,siga os passos abaixo,os seguintes passos,estes passos,o processo de,o ato de,na forma de,em forma de,seria necessário,pode ser que,faça o seguinte".split(
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
