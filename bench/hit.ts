/** The bytes of a request that is an exact hit from the second time on. */
const BODY = JSON.stringify({
  ...{ model: "m", temperature: 0 },
  messages: [
    { role: "system", content: "You are an assistant." },
    { role: "user", content: "What is a reverse proxy?" },
  ],
});
export const hit = Buffer.from(
  `POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nAuthorization: Bearer sk-bench\r\nContent-Length: ${Buffer.byteLength(BODY)}\r\n\r\n${BODY}`,
);
