import { defineConfig } from "vitest/config";
import { tellSkipped } from "../skipped.ts";

export default defineConfig({
  plugins: [tellSkipped()],
  test: { include: ["test/support/skipping/*.case.ts"] },
});
