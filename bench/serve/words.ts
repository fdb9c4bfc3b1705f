/** Questions that have little to do with one another, as many as are wanted, and each in a second wording. */

const VERBS =
  "clean,repair,measure,paint,polish,carry,borrow,cook,freeze,plant,water,prune,train,feed,wash,iron,fold,store,lift,tune,record,print,bind,carve,sharpen,weld,drill,sew,knit,dye,brew,roast,grind,smoke,pickle,ship,insure,rent,inspect,value".split(
    ",",
  );
const NOUNS =
  "guitar,kettle,carpet,ladder,canoe,window,engine,garden,camera,lantern,sofa,violin,bicycle,chimney,mattress,aquarium,compass,curtain,tractor,balcony,helmet,trumpet,freezer,orchard,statue,bridge,cellar,telescope,hammock,saddle,wardrobe,fountain,piano,greenhouse,mirror,anchor,bakery,puppet,tent,clock".split(
    ",",
  );
const STATES =
  "cold,rusty,broken,wet,old,heavy,empty,dusty,frozen,loud,hollow,crooked,sticky,bright,loose,narrow,stained,sour,dry,wooden".split(
    ",",
  );

const of = (list: readonly string[], n: number) => list[n % list.length]!;
const COUNT = VERBS.length * NOUNS.length * NOUNS.length * STATES.length;
/** Coprime to COUNT: neighbours in number share few words. */
const STEP = 982_451_653;

/** The n-th question; none of the first 1,280,000 comes twice. */
export function question(n: number): string {
  const { verb, first, second, state } = wordsOf(n);
  return `How do I ${verb} the ${first} beside the ${second} when it is ${state}?`;
}

/** The same question in other words. */
export function reworded(n: number): string {
  const { verb, first, second, state } = wordsOf(n);
  return `how can i ${verb} the ${first} beside the ${second} when it is ${state}`;
}

function wordsOf(n: number) {
  const at = Number((BigInt(n % COUNT) * BigInt(STEP)) % BigInt(COUNT));
  const verb = of(VERBS, at);
  const first = of(NOUNS, Math.floor(at / VERBS.length));
  const second = of(NOUNS, Math.floor(at / (VERBS.length * NOUNS.length)));
  const state = of(STATES, Math.floor(at / (VERBS.length * NOUNS.length * NOUNS.length)));
  return { verb, first, second, state };
}
