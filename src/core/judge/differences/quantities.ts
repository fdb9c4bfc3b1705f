/** Quantities and times of day as two sentences may tell them: "0 °C" and "32 °F", "99 cents" and "$0.99", "20h" and "8 da noite". */
import { nth } from "../words/nth.ts";

const list = (text: string): readonly string[] => text.split(" ");

/** Each unit's dimension and its size. */
const UNITS: ReadonlyMap<string, readonly [dimension: string, size: number]> = new Map(
  (
    [
      ["kg quilo quilos kilo kilos kilogram kilograms", "mass", 1],
      ["g gram grams grama gramas", "mass", 0.001],
      ["lb lbs pound pounds libra libras", "mass", 0.453_592],
      ["oz ounce ounces", "mass", 0.028_35],
      ["km kilometre kilometres kilometer kilometers quilômetro quilômetros", "length", 1_000],
      ["mi mile miles milha milhas", "length", 1_609.34],
      ["m metre metres meter meters metro metros", "length", 1],
      ["ft foot feet pé pés", "length", 0.3048],
      ["cm centimetre centimetres centimeter centimeters", "length", 0.01],
      ["inch inches polegada polegadas", "length", 0.0254],
      ["l litre litres liter liters litro litros", "volume", 1],
      ["gallon gallons galão galões", "volume", 3.785],
      ["usd eur gbp brl dollar dollars euro euros real reais", "money", 1],
      ["cent cents centavo centavos", "money", 0.01],
      ["celsius", "heat", 1],
      ["fahrenheit", "heat", 2],
    ] as const
  ).flatMap(([words, dimension, size]) => list(words).map((word) => [word, [dimension, size]] as const)),
);

const LATE = new Set(list("tarde noite pm afternoon evening night"));
const CLOCK = new Set(
  list("tarde noite pm afternoon evening night manhã am morning h hora horas half past meia quarter quinze"),
);
const HOURS: ReadonlyMap<string, number> = new Map(
  "one uma/two duas/three três/four quatro/five cinco/six seis/seven sete/eight oito/nine nove/ten dez/eleven onze/twelve doze"
    .split("/")
    .flatMap((words, at) => list(words).map((word) => [word, at + 1] as const)),
);

/** The words that tell a quantity's unit or a time of day. */
export const WORDS_OF_QUANTITIES: ReadonlySet<string> = new Set([...UNITS.keys(), ...CLOCK, ...HOURS.keys()]);

export interface Quantity {
  readonly value: number;
  readonly unit: string;
  /** Hours since midnight where it may be a time of day, by a clock of 24 hours where that is told. */
  readonly hour: number;
}

/** The numbers of a sentence with their units, in its order. */
export function quantitiesIn(raw: readonly string[]): readonly Quantity[] {
  const out: Quantity[] = [];
  for (let at = 0; at < raw.length; at++) {
    const word = nth(raw, at);
    const value = numberAt(word, raw, at);
    if (value !== null) out.push(quantityOf(raw, at, value));
  }
  return out;
}

/** A number word counts only as an hour, where the words around it tell so. */
function numberAt(word: string, raw: readonly string[], at: number): number | null {
  const [, hour, minute] = /^(\d{1,2}):(\d{2})$/.exec(word) ?? [];
  if (hour !== undefined) return Number(hour) + Number(minute) / 60;
  const told = HOURS.get(word);
  if (told !== undefined)
    return raw[at - 1] === "past" || raw[at + 2] === "meia" || isLateAt(raw, at) ? told : null;
  const value = /^\d/.test(word) ? Number(word) : Number.NaN;
  return Number.isNaN(value) ? null : value;
}

const LATE_WORDS = 3;

function isLateAt(raw: readonly string[], at: number): boolean {
  return raw.slice(at + 1, at + 1 + LATE_WORDS).some((word) => LATE.has(word));
}

function quantityOf(raw: readonly string[], at: number, value: number): Quantity {
  const isHalf = raw[at + 2] === "meia" || (raw[at - 1] === "past" && raw[at - 2] === "half");
  const isLate = isLateAt(raw, at);
  const clock = value + (isHalf ? 0.5 : 0);
  return { value, unit: raw[at + 1] ?? "", hour: isLate && clock < 12 ? clock + 12 : clock };
}

/** Are they told in the same words, or nearly? */
export function areEqual(a: Quantity, b: Quantity | undefined): boolean {
  return (
    b !== undefined && a.value === b.value && a.hour === b.hour && UNITS.get(a.unit) === UNITS.get(b.unit)
  );
}

/** Are they one, be it in two units or by two clocks? */
export function areOne(a: Quantity, b: Quantity | undefined): boolean {
  if (b === undefined) return false;
  if (areEqual(a, b)) return true;
  const one = UNITS.get(a.unit);
  const two = UNITS.get(b.unit);
  if (one === undefined && two === undefined) return a.hour === b.hour && a.value !== b.value;
  if (one === undefined || two === undefined || one[0] !== two[0] || one[1] === two[1]) return false;
  if (one[0] === "heat") return Math.abs(asFahrenheit(a.value, one[1]) - asFahrenheit(b.value, two[1])) < 1;
  const [x, y] = [a.value * one[1], b.value * two[1]];
  return Math.abs(x - y) <= (one[0] === "money" ? 1e-9 : ROUNDING) * Math.max(x, y);
}

/** How far a quantity may be rounded in another unit, as a share of it. */
const ROUNDING = 0.02;

function asFahrenheit(value: number, scale: number): number {
  return scale === 1 ? 1.8 * value + 32 : value;
}
