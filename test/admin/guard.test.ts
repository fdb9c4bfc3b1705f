import { describe, expect, it } from "vitest";
import { AdminGuard } from "../../src/admin-guard.ts";
import { GatewayError } from "../../src/errors.ts";

const TOKEN = "the right token of the tests";

function guardAt(clock: { nowMs: number }) {
  const guard = new AdminGuard(
    () => TOKEN,
    () => clock.nowMs,
  );
  return (given: string | null, address = "10.0.0.1"): string => {
    try {
      guard.checkToken(given, TOKEN, address);
      return "ok";
    } catch (error) {
      if (error instanceof GatewayError) return error.code;
      throw error;
    }
  };
}

describe("a wrong admin token", () => {
  it("is unauthorized ten times, then its address waits, longer each time", () => {
    const clock = { nowMs: 0 };
    const check = guardAt(clock);
    for (let i = 0; i < 10; i++) expect(check("wrong")).toBe("unauthorized");
    expect([check("wrong"), check(TOKEN)]).toEqual(["too_many_requests", "too_many_requests"]);
    clock.nowMs = 1_001;
    expect(check("wrong")).toBe("unauthorized");
    clock.nowMs = 2_900;
    expect(check(TOKEN)).toBe("too_many_requests");
    clock.nowMs = 3_100;
    expect([check(TOKEN), check("wrong")]).toEqual(["ok", "unauthorized"]);
  });

  it("holds up nobody at another address", () => {
    const check = guardAt({ nowMs: 0 });
    for (let i = 0; i < 20; i++) check("wrong");
    expect([check(TOKEN, "10.0.0.2"), check(TOKEN)]).toEqual(["ok", "too_many_requests"]);
  });

  it("is no try where none was sent", () => {
    const check = guardAt({ nowMs: 0 });
    for (let i = 0; i < 50; i++) expect(check(null)).toBe("unauthorized");
    expect(check(TOKEN)).toBe("ok");
  });
});
