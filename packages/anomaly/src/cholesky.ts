/**
 * Solves A x = b for a symmetric positive definite A (row-major, size × size), in place: A becomes its factor, b the
 * solution. A pivot that vanished by rounding is replaced by 1, which leaves its unknown near zero.
 */
export function solveSymmetric(matrix: Float64Array, right: Float64Array): void {
  factor(matrix, right.length)
  forward(matrix, right)
  backward(matrix, right)
}

function factor(matrix: Float64Array, size: number): void {
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      let sum = matrix[row * size + column] ?? 0
      for (let k = 0; k < column; k += 1) sum -= (matrix[row * size + k] ?? 0) * (matrix[column * size + k] ?? 0)
      matrix[row * size + column] =
        row === column ? (sum > 0 ? Math.sqrt(sum) : 1) : sum / (matrix[column * size + column] ?? 1)
    }
  }
}

function forward(lower: Float64Array, right: Float64Array): void {
  const size = right.length
  for (let row = 0; row < size; row += 1) {
    let sum = right[row] ?? 0
    for (let k = 0; k < row; k += 1) sum -= (lower[row * size + k] ?? 0) * (right[k] ?? 0)
    right[row] = sum / (lower[row * size + row] ?? 1)
  }
}

function backward(lower: Float64Array, right: Float64Array): void {
  const size = right.length
  for (let row = size - 1; row >= 0; row -= 1) {
    let sum = right[row] ?? 0
    for (let k = row + 1; k < size; k += 1) sum -= (lower[k * size + row] ?? 0) * (right[k] ?? 0)
    right[row] = sum / (lower[row * size + row] ?? 1)
  }
}
