/** The element in a place that is known to have one; throws a RangeError where it has none. */
export function nth<T>(of: readonly T[], place: number): T {
  const out = of[place];
  if (out === undefined) throw new RangeError(`no element ${place} of ${of.length}`);
  return out;
}
