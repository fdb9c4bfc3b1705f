/** What may stand in a query or a small body, and what is said where something else does. */
import { GatewayError } from "../errors.ts";

/** Undefined where nothing was given. */
export function oneOf<T extends string>(
  known: readonly T[],
  text: string | undefined,
  name: string,
): T | undefined {
  const found = known.find((one) => one === text);
  if (text === undefined || found !== undefined) return found;
  throw new GatewayError("bad_request", `${name} is one of ${known.join(", ")}.`, name);
}

/** Undefined where nothing was given. */
export function wholeNumber(
  text: string | undefined,
  name: string,
  from: number,
  to: number,
): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d{1,16}$/.test(text) && value >= from && value <= to) return value;
  throw new GatewayError("bad_request", `${name} is a whole number from ${from} to ${to}.`, name);
}

/** Undefined where nothing was given. */
export function decimal(
  text: string | undefined,
  name: string,
  from: number,
  to: number,
): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d{1,9}(\.\d{1,9})?$/.test(text) && value >= from && value <= to) return value;
  throw new GatewayError("bad_request", `${name} is a number from ${from} to ${to}.`, name);
}
