/** Parts of the labels for cross-validation. By a hash of the group's name, so that the same labels give the same parts. */

export const FOLDS = 5;

/** 0 up to but not including `FOLDS`; labels of one group share a part. */
export function foldOf(group: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < group.length; i++) hash = Math.imul(hash ^ group.charCodeAt(i), 0x01000193);
  return (hash >>> 8) % FOLDS;
}
