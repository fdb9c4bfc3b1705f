/**
 * Pairs that a thesaurus, or the usage of another country, takes for one word, and of which each has an answer of its own: a
 * baby is a child that may eat less, a leased car is not rented, biscuits and cookies are two things where both words are
 * used. They match no more, whatever table has them.
 */
import { stem } from "./stem.ts";
import { foldAccents } from "./tokens.ts";

/** By what they are about: people, the home and what is cooked there, money and law, travel, and the rest. */
const UNLIKE = `baby/child girl/girlfriend girl/daughter boy/son spouse/partner adopt/adoptive architect/designer
  judge/justice minister/pastor maid/maiden vet/veteran competition/competitor auction/auctioneer hack/hacker cheat/cheater
  help/helper mechanic/mechanism grade/graduate class/grade médico/doutor advogado/jurista criança/menino biker/cyclist
  bicyclist/biker teammate/mate
  bathroom/toilet pot/toilet pond/pool kit/kitten clock/time bread/dough frost/freeze ice/icing sugar/carbohydrate
  biscuit/cookie gas/petrol wood/forest chok/clog choke/clog bag/handbag store/shop door/doorway drive/driveway
  lease/rent deposit/deposition custody/detention liquid/liquidity imposto/tributo game/gamble gaming/gambling
  marriage/wedding cure/treat bruise/wound treaty/treat pact/treat boot/reboot joint/junction order/ordination
  holiday/vacation bike/motorcycle football/soccer laptop/notebook estação/época estação/período leave/leftover
  post/poster survey/study footer/footnote final/finish market/merchandise story/tale store/tale billion/million
  billion/trillion russia/ussr hello/hey hello/hi hey/hi`;

/** "a|b" and "b|a" of the words, and of their stems in either language. */
export const UNLIKE_PAIRS: ReadonlySet<string> = unlikePairs();

/** Stems of the words. */
export const UNLIKE_STEMS: ReadonlySet<string> = new Set(
  [...UNLIKE_PAIRS].flatMap((pair) => pair.split("|")),
);

function unlikePairs(): ReadonlySet<string> {
  const out = new Set<string>();
  for (const pair of UNLIKE.trim().split(/\s+/)) {
    const [a = "", b = ""] = pair.split("/");
    const forms = [
      [a, b],
      ...(["en", "pt"] as const).map((language) => [a, b].map((word) => stem(foldAccents(word), language))),
    ];
    for (const [x, y] of forms) if (x !== y) out.add(`${x}|${y}`).add(`${y}|${x}`);
  }
  return out;
}
