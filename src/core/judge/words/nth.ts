/** The element at an index that must exist; throws a RangeError where it does not. */
export function nth<T>(of: readonly T[], place: number): T {
  const out = of[place];
  if (out === undefined) throw new RangeError(`no element ${place} of ${of.length}`);
  return out;
}
