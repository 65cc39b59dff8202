import { QueryRefused, Stopped, UsageError, WarehouseTrouble } from '../../base/errors.ts'
import { type Bound, bindParameters } from './bind-parameters.ts'
import { hintOfRenamed } from './renamed-names.ts'
import type { TextResult, Warehouse } from './warehouse.ts'

/** Options of a statement of a person or a program. */
export interface Asking {
  /** Values for `:name` in the statement, by name. */
  readonly parameters?: Readonly<Record<string, unknown>>
  /** Cancels it, also at the server. */
  readonly signal?: AbortSignal
  /** Time limit until its last row is taken. Default: none. */
  readonly timeoutMs?: number
}

const EXPECTED = 'expected one that reads, such as "SELECT * FROM coverage"'

/** @throws {UsageError} for an empty one */
export function requireStatement(statement: string): void {
  if (statement.trim() === '') throw new UsageError(`the statement is empty: ${EXPECTED}`)
}

/**
 * Runs one read-only statement, and yields its rows part by part, the first part even without rows.
 *
 * @throws {QueryRefused} with the database's message, and a mark under the position
 * @throws {WarehouseTrouble} `statement-timeout` when it exceeded its time limit; `connection-lost`
 * @throws {Stopped} when the signal ended it
 */
export async function* ask(
  warehouse: Pick<Warehouse, 'stream'>,
  statement: string,
  { parameters = {}, signal, timeoutMs }: Asking = {},
): AsyncGenerator<TextResult> {
  requireStatement(statement)
  if (/^copy$/i.test(firstWord(statement)))
    throw new QueryRefused(
      'COPY returns no rows: type the SELECT in it, with --format csv for a file of them',
    )
  const bound = bindParameters(statement, parameters)
  const late = timeoutMs === undefined ? null : AbortSignal.timeout(timeoutMs)
  const ends = [signal, late].filter((each) => each !== undefined && each !== null)
  try {
    let isFirst = true
    for await (const part of warehouse.stream(bound.text, {
      values: bound.values,
      signal: AbortSignal.any(ends),
    })) {
      if (isFirst && part.fields.length === 0 && part.rows.length === 0)
        throw new UsageError(`the statement returns no columns: ${EXPECTED}`)
      isFirst = false
      yield part
    }
  } catch (error) {
    if (signal?.aborted === true) throw new Stopped('stopped before its last row', { cause: error })
    if (late?.aborted === true)
      throw new WarehouseTrouble(
        'statement-timeout',
        `the statement was stopped after ${(timeoutMs ?? 0) / 1000} seconds: allow more time, or select less`,
        { cause: error, retryable: false },
      )
    throw refused(statement, bound, error)
  }
}

/** Finds the first word of a statement, after spaces and comments. */
function firstWord(statement: string): string {
  let rest = statement
  for (;;) {
    rest = rest.replace(/^(?:\s|--[^\n]*(?:\n|$))+/, '')
    if (!rest.startsWith('/*')) return /^\w*/.exec(rest)?.[0] ?? ''
    // Postgres has nested comments.
    let depth = 0
    let end = rest.length
    for (const { 0: mark, index } of rest.matchAll(/\/\*|\*\//g)) {
      depth += mark === '/*' ? 1 : -1
      if (depth > 0) continue
      end = index + mark.length
      break
    }
    rest = rest.slice(end)
  }
}

/** Converts an error to the database's message, with a mark under the position. */
function refused(statement: string, { placeOf }: Bound, error: unknown): Error {
  if (!(error instanceof Error) || !('code' in error) || error instanceof WarehouseTrouble)
    return error instanceof Error ? error : new Error(String(error))
  if (error.code === '42601' && error.message.includes('multiple commands'))
    return new QueryRefused('these are several statements: run one at a time', { cause: error })
  const position = 'position' in error ? Number(error.position) : Number.NaN
  const before = statement.slice(0, placeOf(Math.max(0, position - 1)))
  const line = statement.split('\n')[before.split('\n').length - 1] ?? ''
  const mark = Number.isNaN(position)
    ? ''
    : `\n  ${line}\n  ${' '.repeat(before.split('\n').at(-1)?.length ?? 0)}^`
  return new QueryRefused(`${error.message}${hintOf(error.code, error.message)}${mark}`, { cause: error })
}

function hintOf(code: unknown, message: string): string {
  if (code === '25006') return ': "paperboy sql" only reads; write with psql, at your own risk'
  if (code === '42601' && message.endsWith('at or near ":"'))
    return ': give a value for :name, as in --param name=value'
  return hintOfRenamed(message)
}
