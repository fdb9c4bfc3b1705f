/**
 * Keeps what a `Learner` holds in one note of the store: over a restart, and for every gateway that shares the store. A
 * change by hand wins over one that was made by itself at the same time; versions are never lost to the other's list.
 */
import type { Store } from "../ports.ts";
import { type KeptVersions, kept, merged, readVersions, type VersionsFound } from "./calibration-versions.ts";
import type { Learner } from "./learner.ts";

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

export class KeptCalibrations {
  readonly #deps: KeptDeps;
  #revision = 0;
  #isLoaded = false;
  #dirty: "no" | "by-itself" | "by-hand" = "no";
  #running: Promise<void> = Promise.resolve();

  constructor(deps: KeptDeps) {
    this.#deps = deps;
  }

  /** Something is to be kept; the next `sync` does. */
  touch(byHand = false): void {
    if (byHand) this.#dirty = "by-hand";
    else if (this.#dirty === "no") this.#dirty = "by-itself";
  }

  /** Takes over what is there and newer, and keeps what is new here. Rejects where the store fails; may be called again. */
  sync(): Promise<void> {
    const done = this.#running.then(() => this.#sync());
    this.#running = done.catch(() => {});
    return done;
  }

  async #sync(): Promise<void> {
    const { learner, onRestored, onFollowed } = this.#deps;
    const there = await this.#read();
    const isNewer = there !== null && (!this.#isLoaded || there.revision > this.#revision);
    if (isNewer && this.#dirty !== "by-hand") {
      const { versions, inForce, watch } = there.standing;
      const all = kept(merged(learner.standing.versions, versions), inForce, watch);
      const hasChanged = learner.restore({ ...there.standing, versions: all });
      this.#dirty = "no";
      if (!this.#isLoaded) onRestored();
      else if (hasChanged) onFollowed(`${inForce} is in force, as another gateway chose`);
    } else if (there !== null) learner.merge(there.standing.versions);
    this.#revision = Math.max(this.#revision, there?.revision ?? 0);
    this.#isLoaded = true;
    if (this.#dirty !== "no") await this.#save();
  }

  async #save(): Promise<void> {
    const { store, model, learner, beforeSave } = this.#deps;
    const before = this.#dirty;
    this.#dirty = "no";
    try {
      await beforeSave();
      const note: KeptVersions = { ...learner.standing, format: 2, model, revision: this.#revision + 1 };
      await store.putNote(this.#note, JSON.stringify(note));
      this.#revision = note.revision;
    } catch (error) {
      if (this.#dirty === "no") this.#dirty = before;
      throw error;
    }
  }

  async #read(): Promise<VersionsFound | null> {
    const text = await this.#deps.store.getNote(this.#note);
    if (text === null) return null;
    const found = readVersions(text, this.#deps.model);
    if (typeof found !== "string") return found;
    if (!this.#isLoaded) this.#deps.onNote(found);
    return null;
  }

  get #note(): string {
    return `calibration:${this.#deps.embedder}`;
  }
}
