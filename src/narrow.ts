/** Values of unknown type told apart: what comes of JSON, of files, of callers and of Node's errors. Casts nothing. */

export type Fields = Readonly<Record<string, unknown>>;

/** An object that is no array. */
export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value where it is an object, else null. */
export function asFields(value: unknown): Fields | null {
  return isFields(value) ? value : null;
}

/** The members of an object; none of anything else. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

/** One of a closed list of names? */
export function isOneOf<const T>(names: readonly T[], value: unknown): value is T {
  return names.some((name) => name === value);
}

/** The code of a system error ("ENOENT"); "" where it has none. */
export function errorCode(error: unknown): string {
  const { code } = fieldsOf(error);
  return typeof code === "string" ? code : "";
}

/** What an error says; a thrown value that is no error, as text. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The item at a place where one must be: a place beyond the end is a fault of ours, and throws RangeError. */
export function itemAt<T>(items: ArrayLike<T>, place: number): T {
  const item = items[place];
  if (item === undefined) throw new RangeError(`no item at ${place} of ${items.length}`);
  return item;
}
