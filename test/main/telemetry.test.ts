/** A log that goes nowhere is not written: it costs a caller nothing. */
import { expect, it } from "vitest";
import { startLog } from "../../src/main/telemetry.ts";

it("makes no line where the log goes nowhere, and lines from info on where it goes somewhere", () => {
  const quiet = startLog({ env: { SEMBLANCE_LOG_LEVEL: "debug" }, logTo: "nowhere" });
  expect(["fatal", "info", "debug"].map((level) => quiet.isLevelEnabled(level))).toEqual([
    false,
    false,
    false,
  ]);
  const loud = startLog({ env: {} });
  expect(["info", "debug"].map((level) => loud.isLevelEnabled(level))).toEqual([true, false]);
});
