/** Sends alerts by mail. */
export interface Mail {
  readonly smtpUrl: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
}

const WAIT_MS_MAX = 10_000;

/** Resolves when the server accepted the mail. Rejects with an Error that names neither user nor password. */
export async function sendMail({ smtpUrl, from, to, subject, text }: Mail): Promise<void> {
  const url = new URL(smtpUrl);
  const secure = url.protocol === "smtps:";
  const { createTransport } = await import("nodemailer");
  const transport = createTransport({
    host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: Number(url.port) || (secure ? 465 : 587),
    secure,
    ...(url.username === ""
      ? {}
      : { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }),
    connectionTimeout: WAIT_MS_MAX,
    greetingTimeout: WAIT_MS_MAX,
    socketTimeout: WAIT_MS_MAX,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await transport.sendMail({ from, to: [...to], subject: subject.replace(/[\r\n]+/g, " "), text });
  } catch (error) {
    const { code, responseCode } = error as { code?: string; responseCode?: number };
    const why = responseCode ?? code ?? "error";
    throw new Error(`the mail server ${url.hostname} did not take it (${why})`);
  } finally {
    transport.close();
  }
}
