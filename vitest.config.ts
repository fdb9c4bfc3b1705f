import { defineConfig } from "vitest/config";
import { tellSkipped } from "./test/support/skipped.ts";

export default defineConfig({
  plugins: [tellSkipped()],
  test: { include: ["test/**/*.test.ts"], testTimeout: 120_000, hookTimeout: 120_000, maxWorkers: 2 },
});
