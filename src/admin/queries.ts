/** Parsers of query parameters and fields of small bodies. Each throws GatewayError naming the field and its range. */
import { GatewayError } from "../errors.ts";

/** One of the known words; undefined where `text` is. */
export function oneOf<T extends string>(
  known: readonly T[],
  text: string | undefined,
  name: string,
): T | undefined {
  const found = known.find((one) => one === text);
  if (text === undefined || found !== undefined) return found;
  throw new GatewayError("bad_request", `${name} is one of ${known.join(", ")}.`, name);
}

/** A whole number from `from` to `to`; undefined where `text` is. */
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

/** A number from `from` to `to`, with at most nine decimals; undefined where `text` is. */
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
