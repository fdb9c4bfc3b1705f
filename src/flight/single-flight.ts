/**
 * One upstream call for equal requests that come while it runs. Everyone who takes part holds a ticket; when the last
 * ticket is given back before the end, the call is aborted. Who came first has no other role: its leaving fails nobody.
 */

export interface Ticket<F> {
  readonly flight: F;
  /** Did this ticket start the flight? */
  readonly first: boolean;
  /** Gives the ticket back; more than once does nothing. */
  leave(): void;
}

interface Seat<F> {
  readonly flight: F;
  readonly control: AbortController;
  taking: number;
}

export class SingleFlight<K, F extends { readonly joinable: boolean }> {
  readonly #seats = new Map<K, Seat<F>>();
  readonly #flightsMax: number;

  /** `flightsMax`: how many keys may be in the air at once; beyond it every caller flies alone. */
  constructor(flightsMax: number) {
    this.#flightsMax = flightsMax;
  }

  get size(): number {
    return this.#seats.size;
  }

  /** Joins the running flight of this key, or starts one. `start` must not throw; its flight ends through `landed`. */
  join(key: K, start: (signal: AbortSignal, landed: () => void) => F): Ticket<F> {
    const running = this.#seats.get(key);
    if (running?.flight.joinable && !running.control.signal.aborted) return this.#seat(running, false);
    if (running || this.#seats.size >= this.#flightsMax) return this.alone(start);
    const control = new AbortController();
    let seat: Seat<F> | null = null;
    let over = false;
    const landed = () => {
      over = true;
      if (this.#seats.get(key) === seat) this.#seats.delete(key);
    };
    seat = { flight: start(control.signal, landed), control, taking: 0 };
    if (!over) this.#seats.set(key, seat);
    control.signal.addEventListener("abort", landed, { once: true });
    return this.#seat(seat, true);
  }

  /** A flight that nobody can join. */
  alone(start: (signal: AbortSignal, landed: () => void) => F): Ticket<F> {
    const control = new AbortController();
    return this.#seat({ flight: start(control.signal, () => {}), control, taking: 0 }, true);
  }

  #seat(seat: Seat<F>, first: boolean): Ticket<F> {
    seat.taking++;
    let left = false;
    return {
      flight: seat.flight,
      first,
      leave: () => {
        if (left) return;
        left = true;
        if (--seat.taking === 0) seat.control.abort();
      },
    };
  }
}
