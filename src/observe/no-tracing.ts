import type { RequestRecord } from "../core/record.ts";
import { UNTRACED } from "../core/untraced.ts";
import type { Tracing } from "../ports.ts";

/** Tracing switched off: makes no spans. */
export const NO_TRACING: Tracing<RequestRecord> = {
  begin: () => UNTRACED,
  end: () => {},
  within: (_trace, work) => work(),
};
