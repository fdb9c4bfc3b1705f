/** The sampler that OTEL_TRACES_SAMPLER names; it is asked before a span is made for a request. */
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from "@opentelemetry/sdk-trace";

type Env = Readonly<Record<string, string | undefined>>;

/**
 * `onWrong`: called where a variable holds no valid sampler or ratio; the default then holds, as the specification
 * says.
 */
export function samplerFrom(env: Env, onWrong: (message: string) => void): Sampler {
  const name = env["OTEL_TRACES_SAMPLER"] || DEFAULT;
  const make = SAMPLERS[name];
  if (!make) onWrong(`OTEL_TRACES_SAMPLER: ${name}: one of ${Object.keys(SAMPLERS).join(", ")}`);
  return (make ?? parented(always))(() => ratioIn(env, onWrong));
}

const DEFAULT = "parentbased_always_on";

type Make = (ratio: () => number) => Sampler;
const always: Make = () => new AlwaysOnSampler();
const never: Make = () => new AlwaysOffSampler();
const byRatio: Make = (ratio) => new TraceIdRatioBasedSampler(ratio());
const parented =
  (make: Make): Make =>
  (ratio) =>
    new ParentBasedSampler({ root: make(ratio) });

const SAMPLERS: Readonly<Record<string, Make>> = {
  always_on: always,
  always_off: never,
  traceidratio: byRatio,
  parentbased_always_on: parented(always),
  parentbased_always_off: parented(never),
  parentbased_traceidratio: parented(byRatio),
};

function ratioIn(env: Env, onWrong: (message: string) => void): number {
  const text = env["OTEL_TRACES_SAMPLER_ARG"] ?? "";
  if (text === "") return 1;
  const ratio = Number(text);
  if (ratio >= 0 && ratio <= 1) return ratio;
  onWrong(`OTEL_TRACES_SAMPLER_ARG: ${text}: a number from 0 to 1`);
  return 1;
}
