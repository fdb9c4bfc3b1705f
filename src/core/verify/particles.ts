/** Compares the particles of phrasal verbs: "sign up" and "sign in", "give" and "give up". */
import type { Alignment } from "./align.ts";
import type { Analysis } from "./read/analysis.ts";
import {
  areAlikeParticles,
  areOneParticle,
  IDIOMS,
  MILD,
  PARTICLE,
  PARTICLES,
  TURNED_BY_ANY,
  TURNED_BY_ONE,
  TURNED_BY_UP,
} from "./read/syntax-tables.ts";
import { type Word, wordIn } from "./read/word.ts";

/** Has a matched verb different particles in the two questions, as in "sign up" and "sign in"? */
export function particlesDiffer({ a, b, partners }: Alignment): boolean {
  const one = a.syntax;
  const two = b.syntax;
  if (areOtherParticles(one.helperParticle, two.helperParticle, true)) return true;
  for (let i = 0; i < a.subject.length; i++) {
    const j = partners[i] ?? -1;
    if (j < 0) continue;
    const x = one.particles[i]!;
    const y = two.particles[j]!;
    if (x === y) continue;
    const { text } = wordIn(a.subject, i);
    if (areOtherParticles(x, y, TURNED_BY_ANY.has(text))) return true;
    if (TURNED_BY_ONE.has(text) && (isAlone(x, y, b) || isAlone(y, x, a))) return true;
    if (TURNED_BY_UP.has(text) && (isUpAlone(x, y, b) || isUpAlone(y, x, a))) return true;
  }
  return false;
}

/** Do two particles of a verb mean different things? `isTurned`: the verb changes its meaning with every particle. */
function areOtherParticles(x: number, y: number, isTurned: boolean): boolean {
  if (x === y || x === 0 || y === 0 || areAlikeParticles(x, y)) return false;
  return isTurned || !(MILD.has(x) && MILD.has(y));
}

/**
 * Has a matched verb a mild particle that makes an idiom, and in the other question another mild one: "wait for", "wait
 * on"?
 */
export function idiomsDiffer({ a, b, partners }: Alignment): boolean {
  const one = a.syntax.particles;
  const two = b.syntax.particles;
  for (let i = 0; i < a.subject.length; i++) {
    const x = one[i]!;
    const j = partners[i] ?? -1;
    if (x === 0 || j < 0) continue;
    const y = two[j]!;
    if (x === y || y === 0 || areOneParticle(x, y)) continue;
    if (isIdiom(wordIn(a.subject, i), x) || isIdiom(wordIn(b.subject, j), y)) return true;
  }
  return false;
}

function isIdiom({ text, stem }: Word, particle: number): boolean {
  const verbs = IDIOMS.get(particle);
  return verbs !== undefined && (verbs.has(text) || verbs.has(stem));
}

/** Has one question a particle and the other none anywhere? Not for mild ones: "clean up" and "clean" are one. */
function isAlone(has: number, lacks: number, { words }: Analysis): boolean {
  if (lacks !== 0 || has === 0 || (MILD.has(has) && has !== PARTICLE.ON)) return false;
  return !words.some(({ text }) => PARTICLES.get(text) === has);
}

/** Has one question "up" behind a verb that it turns, and the other no "up" at all: "back up", "back"? */
function isUpAlone(has: number, lacks: number, { words }: Analysis): boolean {
  return has === PARTICLE.UP && lacks === 0 && !words.some(({ text }) => text === "up");
}
