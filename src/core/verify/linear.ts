/** Solves a symmetric positive definite system by Cholesky's decomposition. Overwrites the matrix. */
export function solve(matrix: readonly Float64Array[], right: Float64Array): number[] {
  const n = right.length;
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = matrix[i]![j]!;
      for (let k = 0; k < j; k++) sum -= matrix[i]![k]! * matrix[j]![k]!;
      if (i === j && !(sum > 0)) throw new RangeError("the matrix is not positive definite");
      matrix[i]![j] = i === j ? Math.sqrt(sum) : sum / matrix[j]![j]!;
    }
  }
  const out = Array.from(right);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) out[i]! -= matrix[i]![k]! * out[k]!;
    out[i]! /= matrix[i]![i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) out[i]! -= matrix[k]![i]! * out[k]!;
    out[i]! /= matrix[i]![i]!;
  }
  return out;
}
