import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { type FileHandle, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createZstdCompress } from 'node:zlib'
import { writeWhole } from '../../../base/write-whole.ts'
import { checkDump, type DumpedTable, type DumpHeader } from './read-dump.ts'
import { PUBLIC } from '../session-settings.ts'
import type { Session } from './session.ts'

/** The two generations of dumps, newest first, beside the database's own folder. */
export const DUMPS = ['dump.zst', 'dump.previous.zst'] as const

/**
 * Writes all tables, as of one instant, into one compressed file: a line of JSON with the contents, the
 * tables one after another in Postgres's COPY format, and a line of JSON with a hash of everything. It is read back
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
  const counted = (bytes: Uint8Array) => {
    hash.update(bytes)
    return bytes
  }
  yield counted(Buffer.from(`${JSON.stringify(header)}\n`))
  for (const { name, columns } of header.tables) {
    for await (const bytes of session.copyOut(copied(name, columns))) yield counted(bytes)
    yield counted(Buffer.from('\\.\n'))
  }
  yield Buffer.from(`${JSON.stringify({ sha256: hash.digest('hex') })}\n`)
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
      and a.attgenerated = '' and c.relname not in ('migrations', 'definitions')
    group by c.relname order by c.relname`)
  const counted: DumpedTable[] = []
  for (const { name, columns } of tables) {
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
    format: 1,
    migrations: migrations.map(({ tag }) => String(tag)),
    tables: counted,
    sequences: sequences.map(({ name, value }) => ({ name: String(name), value: String(value) })),
  }
}
