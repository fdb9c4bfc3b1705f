/**
 * A binary heap whose members know their places: one whose value changed is moved where it stands, and one that leaves is
 * gone at once. So nothing out of date is held, and nothing is ever sorted anew. All in O(log n).
 */
export interface HeapMember {
  value: number;
  /** Its place in the heap, kept by the heap; -1: it is in none. */
  place: number;
}

export class ValueHeap<T extends HeapMember> {
  readonly #members: T[] = [];

  /** The member of the lowest value; undefined: there is none. */
  get lowest(): T | undefined {
    return this.#members[0];
  }

  get size(): number {
    return this.#members.length;
  }

  add(member: T): void {
    this.#members.push(member);
    this.#raise(member, this.#members.length - 1);
  }

  /** To be called once the value of a member has changed. */
  moved(member: T): void {
    this.#raise(member, member.place);
    this.#lower(member, member.place);
  }

  remove(member: T): void {
    const { place } = member;
    const last = this.#members.pop();
    member.place = -1;
    if (last === undefined || last === member) return;
    last.place = place;
    this.#members[place] = last;
    this.moved(last);
  }

  /** Moves it up from this place while those above are of higher value. */
  #raise(member: T, from: number): void {
    const members = this.#members;
    let at = from;
    while (at > 0) {
      const up = (at - 1) >> 1;
      const above = members[up];
      if (above === undefined || above.value <= member.value) break;
      this.#put(above, at);
      at = up;
    }
    this.#put(member, at);
  }

  /** Moves it down from this place while one below is of lower value. */
  #lower(member: T, from: number): void {
    const members = this.#members;
    let at = from;
    for (;;) {
      const left = members[2 * at + 1];
      const right = members[2 * at + 2];
      if (left === undefined) break;
      const below = right !== undefined && right.value < left.value ? right : left;
      if (below.value >= member.value) break;
      const next = below.place;
      this.#put(below, at);
      at = next;
    }
    this.#put(member, at);
  }

  #put(member: T, at: number): void {
    this.#members[at] = member;
    member.place = at;
  }
}
