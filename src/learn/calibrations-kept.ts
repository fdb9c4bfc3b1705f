/**
 * Keeps what a `Learner` holds in one note of the store: over a restart, and for every gateway that shares the store. A
 * change by hand wins over one that was made by itself at the same time; versions are never lost to the other's list.
 */
import type { Store } from "../ports.ts";
import { calibrationNote, type KeptVersions, kept, merged } from "./calibration-versions.ts";
import type { Learner } from "./learner.ts";
import { type NoteRead, type VersionedNote, versionedNote } from "./versioned-note.ts";

export interface KeptDeps {
  readonly store: Store;
  readonly embedder: string;
  /** Names the scoring model. */
  readonly model: string;
  readonly learner: Learner;
  /** Taken up from the store at start: what was measured under it holds. */
  readonly onRestored: () => void;
  /** Another gateway's choice is in force from here on: what was measured is void. */
  readonly onFollowed: (why: string) => void;
  /** Before a change is kept: what was measured under the one before must not be found beside it. */
  readonly beforeSave: () => Promise<void>;
  /** For people. */
  readonly onNote: (line: string) => void;
}

/** Is something to be kept, and did a hand choose it? */
type Dirty = "no" | "by-itself" | "by-hand";

export class KeptCalibrations {
  readonly #deps: KeptDeps;
  readonly #note: VersionedNote<KeptVersions>;
  #isLoaded = false;
  #dirty: Dirty = "no";

  constructor(deps: KeptDeps) {
    this.#deps = deps;
    this.#note = versionedNote(deps.store, `calibration:${deps.embedder}`, calibrationNote(deps.model));
  }

  /** Something is to be kept; the next `sync` does. */
  touch(byHand = false): void {
    if (byHand) this.#dirty = "by-hand";
    else if (this.#dirty === "no") this.#dirty = "by-itself";
  }

  /** Takes over what is there and newer, and keeps what is new here. Rejects where the store fails; may be called again. */
  async sync(): Promise<void> {
    let saving: Dirty = "no";
    try {
      await this.#note.update(async (there) => {
        this.#take(there);
        saving = this.#dirty;
        if (saving === "no") return null;
        this.#dirty = "no";
        await this.#deps.beforeSave();
        const { learner, model } = this.#deps;
        return { ...learner.standing, format: 2, model, revision: there.version + 1 };
      });
    } catch (error) {
      if (this.#dirty === "no") this.#dirty = saving;
      throw error;
    }
  }

  #take({ value: there, isNewer, problem }: NoteRead<KeptVersions>): void {
    const { learner, onRestored, onFollowed, onNote } = this.#deps;
    if (problem !== null && !this.#isLoaded) onNote(problem);
    if (there !== null && isNewer && this.#dirty !== "by-hand") {
      const { versions, inForce, byHand, triedAt, watch } = there;
      const all = kept(merged(learner.standing.versions, versions), inForce, watch);
      const hasChanged = learner.restore({ versions: all, inForce, byHand, triedAt, watch });
      this.#dirty = "no";
      if (!this.#isLoaded) onRestored();
      else if (hasChanged) onFollowed(`${inForce} is in force, as another gateway chose`);
    } else if (there !== null) learner.merge(there.versions);
    this.#isLoaded = true;
  }
}
