/** Do the OTEL_* variables ask for traces? False where no endpoint or exporter is set, or the SDK is switched off. */
export function wantsOtel(env: Readonly<Record<string, string | undefined>>): boolean {
  const names =
    env["OTEL_EXPORTER_OTLP_ENDPOINT"] ||
    env["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] ||
    env["OTEL_TRACES_EXPORTER"];
  return Boolean(names) && env["OTEL_SDK_DISABLED"] !== "true" && env["OTEL_TRACES_EXPORTER"] !== "none";
}
