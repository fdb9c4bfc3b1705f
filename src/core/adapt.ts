/**
 * Decides by the verifier's slot whether a stored answer may be edited for another question. Whether the edit is right
 * is decided by templates (templates.ts).
 */
import type { Slot } from "../model.ts";
import { isSlotValue } from "./slot-value.ts";

/** May an answer be edited in this slot? Never a number or a date: the answer for one says nothing about another. */
export function mayAdaptFrom({ kind, stored, asked }: Slot): boolean {
  switch (kind) {
    case "number":
    case "date":
      return false;
    case "name":
    case "identifier":
    case "word":
      return isSlotValue(stored) && isSlotValue(asked);
    default:
      return kind satisfies never;
  }
}
