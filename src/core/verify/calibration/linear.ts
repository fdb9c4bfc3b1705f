import { itemAt } from "../../../narrow.ts";

/** Solves a symmetric positive definite system by Cholesky decomposition. Overwrites the matrix. */
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

/** Cholesky decomposition in place: the lower triangle becomes the factor. */
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

/**
 * `from` minus the dot product of the first `count` components, in this order: stored results depend on the rounding.
 */
function less(from: number, a: Float64Array, b: ArrayLike<number>, count: number): number {
  let out = from;
  for (let k = 0; k < count; k++) out -= a[k]! * b[k]!;
  return out;
}
