/**
 * A chat model that knows which answers are right, and is wrong as often as it is told to be. It is asked as any model
 * is: what stands in the request is all that it reads, and its reply is read by the grammar for verdicts.
 */
import type { ModelCalls } from "../../src/label/answered.ts";
import { fieldsOf } from "../../src/narrow.ts";

/** Shares, 0 to 1, of wrong answers that it calls the same, and of right ones that it calls different. */
export interface OracleErrors {
  readonly falseSame: number;
  readonly falseDifferent: number;
}

export class Oracle {
  /** By text: the name of the answer that it tells. A text that was never told tells something else. */
  readonly #told = new Map<string, string>();
  readonly #errors: OracleErrors;
  readonly #chance: () => number;
  calls = 0;

  constructor(errors: OracleErrors, chance: () => number) {
    this.#errors = errors;
    this.#chance = chance;
  }

  told(text: string, name: string): void {
    this.#told.set(text, name);
  }

  readonly ask: ModelCalls["ask"] = async (body) => {
    this.calls++;
    const { messages } = body as { readonly messages: readonly { readonly content: string }[] };
    const { answer_1: stored, answer_2: fresh } = fieldsOf(JSON.parse(messages[1]!.content));
    const one = this.#told.get(String(stored));
    const isSame = one !== undefined && one === this.#told.get(String(fresh));
    const isWrong = this.#chance() < (isSame ? this.#errors.falseDifferent : this.#errors.falseSame);
    const verdict = isSame !== isWrong ? "same" : "different";
    const message = { content: JSON.stringify({ verdict }) };
    return { status: 200, text: JSON.stringify({ choices: [{ message }] }) };
  };
}
