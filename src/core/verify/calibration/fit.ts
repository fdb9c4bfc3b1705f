/** Every fit to labels that a gateway makes, by kind: each takes up to seconds, and runs in a thread of its own. */
import { type Challenge, type Challenged, challenge } from "./challenge.ts";
import { challengeNeighbourhood, type NeighbourhoodChallenge } from "./challenge-neighbourhood.ts";

export type Fit =
  | { readonly of: "words"; readonly given: Challenge }
  | { readonly of: "neighbourhood"; readonly given: NeighbourhoodChallenge };

export function makeFit(asked: Fit): Challenged {
  switch (asked.of) {
    case "words":
      return challenge(asked.given);
    case "neighbourhood":
      return challengeNeighbourhood(asked.given);
    default:
      return asked satisfies never;
  }
}
