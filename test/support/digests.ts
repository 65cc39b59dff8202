import { runCli } from './cli-process.ts'

/** Columns that tell when and by which run a row was written: they differ between two runs of the same work. */
const APART = ['run_id', 'capture_id', 'observed_at', 'first_seen', 'last_seen', 'gone_at']

/** The tables of what is known, and what of them is left out of a comparison. */
const TABLES: Readonly<Record<string, readonly string[]>> = {
  papers: APART,
  paper_authors: APART,
  accounts: APART,
  organizations: APART,
  appearances: APART,
  snapshots: APART,
  paper_versions: APART,
  listings: [
    ...APART,
    'fetched_at',
    'last_read_at',
    'next_due_at',
    'next_retry_at',
    'attempts',
    'reason',
    'content_hash',
  ],
  capture_bodies: [],
}

/** A digest of each table's rows, and how many there are: `papers` → `20114 rows 5f2c...`. */
export type Digests = Readonly<Record<string, string>>

/** Reads the digests of a warehouse through the command line, so that it works for both kinds. */
export async function digestsOf(env: Readonly<Record<string, string>>): Promise<Digests> {
  const parts = Object.entries(TABLES).map(([table, apart]) => {
    const row = `(to_jsonb(t) - array[${apart.map((name) => `'${name}'`).join(', ')}]::text[])::text`
    return `select '${table}' as name, count(*) || ' rows ' || md5(coalesce(string_agg(${row}, ';' order by ${row} collate "C"), '')) as digest from ${table} t`
  })
  const { code, stdout, lines } = await runCli(['sql', parts.join(' union all '), '--format', 'json'], env)
  if (code !== 0) throw new Error(`the digests can't be read: ${lines.join('\n')}`)
  const rows = JSON.parse(stdout) as { name: string; digest: string }[]
  return Object.fromEntries(rows.map(({ name, digest }) => [name, digest]))
}
