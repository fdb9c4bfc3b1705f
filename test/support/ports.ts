/** Ports of the tests' own. */
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";

/**
 * Below those that systems give to who asks for any port, so that nobody is given one between its choice and its use;
 * and a range for each process of tests.
 */
const FROM = 16_000;
const EACH = 2_000;
const from = FROM + EACH * (Number(process.env["VITEST_POOL_ID"] ?? 0) % 8);
let next = randomInt(EACH);

/** A port on which nobody listens; another one each time. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = from + (next++ % EACH);
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, "127.0.0.1");
  const isListening = await once(server, "listening").then(
    () => true,
    () => false,
  );
  if (!isListening) return false;
  server.close();
  await once(server, "close");
  return true;
}
