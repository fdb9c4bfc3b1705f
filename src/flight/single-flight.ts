/**
 * One upstream call for equal requests that come while it runs. All who take part hold a ticket; when the last ticket
 * is given back before the end, the call is aborted. The first has no other role: its leaving fails nobody.
 */
import { BriefMap } from "../brief-map.ts";

export interface Ticket<F> {
  readonly flight: F;
  /** True where this ticket started the flight. */
  readonly first: boolean;
  /** Gives the ticket back; calling it again does nothing. */
  leave(): void;
}

interface Seat<F> {
  readonly flight: F;
  readonly control: AbortController;
  taking: number;
  /** True once the flight has landed, or was aborted. */
  over: boolean;
  readonly end: () => void;
}

export class SingleFlight<K, F extends { readonly joinable: boolean }> {
  readonly #seats = new BriefMap<K, Seat<F>>();
  readonly #flightsMax: number;

  /** `flightsMax`: most keys in flight at once; beyond it every caller gets a flight of its own. */
  constructor(flightsMax: number) {
    this.#flightsMax = flightsMax;
  }

  /** Joins the running flight of this key, or starts one. `start` must not throw; its flight ends through `landed`. */
  join(key: K, start: (signal: AbortSignal, landed: () => void) => F): Ticket<F> {
    const running = this.#seats.get(key);
    if (running?.flight.joinable && !running.control.signal.aborted) return this.#take(running, false);
    if (running || this.#seats.size >= this.#flightsMax) return this.alone(start);
    const seat = seatOf(start, () => {
      if (this.#seats.get(key) === seat) this.#seats.delete(key);
    });
    if (!seat.over) this.#seats.set(key, seat);
    return this.#take(seat, true);
  }

  /** Starts a flight that nobody can join. */
  alone(start: (signal: AbortSignal, landed: () => void) => F): Ticket<F> {
    return this.#take(
      seatOf(start, () => {}),
      true,
    );
  }

  #take(seat: Seat<F>, first: boolean): Ticket<F> {
    seat.taking++;
    let left = false;
    return {
      flight: seat.flight,
      first,
      leave: () => {
        if (left) return;
        left = true;
        // A flight that has landed needs no abort, which would make an error object.
        if (--seat.taking === 0 && !seat.over) {
          seat.control.abort();
          seat.end();
        }
      },
    };
  }
}

function seatOf<F>(start: (signal: AbortSignal, landed: () => void) => F, ended: () => void): Seat<F> {
  const control = new AbortController();
  const seat: { -readonly [K in keyof Seat<F>]: Seat<F>[K] } = {
    flight: null as F,
    control,
    taking: 0,
    over: false,
    end: () => {},
  };
  seat.end = () => {
    seat.over = true;
    ended();
  };
  seat.flight = start(control.signal, () => seat.end());
  return seat;
}
