/** The thread behind fitting.ts, which makes one fit and ends. */
import { parentPort } from "node:worker_threads";
import { makeFit } from "../core/verify/calibration/fit.ts";
import { type Packed, unpacked } from "./fitting-packed.ts";

parentPort?.once("message", (message: Packed) => parentPort?.postMessage(makeFit(unpacked(message))));
