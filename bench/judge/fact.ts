import type { Told } from "./wordings.ts";

/** A question with answers in several wordings; its language is that of the list it stands in. */
export type Fact = Omit<Told, "lang">;

export function fact(asked: string, tellings: Told["tellings"], change: Told["changes"][number]): Fact {
  return { asked, tellings, changes: [change] };
}
