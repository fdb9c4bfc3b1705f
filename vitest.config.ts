import { defineConfig } from "vitest/config";
import { SOON_MS_MAX, TEST_MS_MAX } from "./test/support/limits.ts";
import { tellSkipped } from "./test/support/skipped.ts";

export default defineConfig({
  plugins: [tellSkipped()],
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: TEST_MS_MAX,
    hookTimeout: TEST_MS_MAX,
    expect: { poll: { timeout: SOON_MS_MAX } },
    maxWorkers: 2,
  },
});
