import type { PortFault } from "../errors.ts";
import type { FaultPart } from "../ports.ts";

/**
 * Reports a fault for which no caller's promise rejects: a damaged row that was dropped, a file that was set aside. The
 * fault's message is for people and logs; it holds neither content nor credentials.
 */
export type OnFault = (part: FaultPart, fault: PortFault, detail?: string) => void;
