/**
 * The words of a text, which is how a list of words is written here: white space of any kind and length parts them, so that a list
 * may run over several lines. A text without words gives a set with the empty word alone.
 */
export function wordSet(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
