import { getBorderCharacters, table } from 'table'
import type { TextResult } from '../load/warehouse/warehouse.ts'

/** Where a command writes its results: stdout. */
export interface Terminal {
  readonly out: (text: string) => void
  /** Columns of the terminal; a fixed number in a pipe. */
  readonly width: number
}

const LEAST_COLUMN = 8
const PADDING = 3

/** Rows under a header, with only as many rules as the eye needs; long cells are wrapped to fit the width. */
export function textTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): string {
  const natural = header.map((name, column) =>
    Math.max(
      name.length,
      ...rows.map((row) => Math.max(...(row[column] ?? '').split('\n').map((line) => line.length))),
    ),
  )
  const widths = fitted(natural, width - PADDING * header.length)
  return table([[...header], ...rows.map((row) => [...row])], {
    border: getBorderCharacters('void'),
    columns: widths.map((each) => ({ width: each, wrapWord: true, paddingLeft: 0, paddingRight: 2 })),
    drawHorizontalLine: (line) => line === 1,
    singleLine: false,
  })
    .split('\n')
    .map((line, index) =>
      index === 1 && line.trim() === '' ? widths.map((each) => '-'.repeat(each)).join('  ') : line.trimEnd(),
    )
    .join('\n')
}

/** The rows of a query as a table; null is empty. */
export function resultTable({ fields, rows }: TextResult, width: number): string {
  return textTable(
    fields.map(({ name }) => name),
    rows.map((row) => row.map((value) => value ?? '')),
    width,
  )
}

/** Narrows the widest columns until all fit. */
function fitted(natural: readonly number[], available: number): number[] {
  const widths = natural.map((each) => Math.max(1, each))
  while (widths.reduce((sum, each) => sum + each, 0) > available) {
    const widest = widths.indexOf(Math.max(...widths))
    if ((widths[widest] ?? 0) <= LEAST_COLUMN) break
    widths[widest] = (widths[widest] ?? 0) - 1
  }
  return widths
}
