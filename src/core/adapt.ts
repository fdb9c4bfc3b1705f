/**
 * From which stored answers one may be made by editing a slot, by what the verifier says of the pair of questions. That
 * the edit is right is for the template to prove: templates.ts.
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
