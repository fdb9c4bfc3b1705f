/** A value that is there at once, or comes later: who has it at once need not wait a turn of the event loop for it. */
export type Maybe<T> = T | Promise<T>;

/** (Not `then`: a module with an export of that name is taken for a promise where it is imported dynamically.) */
export function andThen<T, U>(value: Maybe<T>, next: (value: T) => Maybe<U>): Maybe<U> {
  return value instanceof Promise ? value.then(next) : next(value);
}
