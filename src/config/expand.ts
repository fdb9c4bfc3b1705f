/**
 * Replaces `${VAR}`, `${VAR:-default}` and `$$` inside one scalar after YAML was parsed, so that a variable's content
 * can
 * never become structure. Any other `$` is left as it is; any other `${…}` is refused.
 */
export type Environment = Readonly<Record<string, string | undefined>>;

export type Expansion =
  | {
      readonly ok: true;
      readonly text: string;
      /** Names of the variables that were read, set or not. */
      readonly variables: readonly string[];
      /** True where the text is one `${…}` and nothing else. */
      readonly whole: boolean;
    }
  | { readonly ok: false; readonly value: string; readonly message: string };

const FORM = `\${NAME}, \${NAME:-default} or $$`;

export function expand(text: string, env: Environment): Expansion {
  const variables: string[] = [];
  const refused: { readonly value: string; readonly message: string }[] = [];
  const out = text.replace(/\$\$|\$\{([^}]*)(\}?)/g, (found, inner: string | undefined, end: string) => {
    if (found === "$$") return "$";
    const parts = /^([A-Za-z_][A-Za-z0-9_]*)(?::-([^$]*(?:\$(?!\{)[^$]*)*))?$/.exec(inner ?? "");
    if (!parts || end === "") {
      refused.push({ value: `\${…}`, message: FORM });
      return "";
    }
    const [, name = "", preset] = parts;
    variables.push(name);
    const value = env[name];
    if (value !== undefined && (value !== "" || preset === undefined)) return value;
    if (preset === undefined)
      refused.push({
        value: `\${${name}}`,
        message: `${name} is not set: set it, or write \${${name}:-default}`,
      });
    return preset?.replaceAll("$$", "$") ?? "";
  });
  const [first] = refused;
  if (first !== undefined) return { ok: false, ...first };
  return { ok: true, text: out, variables, whole: /^\$\{[^}]*\}$/.test(text) };
}

/** The value YAML would read in unquoted text: a number, true or false; undefined where it stays text. */
export function retyped(text: string): number | boolean | undefined {
  const bare = text.trim();
  if (/^(true|True|TRUE)$/.test(bare)) return true;
  if (/^(false|False|FALSE)$/.test(bare)) return false;
  if (/^[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?$/.test(bare)) return Number(bare);
  return undefined;
}
