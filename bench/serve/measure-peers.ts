/** Runs the peers over the cases that they can do, and says who was left out and why. */
import { say } from "../spread.ts";
import { CASES, type Case } from "./cases.ts";
import { type Figures, figuresOf } from "./figures.ts";
import { measure } from "./measure.ts";
import { PEERS, type Peer } from "./peers.ts";

export interface PeerFigures {
  readonly peer: string;
  readonly version: string;
  readonly settings: string;
  readonly figures: Figures;
}

export interface PeersMeasured {
  readonly measured: readonly PeerFigures[];
  readonly leftOut: readonly { readonly peer: string; readonly why: string }[];
}

const WHY_CHARACTERS_MAX = 200;

/** `folder`: where they are, or will be, installed. `tell` hears of each as it is done. */
export async function measurePeers(
  folder: string,
  o: { rounds: number; scale: number; tell: (found: PeerFigures) => void },
): Promise<PeersMeasured> {
  const measured: PeerFigures[] = [];
  const leftOut: { peer: string; why: string }[] = [];
  for (const peer of PEERS) {
    try {
      const version = peer.version(folder);
      for (const name of peer.cases) {
        const c = CASES.find((each) => each.name === name)!;
        const found = { peer: peer.name, version, settings: peer.settings };
        const figures = figuresOf(await measureOne(peer, c, folder, o));
        measured.push({ ...found, figures });
        o.tell({ ...found, figures });
      }
    } catch (error) {
      const told = error instanceof Error ? error.message : String(error);
      const why = told.replace(/\s+/g, " ").slice(0, WHY_CHARACTERS_MAX);
      say(`${peer.name}: left out: ${why}`);
      leftOut.push({ peer: peer.name, why });
    }
  }
  return { measured, leftOut };
}

function measureOne(peer: Peer, c: Case, folder: string, o: { rounds: number; scale: number }) {
  let lines: readonly string[] = [];
  const asked: Case = { ...c, outcome: "none", request: (n) => withHeaders(c.request(n), lines) };
  return measure(asked, {
    rounds: o.rounds,
    scale: o.scale * peer.scale,
    upstreamShare: c.outcome === "miss" ? 1 : 0,
    instead: (servers, upstream) => {
      lines = peer.headers?.(upstream) ?? [];
      return peer.start(servers, { upstream, folder });
    },
  });
}

/** Put behind the first line. */
function withHeaders(request: Buffer, lines: readonly string[]): Buffer {
  if (lines.length === 0) return request;
  const at = request.indexOf("\r\n") + 2;
  const more = Buffer.from(lines.map((line) => `${line}\r\n`).join(""));
  return Buffer.concat([request.subarray(0, at), more, request.subarray(at)]);
}
