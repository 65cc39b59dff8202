import { getBorderCharacters, table } from 'table'
import type { TextResult } from '../load/warehouse/warehouse.ts'

/** Output of a command's results: stdout. */
export interface Terminal {
  readonly out: (text: string) => void
  /** Writes text as it is, and waits for a slow reader; throws when the process must stop. */
  readonly write: (text: string) => Promise<void>
  /** Columns of the terminal; a fixed number in a pipe. */
  readonly width: number
}

const LEAST_COLUMN = 8
const PADDING = 3

/** Renders rows under a header; long cells are wrapped to fit the width. */
export function textTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): string {
  const widths = columnWidths(header, rows, width)
  return `${tableHead(header, widths)}${tableRows(rows, widths)}`
}

/** Renders the rows of a query as a table; null is empty. */
export function resultTable({ fields, rows }: TextResult, width: number): string {
  return textTable(
    fields.map(({ name }) => name),
    rows.map((row) => row.map((value) => value ?? '')),
    width,
  )
}

/** Computes column widths so that these rows fit the terminal. */
export function columnWidths(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): readonly number[] {
  const natural = header.map((name, column) =>
    [name, ...rows.map((row) => row[column] ?? '')]
      .flatMap((cell) => printable(cell).split('\n'))
      .reduce((most, line) => Math.max(most, roomFor(line)), 0),
  )
  return fitted(natural, width - PADDING * header.length)
}

/** Computes the most columns that a line may take: East Asian characters take two, and rare others may. */
function roomFor(line: string): number {
  const wide = line.match(/[\u1100-\u1FFF\u2E80-\uD7FF\uE000-\uFFFF]/g)?.length ?? 0
  return Math.max(line.length + wide, /[\u1100-\uFFFF]/.test(line) ? 2 : 0)
}

/** Renders the column names, and a rule under them. */
export function tableHead(header: readonly string[], widths: readonly number[]): string {
  return `${tableRows([header], widths)}${widths.map((each) => '-'.repeat(each)).join('  ')}\n`
}

/** Renders rows in columns of these widths. */
export function tableRows(rows: readonly (readonly string[])[], widths: readonly number[]): string {
  if (rows.length === 0) return ''
  return table(
    rows.map((row) => row.map(printable)),
    {
      border: getBorderCharacters('void'),
      columns: widths.map((each) => ({ width: each, wrapWord: true, paddingLeft: 0, paddingRight: 2 })),
      drawHorizontalLine: () => false,
      singleLine: false,
    },
  )
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
}

const ESCAPES: Readonly<Record<string, string>> = { '\t': String.raw`\t`, '\r': String.raw`\r` }

/** Escapes a cell's control characters, except newlines: a terminal would obey them. */
function printable(cell: string): string {
  return cell.replaceAll(
    // oxlint-disable-next-line no-control-regex -- these are what is looked for
    /[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/g,
    (character) => ESCAPES[character] ?? `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
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
