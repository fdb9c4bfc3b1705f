/**
 * The fast upstream, and the bare server that the gateway is measured against, as a process:
 * `node mock.ts PORT-FILE [EVENTS] [BYTES] [DELAY-MS] [echo]`: a streamed answer has that many events, the text of a whole
 * one that many bytes, each comes after so long; `echo`: whole answers repeat the last word of the question.
 */
import { writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { mockServer } from "./mock-server.ts";

const [, , portFile = "", events = "11", bytes = "425", delayMs = "0", echo] = process.argv;
const server = mockServer({
  events: Number(events),
  bytes: Number(bytes),
  delayMs: Number(delayMs),
  echo: echo === "echo",
});
server.listen(0, "127.0.0.1", 4096, () =>
  writeFileSync(portFile, String((server.address() as AddressInfo).port)),
);
