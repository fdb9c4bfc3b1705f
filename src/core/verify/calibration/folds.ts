/** Splits labels for cross-validation, by a hash of the group's name so that equal labels give equal parts. */

export const FOLDS = 5;

/** The part of a group's labels, 0 to FOLDS - 1. */
export function foldOf(group: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < group.length; i++) hash = Math.imul(hash ^ group.charCodeAt(i), 0x01000193);
  return (hash >>> 8) % FOLDS;
}
