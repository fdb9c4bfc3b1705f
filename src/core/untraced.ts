/** The trace of what nobody traces: tracing is off, or no request is behind the call. Makes no spans. */
import type { RequestTrace } from "../ports.ts";

export const UNTRACED: RequestTrace = {
  traceId: null,
  isSampled: false,
  upstream: () => [],
  again: () => [],
  own: () => () => [],
  follows: () => {},
  storing: () => () => {},
};
