import { isDay, isoInstant, startOfDay } from '../model/day.ts'
import type { OutsideCount } from '../model/outside-count.ts'
import { splitPaperId } from './paper-id.ts'

/** Names that a column or property may have, likeliest first: a table may have an `id` beside a `paper_id`. */
const NAMES = {
  paperId: ['paper_id', 'arxiv_id', 'paper', 'id'],
  observedAt: ['observed_at', 'timestamp', 'instant', 'at', 'time', 'date'],
  upvotes: ['upvotes', 'votes'],
  comments: ['comments', 'num_comments'],
  stars: ['stars', 'github_stars'],
} as const

type Field = keyof typeof NAMES

const FIELDS = Object.keys(NAMES) as Field[]
const COUNTS = ['upvotes', 'comments', 'stars'] as const

/** Name of each field in a file. */
export type NamesOfFields = Readonly<Partial<Record<Field, string>>>

/** Result of a line. */
export type LineRead = { readonly count: OutsideCount } | { readonly reason: string }

const EARLIEST = Temporal.Instant.from('2020-01-01T00:00:00Z')
const MOST = 2 ** 31 - 1
const WORDS_FOR_NOTHING: ReadonlySet<string> = new Set(['', 'null', 'na', 'nan', 'none'])
const ADDRESS =
  /^(?:https?:\/\/)?(?:www\.|export\.)?(?:huggingface\.co\/papers|hf\.co\/papers|arxiv\.org\/(?:abs|pdf|html))\//i
const SHOWN_CHARACTERS = 60

/**
 * Finds a file's names of the fields, in any case.
 *
 * @returns a sentence on what is missing when papers, instants or all counts are
 */
export function fieldsAmong(
  names: readonly string[],
): { readonly fields: NamesOfFields } | { readonly reason: string } {
  const given = new Map(names.map((name) => [name.trim().toLowerCase(), name]))
  const found = FIELDS.flatMap((field) => {
    const name = NAMES[field].find((each) => given.has(each))
    return name === undefined ? [] : [[field, given.get(name) ?? name] as const]
  })
  const fields: NamesOfFields = Object.fromEntries(found)
  const missing =
    fields.paperId === undefined
      ? NAMES.paperId
      : fields.observedAt === undefined
        ? NAMES.observedAt
        : COUNTS.every((field) => fields[field] === undefined)
          ? COUNTS.flatMap((field) => NAMES[field])
          : null
  if (missing === null) return { fields }
  return { reason: `got ${shown(names.join(', '))}, expected one of ${missing.join(', ')} among the names` }
}

/**
 * Reads one line of another collector's history.
 *
 * @param line its values by name: texts of a CSV file, or values of a JSON object
 */
export function readOutsideCount(
  line: Readonly<Record<string, unknown>>,
  fields: NamesOfFields,
  now: Temporal.Instant,
): LineRead {
  const valueOf = (field: Field) => {
    const name = fields[field]
    return name === undefined ? null : line[name]
  }
  const id = idFrom(valueOf('paperId'))
  if ('reason' in id) return id
  const at = instantFrom(valueOf('observedAt'), now)
  if ('reason' in at) return at
  const counts: Record<(typeof COUNTS)[number], number | null> = {
    upvotes: null,
    comments: null,
    stars: null,
  }
  for (const field of COUNTS) {
    const value = countFrom(valueOf(field))
    if (value === undefined)
      return { reason: `${fields[field]} is ${shown(valueOf(field))}, expected a whole number from 0 on` }
    counts[field] = value
  }
  if (COUNTS.every((field) => counts[field] === null)) return { reason: 'none of the counts is given' }
  return { count: { paperId: id.id, observedAt: at.at, ...counts } }
}

/** Reads the site's id from an id with or without version, or a paper's address. */
function idFrom(value: unknown): { readonly id: string } | { readonly reason: string } {
  const expected = 'expected a paper id such as 2503.02130 as text'
  if (typeof value !== 'string') return { reason: `the paper is ${shown(value)}, ${expected}` }
  const bare = value
    .trim()
    .replace(ADDRESS, '')
    .replace(/[?#].*$/, '')
    .replace(/\/$/, '')
    .replace(/\.pdf$/i, '')
    .replace(/^arxiv:\s*/i, '')
  const { id } = splitPaperId(bare)
  if (/^[a-z][a-z.-]*\/\d{7}$/i.test(id)) return { id }
  const [, month, number] = /^(\d{4})\.(\d{4,5})$/.exec(id) ?? []
  if (month === undefined || number === undefined)
    return { reason: `the paper is ${shown(value)}, ${expected}` }
  // Since 2015 the numbers have five digits. A program that treats the id as a number drops its trailing zeros.
  if (month >= '1501' && number.length < 5)
    return {
      reason: `the paper is ${shown(value)}, expected five digits after the point: was its last zero lost?`,
    }
  return { id }
}

function instantFrom(
  value: unknown,
  now: Temporal.Instant,
): { readonly at: string } | { readonly reason: string } {
  const expected = 'expected an instant with its zone, such as 2024-03-05T10:00:00Z, or a date'
  if (typeof value !== 'string') return { reason: `the time is ${shown(value)}, ${expected}` }
  const text = value.trim()
  let at: Temporal.Instant
  try {
    at = isDay(text) ? startOfDay(text) : Temporal.Instant.from(text)
  } catch {
    return { reason: `the time is ${shown(value)}, ${expected}` }
  }
  if (Temporal.Instant.compare(at, now) > 0)
    return { reason: `the time is ${shown(value)}, which is in the future` }
  if (Temporal.Instant.compare(at, EARLIEST) < 0)
    return {
      reason: `the time is ${shown(value)}, expected none before ${isoInstant(EARLIEST).slice(0, 10)}`,
    }
  return { at: isoInstant(at) }
}

/** Reads a count: null for none, undefined for an invalid one. Programs with nullable floats write whole numbers as `12.0`. */
function countFrom(value: unknown): number | null | undefined {
  if (value === null || value === undefined) return null
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const text = String(value).trim()
  if (WORDS_FOR_NOTHING.has(text.toLowerCase())) return null
  if (!/^\d{1,10}(?:\.0+)?$/.test(text)) return undefined
  const count = Number(text)
  return count <= MOST ? count : undefined
}

function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value)
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}...` : text
}
