import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { type FileHandle, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createZstdCompress } from 'node:zlib'
import { writeWhole } from '../../../base/write-whole.ts'
import { checkDump, type DumpedTable, type DumpHeader, END_OF_TABLE, HEADER, TRAILER } from './read-dump.ts'
import { schemaScript } from './schema-script.ts'
import { PUBLIC } from '../session-settings.ts'
import type { Session } from './session.ts'

/** The two generations of dumps, newest first, beside the database's own folder. */
export const DUMPS = ['dump.sql.zst', 'dump.previous.sql.zst'] as const

/**
 * Writes the warehouse, as of one instant, as a compressed SQL script that psql restores into an empty database: a comment
 * with the contents, the schema, a COPY block for each table, and a comment with a hash of everything. It is read back
 * before it replaces the last dump, which is kept as the previous one.
 *
 * @returns its path
 */
export async function writeDump(session: Session, folder: string): Promise<string> {
  const [newest, previous] = DUMPS.map((name) => join(folder, name)) as [string, string]
  await session.rows('begin isolation level repeatable read, read only')
  try {
    const header = await makeHeader(session)
    await writeWhole(newest, async (file) => fill(file, session, header), {
      beforeRename: async (part) => {
        await checkDump(part)
        if (existsSync(newest)) await rename(newest, previous)
      },
    })
  } finally {
    await session.rows('rollback')
  }
  return newest
}

async function fill(file: FileHandle, session: Session, header: DumpHeader): Promise<void> {
  await pipeline(
    Readable.from(dumpParts(session, header)),
    createZstdCompress(),
    async (packed: AsyncIterable<Buffer>) => {
      for await (const bytes of packed) await file.writeFile(bytes)
    },
  )
}

async function* dumpParts(session: Session, header: DumpHeader): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  const hashed = (bytes: Uint8Array) => {
    hash.update(bytes)
    return bytes
  }
  const { before, after } = schemaScript(header.migrations.length)
  yield hashed(Buffer.from(`${HEADER}${JSON.stringify(header)}\n${before}`))
  for (const { name, columns } of header.tables) {
    yield hashed(Buffer.from(`COPY ${copied(name, columns)} FROM stdin;\n`))
    for await (const bytes of session.copyOut(copied(name, columns))) yield hashed(bytes)
    yield hashed(END_OF_TABLE)
  }
  const counted = header.sequences.map(({ name, value }) => `SELECT setval('"${name}"', ${BigInt(value)});\n`)
  yield hashed(Buffer.from(counted.join('') + after))
  yield Buffer.from(`${TRAILER}${hash.digest('hex')}\n`)
}

/** Names a table with its columns, as for COPY. */
export function copied(name: string, columns: readonly string[]): string {
  return `"${name}" (${columns.map((column) => `"${column}"`).join(', ')})`
}

/** Those of a warehouse from before 0002_names lie in the first. */
const SCHEMAS = `'${PUBLIC.schema}', '${PUBLIC.tablesSchema}'`

async function makeHeader(session: Session): Promise<DumpHeader> {
  const tables = await session.rows(`
    select c.relname as name, array_to_json(array_agg(a.attname order by a.attnum))::text as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace in (select oid from pg_namespace where nspname in (${SCHEMAS})) and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
      and a.attgenerated = ''
    group by c.relname order by c.relname`)
  const references = await session.rows(`
    select distinct conrelid::regclass::text as from_table, confrelid::regclass::text as to_table
    from pg_constraint where contype = 'f' and conrelid <> confrelid`)
  const counted: DumpedTable[] = []
  for (const { name, columns } of referencedFirst(tables, references)) {
    const [row] = await session.rows(`select count(*)::int as rows from "${String(name)}"`)
    counted.push({
      name: String(name),
      columns: JSON.parse(String(columns)) as string[],
      rows: Number(row?.['rows']),
    })
  }
  const sequences = await session.rows(
    `select sequencename as name, last_value::text as value from pg_sequences
     where schemaname in (${SCHEMAS}) and last_value is not null order by 1`,
  )
  const migrations = await session.rows('select tag from migrations order by position')
  return {
    paperboy: 'dump',
    format: 2,
    migrations: migrations.map(({ tag }) => String(tag)),
    tables: counted,
    sequences: sequences.map(({ name, value }) => ({ name: String(name), value: String(value) })),
  }
}

/** Puts the tables that others refer to before these: a script that psql runs meets every foreign key's row. */
function referencedFirst<Table extends Readonly<Record<string, unknown>>>(
  tables: readonly Table[],
  references: readonly Readonly<Record<string, unknown>>[],
): Table[] {
  const left = [...tables]
  const ordered: Table[] = []
  while (left.length > 0) {
    const names = new Set(left.map(({ name }) => name))
    const free = left.findIndex(
      ({ name }) => !references.some((each) => each['from_table'] === name && names.has(each['to_table'])),
    )
    if (free < 0) throw new Error(`the tables ${[...names].join(', ')} refer to each other`)
    ordered.push(...left.splice(free, 1))
  }
  return ordered
}
