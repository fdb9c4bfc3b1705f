/** What an explanation without a running gateway needs: the built-in model, and the policy that a file asks for. */
import { loadBuiltin } from "../adapters/embedder-builtin.ts";
import type { Config } from "../config.ts";
import { createVerifier } from "../core/verify/verifier.ts";
import { settingsOf } from "../gateway/settings.ts";
import { calibrationOf, rolloutSummary } from "./config-views.ts";

export function explanationOf(config: Config) {
  return {
    // The built-in embedder, whose calibration ships; no second look.
    policy: settingsOf({ config, percentage: 100, keys: null, calibrated: true, secondCalibration: null })
      .policy,
    standing: rolloutSummary(config, { mode: "manual", labels: 0 }),
    builtin: async () => {
      const { embedder, lexicon, pairModel } = await loadBuiltin();
      const verifier = createVerifier(lexicon, pairModel);
      const { version, calibration: knots } = pairModel;
      const calibration = calibrationOf({ version, knots }, version, verifier.version, embedder.fingerprint);
      return { embedder, verifier, calibration };
    },
  };
}
