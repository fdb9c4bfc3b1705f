/** Reads a request body whole, by counted bytes. */
import type { IncomingMessage } from "node:http";
import { GatewayError } from "../errors.ts";

/** Throws GatewayError body_too_large, or bad_request where the client broke off. */
export async function readBody(req: IncomingMessage, bytesMax: number): Promise<Buffer> {
  const tooLarge = () =>
    new GatewayError("body_too_large", `The request body is larger than ${bytesMax} bytes.`);
  if (Number(req.headers["content-length"] ?? 0) > bytesMax) throw tooLarge();
  const chunks: Buffer[] = [];
  let bytes = 0;
  return new Promise((resolve, reject) => {
    const broken = () => reject(new GatewayError("bad_request", "The request body ended before its length."));
    req.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > bytesMax) {
        chunks.length = 0;
        req.removeAllListeners("data");
        req.resume();
        reject(tooLarge());
      } else chunks.push(chunk);
    });
    req.on("end", () => {
      req.off("close", broken);
      resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, bytes));
    });
    req.on("error", broken);
    req.on("close", broken);
  });
}

/** Lets a body that nobody wants run dry, up to a bound, then closes its connection. */
export function discard(req: IncomingMessage, bytesMax: number): void {
  let bytes = 0;
  req.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > bytesMax) req.destroy();
  });
  req.on("error", () => {});
  req.resume();
}
