/** Takes OTLP over HTTP and counts the SERVER spans in it: `node span-sink.ts PORT-FILE COUNT-FILE`. */
import { writeFileSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";

const [, , portFile, countFile] = process.argv as [string, string, string, string];
const NAME = "POST /v1/chat/completions";
let spans = 0;
const server = http.createServer({ keepAliveTimeout: 75_000 }, (req, res) => {
  const chunks: Buffer[] = [];
  req.on("data", (chunk: Buffer) => chunks.push(chunk));
  req.on("end", () => {
    const body = Buffer.concat(chunks);
    for (let at = body.indexOf(NAME); at >= 0; at = body.indexOf(NAME, at + NAME.length)) spans++;
    writeFileSync(countFile, String(spans));
    res.writeHead(200, { "content-type": "application/x-protobuf", "content-length": 0 });
    res.end();
  });
});
server.listen(0, "127.0.0.1", () => writeFileSync(portFile, String((server.address() as AddressInfo).port)));
