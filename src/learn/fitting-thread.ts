/** The thread behind fitting.ts: one challenge, and its end. */
import { parentPort } from "node:worker_threads";
import { challenge } from "../core/verify/challenge.ts";
import { type Packed, unpackedChallenge } from "./fitting-packed.ts";

parentPort?.once("message", (message: Packed) =>
  parentPort?.postMessage(challenge(unpackedChallenge(message))),
);
