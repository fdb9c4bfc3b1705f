/** How a command ends: one table for every command. */
import { StartFault } from "../main/listen.ts";
import { errorCode } from "../narrow.ts";

export const EXIT = {
  /** It did what was asked. */
  good: 0,
  /** It was asked rightly and could not, or what it checked is not so. */
  failed: 1,
  /** Bad usage, a bad configuration, a file that cannot be read or written, a port that is taken. */
  usage: 2,
} as const;

/** What a command throws to end with a line for people and a status of the table. */
export class CommandFault extends Error {
  readonly status: number;
  /** Each line says by itself where it belongs ("FILE:LINE: …"). */
  readonly named: boolean;

  constructor(message: string, status: number = EXIT.failed, named = false) {
    super(message);
    this.status = status;
    this.named = named;
  }
}

export function usageFault(message: string): CommandFault {
  return new CommandFault(message, EXIT.usage);
}

/** What is wrong with a path or who may use it, which is for the one who named it to mend. */
const FILE_CODES: ReadonlySet<string> = new Set([
  "EACCES",
  "EISDIR",
  "ELOOP",
  "ENAMETOOLONG",
  "ENOENT",
  "ENOTDIR",
  "EPERM",
  "EROFS",
]);

/** Of whatever a command threw. */
export function exitOf(error: unknown): number {
  if (error instanceof CommandFault) return error.status;
  if (error instanceof StartFault) return EXIT.usage;
  const cause = error instanceof Error ? error.cause : null;
  return FILE_CODES.has(errorCode(error)) || FILE_CODES.has(errorCode(cause)) ? EXIT.usage : EXIT.failed;
}

/** Of an answer of the admin plane that is no success: 400 and 422 say that the question was wrong. */
export function exitOfRefusal(httpStatus: number): number {
  return httpStatus === 400 || httpStatus === 422 ? EXIT.usage : EXIT.failed;
}
