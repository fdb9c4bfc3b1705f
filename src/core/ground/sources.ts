/** Versions of the sources that an answer was made of, by its tags: `doc:42@v7` is version v7 of `doc:42`. */

/**
 * The first source named in another version by `asked` than by `stored`, as the tag in `asked`; null: there is none.
 */
export function otherVersion(stored: readonly string[], asked: readonly string[]): string | null {
  const now = new Map(asked.map(versioned).filter((tag) => tag !== null));
  for (const tag of stored) {
    const held = versioned(tag);
    const version = held && now.get(held[0]);
    if (held && version !== undefined && version !== held[1]) return `${held[0]}@${version}`;
  }
  return null;
}

function versioned(tag: string): readonly [source: string, version: string] | null {
  const at = tag.lastIndexOf("@");
  return at <= 0 ? null : [tag.slice(0, at), tag.slice(at + 1)];
}
