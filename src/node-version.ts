/** The oldest Node that runs it: types are stripped and SQLite is there without a flag. bin/semblance.cjs says the same. */
const NEEDED = [22, 18] as const;

/** Throws an Error that says which Node is needed. */
export function needNode(version: string): void {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])) return;
  throw new Error(`semblance-gateway needs Node ${NEEDED.join(".")} or newer; this is v${version}`);
}
