/** What commands that speak to a running gateway share: where its admin plane is, and how its answers are told. */
import type { Config } from "../config.ts";
import { fieldsOf } from "../narrow.ts";

/** Of a path of the admin plane. `origin`: in place of what the configuration says. */
export function adminCall(
  { admin }: Config,
  path: string,
  origin: string | undefined,
): { readonly url: string; readonly headers: Record<string, string> } {
  return {
    url: `${origin ?? `http://${admin.host}:${admin.port}`}${path}`,
    headers: {
      "content-type": "application/json",
      ...(admin.token === "" ? {} : { authorization: `Bearer ${admin.token}` }),
    },
  };
}

/** What an error body says, for people. */
export function messageIn(text: string, status: number): string {
  try {
    const { message } = fieldsOf(fieldsOf(JSON.parse(text))["error"]);
    return typeof message === "string" ? message : `the gateway answered ${status}`;
  } catch {
    return `the gateway answered ${status}`;
  }
}

/** A line for people, and the exit status that goes with it. */
export function told(text: string, status: number): number {
  process.stderr.write(`${text}\n`);
  return status;
}
