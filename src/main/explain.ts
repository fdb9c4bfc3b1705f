/** What `semblance explain` needs of the configuration and of the built-in model. */
import { loadBuiltin } from "../adapters/embedder-builtin.ts";
import { type ExplainWanted, runExplain } from "../cli/explain.ts";
import { type Environment, formatFaults, loadConfig } from "../config.ts";
import { createVerifier } from "../core/verify/verifier.ts";
import { settingsOf } from "../gateway/settings.ts";
import { calibrationOf, standingOf } from "./readings.ts";

/** Resolves to the exit status. */
export async function explain(
  wanted: ExplainWanted,
  env: Environment,
  configPath: string | null,
): Promise<number> {
  const loaded = loadConfig({ path: configPath, env });
  if (!loaded.ok) {
    process.stderr.write(`${formatFaults(loaded.faults)}\n`);
    return 2;
  }
  const { config } = loaded;
  return runExplain(wanted, {
    write: (text) => void process.stdout.write(text),
    complain: (text) => void process.stderr.write(text),
    color: process.stdout.isTTY === true && !env["NO_COLOR"],
    admin: { url: `http://${hostOf(config.admin.host)}:${config.admin.port}`, token: config.admin.token },
    apiKey: env["OPENAI_API_KEY"],
    // The built-in embedder, whose calibration ships; no second look.
    policy: settingsOf({ config, percentage: 100, keys: null, calibrated: true, secondCalibration: null })
      .policy,
    standing: standingOf(config, { mode: "manual", labels: 0 }),
    builtin: async () => {
      const { embedder, lexicon, pairModel } = await loadBuiltin();
      const verifier = createVerifier(lexicon, pairModel);
      const { version, calibration: knots } = pairModel;
      const calibration = calibrationOf({ version, knots }, version, verifier.version, embedder.fingerprint);
      return { embedder, verifier, calibration };
    },
  });
}

/** A listener on all addresses is asked on this machine's own. */
function hostOf(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}
