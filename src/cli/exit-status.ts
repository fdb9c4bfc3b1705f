/** Exit statuses, in one table for every command. */
import { StartFault } from "../main/listen.ts";
import { errorCode } from "../narrow.ts";

export const EXIT = {
  /** The command did what was asked. */
  good: 0,
  /** The command was used correctly but failed, or what it checked does not hold. */
  failed: 1,
  /** Bad usage, a bad configuration, a file that cannot be read or written, or a port that is taken. */
  usage: 2,
} as const;

/** Thrown by a command to end with a message for people and a status of the table. */
export class CommandFault extends Error {
  readonly status: number;
  /** True where each line names its place itself ("FILE:LINE: …"). */
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

/** Codes of faults of a path or its permissions, which whoever named the path must fix. */
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

/** The exit status for whatever a command threw. */
export function exitOf(error: unknown): number {
  if (error instanceof CommandFault) return error.status;
  if (error instanceof StartFault) return EXIT.usage;
  const cause = error instanceof Error ? error.cause : null;
  return FILE_CODES.has(errorCode(error)) || FILE_CODES.has(errorCode(cause)) ? EXIT.usage : EXIT.failed;
}

/** The exit status for an admin plane's refusal: 400 and 422 mean that the request was wrong. */
export function exitOfRefusal(httpStatus: number): number {
  return httpStatus === 400 || httpStatus === 422 ? EXIT.usage : EXIT.failed;
}
