import { describe, expect, it } from "vitest";
import { isPartingHeader } from "../../src/core/parting-headers.ts";

describe("a header beside the credential", () => {
  it.each([
    ...["cookie", "ocp-apim-subscription-key", "x-goog-api-key", "x-amz-security-token"],
    ...["cf-access-client-id", "cf-access-client-secret", "cf-aig-authorization"],
    ...["x-portkey-provider", "x-portkey-config", "helicone-auth", "helicone-target-url"],
    ...["x-auth-request-user", "x-forwarded-user", "proxy-authorization"],
    ...["idempotency-key", "x-idempotency-key", "x-max-tokens"],
    ...["my-api-key", "x-session-token", "x-oauth-thing", "client-secret-id"],
  ])("parts answers: %s", (name) => {
    expect(isPartingHeader(name)).toBe(true);
  });

  it.each([
    ...["user-agent", "accept", "content-type", "traceparent", "x-request-id", "x-stainless-lang"],
    ...["x-semblance-token", "origin", "referer", "openai-beta"],
  ])("does not: %s", (name) => {
    expect(isPartingHeader(name)).toBe(false);
  });
});
