/** `x-semblance-tags: doc:42@v7, team:a`: what an answer is stored under, for whoever removes it by tag. */

const TAGS_MAX = 64;
const TAG_CHARACTERS_MAX = 256;

/** The tags of the header, sorted, each once; or the problem in words where they are too many or too long. */
export function readTags(header: string | null): readonly string[] | { readonly problem: string } {
  if (header === null) return NO_TAGS;
  return tagsOf(header.split(","));
}

function tagsOf(given: readonly string[]): readonly string[] | { readonly problem: string } {
  const tags = new Set(given.map((tag) => tag.trim()).filter((tag) => tag !== ""));
  if (tags.size > TAGS_MAX) return { problem: `There are at most ${TAGS_MAX} tags.` };
  if ([...tags].some((tag) => tag.length > TAG_CHARACTERS_MAX))
    return { problem: `A tag has at most ${TAG_CHARACTERS_MAX} characters.` };
  return [...tags].sort();
}

const NO_TAGS: readonly string[] = [];
