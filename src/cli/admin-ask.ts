/** One question to the admin plane of the running gateway, for commands. */
import { adminCall, messageIn } from "./admin-call.ts";
import { type CommandDeps, loadedConfig } from "./command.ts";
import { EXIT } from "./exit-status.ts";

export interface AdminQuestion {
  /** For people, before a colon. */
  readonly command: string;
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly body?: object;
  /** Of the gateway, in place of what the configuration says. */
  readonly admin: string | undefined;
  readonly answerMsMax: number;
}

/** The answer; or the exit status, where what is wrong has been said. */
export async function askAdmin(
  { env, configPath }: CommandDeps,
  { command, method, path, body, admin, answerMsMax }: AdminQuestion,
): Promise<{ readonly text: string } | { readonly status: number }> {
  const config = loadedConfig(configPath(), env);
  if (config === null) return { status: EXIT.usage };
  const { url, headers } = adminCall(config, path, admin);
  const said = (text: string) => void process.stderr.write(`semblance ${command}: ${text}\n`);
  let response: Response;
  try {
    response = await fetch(url, {
      method,
      headers,
      signal: AbortSignal.timeout(answerMsMax),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch {
    said(`no gateway answers at ${new URL(url).origin}`);
    return { status: EXIT.failed };
  }
  const text = await response.text();
  if (response.ok) return { text };
  said(messageIn(text, response.status));
  return { status: response.status === 400 ? EXIT.usage : EXIT.failed };
}
