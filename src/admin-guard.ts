/**
 * Checks requests to the admin plane: the token or a session, a wait after wrong tokens, and the origin of changes.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import { LRUCache } from "lru-cache";
import { GatewayError } from "./errors.ts";

export type AdminContext = Context<{ Bindings: HttpBindings }>;

const LOCAL_HOSTS = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;

/**
 * From the WRONG_MAX-th wrong token on an address has to wait; each further one doubles the wait, up to WAIT_MS_MAX.
 */
const WRONG_MAX = 10;
const WAIT_MS_MIN = 1_000;
const WAIT_MS_MAX = 15 * 60_000;
const ADDRESSES_MAX = 10_000;

export class AdminGuard {
  readonly #token: () => string;
  readonly #nowMs: () => number;
  readonly #hasSession: (c: AdminContext) => boolean;
  readonly #tries = new LRUCache<string, { wrong: number; untilMs: number }>({ max: ADDRESSES_MAX });

  /** `token`: "" where none is configured. `nowMs`: monotonic. `hasSession`: the browser has logged in before. */
  constructor(
    token: () => string,
    nowMs: () => number = () => performance.now(),
    hasSession: (c: AdminContext) => boolean = () => false,
  ) {
    this.#token = token;
    this.#nowMs = nowMs;
    this.#hasSession = hasSession;
  }

  /** Throws GatewayError unauthorized, too_many_requests, forbidden or unsupported_media_type. */
  check(c: AdminContext): void {
    const token = this.#token();
    if (token !== "") {
      const given = /^Bearer (.+)$/i.exec(c.req.header("authorization") ?? "")?.[1] ?? null;
      if (given !== null || !this.#hasSession(c)) this.checkToken(given, token, addressOf(c));
    } else if (!LOCAL_HOSTS.test(c.req.header("host") ?? "")) {
      // Refuses a foreign name that resolves to this machine, by which a web page could reach it (DNS rebinding).
      throw notLocal();
    }
    if (c.req.method !== "GET" && c.req.method !== "HEAD") checkChange(c);
  }

  /** For log-in: as `check`, but the token comes from the body, which may be a form. `given` null: none is checked. */
  checkLogin(c: AdminContext, given: string | null): void {
    const token = this.#token();
    if (token === "" && !LOCAL_HOSTS.test(c.req.header("host") ?? "")) throw notLocal();
    checkSite(c);
    if (token !== "" && given !== null) this.checkToken(given, token, addressOf(c));
  }

  /**
   * Throws GatewayError where the token is missing or wrong, or its address has to wait; while it waits even the right
   * token is refused. `given` null: none was sent, which does not count as a wrong one.
   */
  checkToken(given: string | null, token: string, address: string): void {
    const now = this.#nowMs();
    const before = this.#tries.get(address);
    if (before !== undefined && now < before.untilMs) {
      const seconds = Math.ceil((before.untilMs - now) / 1000);
      throw new GatewayError("too_many_requests", `Too many wrong admin tokens: try again in ${seconds} s.`);
    }
    if (given !== null && areEqual(given, token)) return void this.#tries.delete(address);
    if (given !== null) {
      const wrong = (before?.wrong ?? 0) + 1;
      const waitMs = wrong < WRONG_MAX ? 0 : Math.min(WAIT_MS_MAX, WAIT_MS_MIN * 2 ** (wrong - WRONG_MAX));
      this.#tries.set(address, { wrong, untilMs: now + waitMs });
    }
    throw new GatewayError("unauthorized", "The admin token is missing or wrong.");
  }
}

function checkChange(c: AdminContext): void {
  if (!/^application\/json\b/i.test(c.req.header("content-type") ?? "")) {
    throw new GatewayError("unsupported_media_type", "A change is sent as application/json.");
  }
  checkSite(c);
}

function notLocal(): GatewayError {
  return new GatewayError("forbidden", "Without an admin token only requests for this machine are answered.");
}

function addressOf(c: AdminContext): string {
  return c.env?.incoming?.socket?.remoteAddress ?? "";
}

function checkSite(c: AdminContext): void {
  const site = c.req.header("sec-fetch-site");
  if ((site !== undefined && site !== "same-origin" && site !== "none") || !isSameOrigin(c)) {
    throw new GatewayError("forbidden", "A change must come from the admin pages themselves.");
  }
}

function isSameOrigin(c: AdminContext): boolean {
  const origin = c.req.header("origin");
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === c.req.header("host");
}

/** Compares in constant time, so that the time tells nothing of how much of a wrong token is right. */
function areEqual(a: string, b: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
