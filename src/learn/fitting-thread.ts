/** The thread behind fitting.ts, which runs one challenge and ends. */
import { parentPort } from "node:worker_threads";
import { challenge } from "../core/verify/challenge.ts";
import { type Packed, unpackedChallenge } from "./fitting-packed.ts";

parentPort?.once("message", (message: Packed) =>
  parentPort?.postMessage(challenge(unpackedChallenge(message))),
);
