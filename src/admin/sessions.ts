/** Sessions of browsers that have logged in with the admin token: a random id in a cookie that scripts cannot read. */
import { createHash, randomBytes } from "node:crypto";
import { LRUCache } from "lru-cache";

const NAME = "semblance_session";
const LIFE_S = 12 * 3_600;
const SESSIONS_MAX = 1_000;

export class Sessions {
  /** Digest of the session's id -> digest of the admin token at log-in. */
  readonly #open = new LRUCache<string, string>({ max: SESSIONS_MAX, ttl: LIFE_S * 1_000 });

  /** Opens a session; returns its Set-Cookie value. */
  open(token: string): string {
    const id = randomBytes(32).toString("base64url");
    this.#open.set(digest(id), digest(token));
    return `${NAME}=${id}; Path=/; Max-Age=${LIFE_S}; HttpOnly; SameSite=Strict`;
  }

  /** Is the session in the Cookie header open? False after the admin token has changed. */
  has(cookies: string | undefined, token: string): boolean {
    const id = idIn(cookies);
    return id !== null && this.#open.get(digest(id)) === digest(token);
  }

  /** Ends a session; returns the Set-Cookie value that clears its cookie. */
  end(cookies: string | undefined): string {
    const id = idIn(cookies);
    if (id !== null) this.#open.delete(digest(id));
    return `${NAME}=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict`;
  }
}

function idIn(cookies: string | undefined): string | null {
  return new RegExp(`(?:^|;\\s*)${NAME}=([A-Za-z0-9_-]{43})(?:;|$)`).exec(cookies ?? "")?.[1] ?? null;
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}
