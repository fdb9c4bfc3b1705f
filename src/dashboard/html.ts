/**
 * HTML that is safe by its type: only a value made by `html` is markup; strings and numbers are escaped. Text of
 * callers and models goes through `foreign`, which isolates its writing direction, shows control characters as codes
 * and cuts long text.
 */
export class Html {
  readonly markup: string;
  constructor(markup: string) {
    this.markup = markup;
  }
}

type Part = Html | string | number | null | false | readonly Part[];

export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(texts.reduce((out, text, i) => out + markupOf(parts[i - 1] ?? null) + text));
}

function markupOf(part: Part): string {
  if (part instanceof Html) return part.markup;
  if (part === null || part === false) return "";
  if (typeof part === "object") return part.map(markupOf).join("");
  return escaped(String(part));
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (c) => ENTITIES[c] ?? c);
}

const SHOWN_MAX = 600;

/** Text of a caller or a model, cut after `max` UTF-16 units; the number of those left out is in the title. */
export function foreign(text: string, max = SHOWN_MAX): Html {
  const shown = visible(text.slice(0, max));
  const rest = text.length > max ? html`<span class="more" title="+${text.length - max}">…</span>` : null;
  return html`<bdi class="foreign">${shown}</bdi>${rest}`;
}

/** Replaces control and formatting characters, except line end and tab, by their code point as text: ⟨U+202E⟩. */
export function visible(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (c) => (c === "\n" || c === "\t" ? c : `⟨${code(c)}⟩`));
}

function code(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
