/**
 * Keeps the versions of a `Learner` in one note of the store, for restarts and for gateways that share the store. Of
 * two changes at the same time one by hand wins over an automatic one; the lists of versions are merged.
 */
import type { Store } from "../ports.ts";
import { calibrationNote, type KeptVersions, kept, merged } from "./calibration-versions.ts";
import type { Learner } from "./learner.ts";
import { type NoteRead, type VersionedNote, versionedNote } from "./versioned-note.ts";

export interface KeptDeps {
  readonly store: Store;
  readonly embedder: string;
  /** Name of the scoring model. */
  readonly model: string;
  readonly learner: Learner;
  /** Called when the version in force was restored at start: earlier measurements hold. */
  readonly onRestored: () => void;
  /** Called when another gateway's choice takes effect: earlier measurements are void. */
  readonly onFollowed: (why: string) => void;
  /** Awaited before a change is saved, so that the store never has it beside measurements of the previous version. */
  readonly beforeSave: () => Promise<void>;
  /** Receives lines for the log. */
  readonly onNote: (line: string) => void;
}

/** Is there an unsaved change, and did a person make it? */
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

  /** Marks a change as unsaved; the next `sync` saves it. */
  touch(byHand = false): void {
    if (byHand) this.#dirty = "by-hand";
    else if (this.#dirty === "no") this.#dirty = "by-itself";
  }

  /**
   * Loads what is newer in the store, and saves what is new here. Rejects where the store fails; may be called again.
   */
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
