/**
 * A map whose values come and go with requests. V8 moves a map to a new table when enough of its keys are gone, and the old
 * table leads to the new one (`NextTable` in V8's src/objects/ordered-hash-table.h). Once a table that is no longer used has
 * become old, all that stood in any later one is kept until a full collection, and is moved to the old heap until then.
 * Here tables hold boxes, which are emptied.
 */
export class BriefMap<K, V extends object> {
  readonly #boxes = new Map<K, { value: V | null }>();

  get size(): number {
    return this.#boxes.size;
  }

  get(key: K): V | undefined {
    return this.#boxes.get(key)?.value ?? undefined;
  }

  has(key: K): boolean {
    return this.#boxes.has(key);
  }

  set(key: K, value: V): void {
    const box = this.#boxes.get(key);
    if (box === undefined) this.#boxes.set(key, { value });
    else box.value = value;
  }

  delete(key: K): void {
    const box = this.#boxes.get(key);
    if (box === undefined) return;
    box.value = null;
    this.#boxes.delete(key);
  }

  *values(): IterableIterator<V> {
    for (const { value } of this.#boxes.values()) if (value !== null) yield value;
  }
}
