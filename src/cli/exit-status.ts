/** How a command ends. */
export const EXIT = {
  /** It did what was asked. */
  good: 0,
  /** It was asked rightly and could not, or what it checked is not so. */
  failed: 1,
  /** Bad usage, a bad configuration, a file that cannot be read, a port that is taken. */
  usage: 2,
} as const;
