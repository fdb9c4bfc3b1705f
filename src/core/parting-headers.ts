/**
 * Request headers, beside the credential itself, that say for whom or from where an answer comes: two requests that
 * differ in one never share. Named are those of gateways and clouds that people put before or behind this one; whatever
 * else has a key, a token, an authorisation or a secret in its name is taken for one of them, without exception: an
 * idempotency key too, whose holder was promised one answer of its own.
 */
const NAMED: ReadonlySet<string> = new Set([
  /** RFC 6265: a session is a credential. */
  "cookie",
  /** Azure API Management, "Subscriptions in Azure API Management". */
  "ocp-apim-subscription-key",
  /** Google Cloud, "Use API keys". */
  "x-goog-api-key",
  "x-goog-user-project",
  /** Amazon, "Signing API requests": the session of temporary credentials. */
  "x-amz-security-token",
]);

const FAMILIES: readonly string[] = [
  /** Cloudflare Access service tokens, and its AI Gateway. */
  "cf-access-",
  "cf-aig-",
  /** Portkey, "Headers": provider, virtual key, config. */
  "x-portkey-",
  /** Helicone, "Header directory". */
  "helicone-",
  /** Proxies that authenticate, such as oauth2-proxy. */
  "x-auth-",
  "x-forwarded-user",
  "x-forwarded-email",
];

const TELLING = /key|token|auth|secret/;

/**
 * True where a header parts answers. `name` in lower case. The credential's own headers and `x-semblance-…` are
 * handled elsewhere.
 */
export function isPartingHeader(name: string): boolean {
  if (name.startsWith("x-semblance-")) return false;
  return NAMED.has(name) || TELLING.test(name) || FAMILIES.some((family) => name.startsWith(family));
}
