import type { MethodologyFault } from '@tcctv/methodology'
import { printJson } from '../arguments.ts'
import { wrapped } from '../terminal.ts'

const MOST_COLUMNS = 76

/** Prints the faults of a document with their lines, or as JSON. */
export function printFaults(file: string, text: string, faults: readonly MethodologyFault[], asJson: boolean): void {
  if (asJson) printJson({ faults })
  else for (const fault of faults) process.stdout.write(`${faultText(file, text, fault, process.stdout.columns)}\n`)
}

/** @param columns of the terminal; a pipe gets each text in one line */
export function faultText(
  file: string,
  text: string,
  { path, line, column, code, message, advice }: MethodologyFault,
  columns = Infinity,
): string {
  const shown = markedLine(text.split('\n')[line - 1] ?? '', column)
  const told = [message, advice].filter((words) => words !== '').map((words) => wrapped('  ', words, columns).trimEnd())
  return [`${file}:${line}:${column} ${code} ${path}`.trimEnd(), shown, ...told].join('\n')
}

/** A line of the document with a mark under the fault, cut to what a terminal of 80 columns shows. */
function markedLine(line: string, column: number): string {
  const start = column > MOST_COLUMNS ? column - MOST_COLUMNS / 2 : 0
  return `  | ${line.slice(start, start + MOST_COLUMNS)}\n  | ${' '.repeat(Math.max(column - 1 - start, 0))}^`
}
