/**
 * Two halves of all questions, by a hash of their keys. What the labels of one half taught reads the questions of the other,
 * so that every answer measures a reading as future ones would: no label that a fit has seen speaks for it
 * (cross-fitting: Chernozhukov et al., "Double/debiased machine learning", Econometrics Journal 21 (2018)).
 */

/** Is the question in the half that is held out from the first fit? The key is a keyed digest, which nobody can choose. */
export function isHeldOut(question: string): boolean {
  let hash = 0x811c9dc5;
  for (let i = 0; i < question.length; i++) hash = Math.imul(hash ^ question.charCodeAt(i), 0x01000193);
  // The last bits of the product depend on few characters: mixed once more, as at the end of MurmurHash3.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash >>> 16) & 1) === 1;
}
