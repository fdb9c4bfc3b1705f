/**
 * A chat model that knows which answers are right, and is wrong as often as it is told to be. It is asked as any model
 * is: what stands in the request is all that it reads, and its reply is read by the grammar for verdicts.
 */
import type { ModelCalls } from "../../src/label/answered.ts";
import { type Fields, fieldsOf } from "../../src/narrow.ts";

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
  /** Calls made. */
  asked = 0;

  constructor(errors: OracleErrors, chance: () => number) {
    this.#errors = errors;
    this.#chance = chance;
  }

  told(text: string, name: string): void {
    this.#told.set(text, name);
  }

  /** Calls in the name of a request of this scope; all have one tenant and credential. */
  calls(scope: string): ModelCalls {
    return { model: "model", with: scope, payer: "", ask: (body) => this.#ask(body) };
  }

  async #ask(body: object): Promise<{ readonly status: number; readonly text: string }> {
    this.asked++;
    const { messages } = body as { readonly messages: readonly { readonly content: string }[] };
    const material = fieldsOf(JSON.parse(messages[1]!.content));
    const said = Array.isArray(material["pairs"])
      ? { verdicts: material["pairs"].map((pair: Fields) => ({ id: pair["id"], verdict: this.#said(pair) })) }
      : { verdict: this.#said(material) };
    return {
      status: 200,
      text: JSON.stringify({ choices: [{ message: { content: JSON.stringify(said) } }] }),
    };
  }

  #said({ answer_1: stored, answer_2: fresh }: Fields): "same" | "different" {
    const one = this.#told.get(String(stored));
    const isSame = one !== undefined && one === this.#told.get(String(fresh));
    const isWrong = this.#chance() < (isSame ? this.#errors.falseDifferent : this.#errors.falseSame);
    return isSame !== isWrong ? "same" : "different";
  }
}
