/**
 * Members inside messages and tools that tell a provider what to keep of the prompt in its own cache. They change what a
 * call costs, never what is answered: they do not part answers, and are forwarded as they came.
 *
 * `cache_control`: Anthropic, prompt caching, and gateways in front of it; `prompt_cache_breakpoint`: OpenAI.
 */
const MARKERS: ReadonlySet<string> = new Set(["cache_control", "prompt_cache_breakpoint"]);

/** Members whose lists are searched for markers: messages and tools, and the parts of a message's content. */
const LISTS: ReadonlySet<string> = new Set(["messages", "input", "tools", "content"]);

/**
 * The body without its cache markers; the same object where it has none. Arguments, schemas and text are not
 * searched: such a name means something else there.
 */
export function withoutCacheMarkers(
  body: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return withoutIn(body, 0);
}

function withoutIn(
  object: Readonly<Record<string, unknown>>,
  depth: number,
): Readonly<Record<string, unknown>> {
  let out: Record<string, unknown> | null = null;
  for (const name of Object.keys(object)) {
    const value = object[name];
    if (depth > 0 && MARKERS.has(name)) {
      out ??= { ...object };
      delete out[name];
      continue;
    }
    if (!LISTS.has(name) || !Array.isArray(value)) continue;
    const items = value.map((item) => (isObject(item) ? withoutIn(item, depth + 1) : item));
    if (items.every((item, i) => item === value[i])) continue;
    out ??= { ...object };
    out[name] = items;
  }
  return out ?? object;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
