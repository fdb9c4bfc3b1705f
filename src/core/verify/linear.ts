import { itemAt } from "../../narrow.ts";

/** Solves a symmetric positive definite system by Cholesky's decomposition. Overwrites the matrix. */
export function solve(matrix: readonly Float64Array[], right: Float64Array): number[] {
  decompose(matrix);
  const out = Array.from(right);
  for (const [i, row] of matrix.entries()) {
    out[i] = less(itemAt(out, i), row, out, i) / itemAt(row, i);
  }
  for (let i = matrix.length - 1; i >= 0; i--) {
    let sum = itemAt(out, i);
    for (let k = i + 1; k < matrix.length; k++) sum -= itemAt(itemAt(matrix, k), i) * itemAt(out, k);
    out[i] = sum / itemAt(itemAt(matrix, i), i);
  }
  return out;
}

/** Leaves the lower triangle of the factor in the matrix. */
function decompose(matrix: readonly Float64Array[]): void {
  for (const [j, pivot] of matrix.entries()) {
    for (let i = j; i < matrix.length; i++) {
      const row = itemAt(matrix, i);
      const rest = less(itemAt(row, j), row, pivot, j);
      if (i === j && !(rest > 0)) throw new RangeError("the matrix is not positive definite");
      row[j] = i === j ? Math.sqrt(rest) : rest / itemAt(pivot, j);
    }
  }
}

/** `from` less the products of the first `count` of both, one after the other: the order of rounding is part of the result. */
function less(from: number, a: Float64Array, b: ArrayLike<number>, count: number): number {
  let out = from;
  for (let k = 0; k < count; k++) out -= a[k]! * b[k]!;
  return out;
}
