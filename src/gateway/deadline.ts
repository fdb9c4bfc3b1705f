/**
 * Waits for a promise, at most until a deadline. Values that are already there are returned without a turn of the event
 * loop.
 */
import { PortFault } from "../errors.ts";
import type { FaultPart } from "../ports.ts";

export function within<T>(value: T | Promise<T>, ms: number, part: FaultPart): T | Promise<T> {
  if (!(value instanceof Promise)) return value;
  if (!(ms > 0)) {
    value.catch(() => {});
    return Promise.reject(new PortFault(part, "timeout", `${part} was given no time`));
  }
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new PortFault(part, "timeout", `${part} took longer than ${Math.round(ms)} ms`)),
      ms,
    );
    value.then(
      (v) => {
        clearTimeout(timer);
        resolve(v);
      },
      (error) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}
