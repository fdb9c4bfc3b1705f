/**
 * Wrappers that put the outside world's faults around a port: one that fails, hangs, takes its time or lies. Real
 * adapters stand behind them; only the named methods are touched.
 */
import { PortFault } from "../../src/errors.ts";

type Method<T> = { [K in keyof T]: T[K] extends (...args: never[]) => unknown ? K : never }[keyof T];

export const CHAOS = new PortFault("store", "unavailable", "chaos");

/** The named methods answer with a promise that rejects. */
export function rejecting<T extends object>(port: T, methods: readonly Method<T>[], fault: Error = CHAOS): T {
  return changed(port, methods, () => () => Promise.reject(fault));
}

/** The named methods throw at once, as synchronous ports and iterables do. */
export function throwing<T extends object>(port: T, methods: readonly Method<T>[], fault: Error = CHAOS): T {
  return changed(port, methods, () => () => {
    throw fault;
  });
}

/** The named methods never answer. */
export function hanging<T extends object>(port: T, methods: readonly Method<T>[]): T {
  return changed(port, methods, () => () => new Promise(() => {}));
}

/** The named methods answer what `lie` makes of their answer. */
export function lying<T extends object>(
  port: T,
  methods: readonly Method<T>[],
  lie: (truth: unknown) => unknown,
): T {
  return changed(port, methods, (truth) => (...args) => {
    const told = truth(...args);
    return told instanceof Promise ? told.then(lie) : lie(told);
  });
}

export interface Gate<T> {
  readonly port: T;
  /** Calls that wait, oldest first: by name, before or after the real method did its work. */
  readonly waiting: readonly string[];
  /** Lets the oldest go on. */
  release(): void;
}

/**
 * Slow, without a clock: the named methods wait until the test lets them go on. `when` says whether the wait comes
 * before the work (a slow request) or after it (a slow reply, which may be out of date when it comes).
 */
export function gated<T extends object>(
  port: T,
  methods: readonly Method<T>[],
  when: "before" | "after",
): Gate<T> {
  const waiting: { name: string; go: () => void }[] = [];
  const turn = (name: string) => new Promise<void>((resolve) => waiting.push({ name, go: resolve }));
  return {
    port: changed(port, methods, (truth, name) => async (...args) => {
      if (when === "before") await turn(name);
      const answer = await truth(...args);
      if (when === "after") await turn(name);
      return answer;
    }),
    get waiting() {
      return waiting.map(({ name }) => name);
    },
    release() {
      const next = waiting.shift();
      if (next === undefined) throw new Error("nothing waits");
      next.go();
    },
  };
}

type Call = (...args: unknown[]) => unknown;

function changed<T extends object>(
  port: T,
  methods: readonly Method<T>[],
  change: (truth: Call, name: string) => Call,
): T {
  const names = new Set<string | symbol>(methods as readonly string[]);
  return new Proxy(port, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      const truth = value.bind(target) as Call;
      return names.has(name) ? change(truth, String(name)) : truth;
    },
  });
}
