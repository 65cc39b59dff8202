/*
 * Makes docs/sql.md from the comments in the database. `npm run docs` writes it; a test compares it.
 */
import { sql } from '../src/base/sql.ts'
import type { Executor } from '../src/load/warehouse/executor.ts'

const INTRODUCTION = `# Views, functions and tables

Made from the comments in the database by \`npm run docs\`; psql shows the same with \`\\d+ NAME\`. Instants are \`timestamptz\`, days are \`date\` in UTC. Missing is null, never 0. The views and functions are a contract for tools outside and only grow. The tables lie in a schema of their own, \`paperboy\`, and may change; views name what they read from there, so nobody needs rights on it to read them. Questions with their SQL are in the [cookbook](cookbook.md).
`

interface Described extends Record<string, unknown> {
  readonly name: string
  readonly about: string | null
}

interface Column extends Described {
  readonly relation: string
  readonly type: string
  readonly in_key: boolean
}

interface Routine extends Described {
  readonly takes: string
  readonly gives: string
}

/** The data dictionary of a warehouse, in Markdown. Names without a comment stand with an empty meaning. */
export async function dataDictionary(executor: Executor): Promise<string> {
  const columns = await executor.rows<Column>(sql`
    select c.relname as relation, a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
      coalesce(a.attnum = any(k.conkey), false) as in_key, col_description(c.oid, a.attnum) as about
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_constraint k on k.conrelid = c.oid and k.contype = 'p'
    where c.relnamespace in ('public'::regnamespace, 'paperboy'::regnamespace) and c.relkind in ('r', 'v')
    order by c.relname, a.attnum`)
  const relations = await executor.rows<Described & { kind: 'r' | 'v' }>(sql`
    select c.relname as name, c.relkind::text as kind, obj_description(c.oid, 'pg_class') as about
    from pg_class c where c.relnamespace in ('public'::regnamespace, 'paperboy'::regnamespace) and c.relkind in ('r', 'v') order by c.relname`)
  const routines = await executor.rows<Routine>(sql`
    select p.proname as name, pg_get_function_arguments(p.oid) as takes, pg_get_function_result(p.oid) as gives,
      obj_description(p.oid, 'pg_proc') as about
    from pg_proc p
    where p.pronamespace = 'public'::regnamespace
      and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')
    order by p.proname`)
  const section = (kind: 'r' | 'v') =>
    relations
      .filter((relation) => relation.kind === kind)
      .map((relation) =>
        relationText(
          relation,
          columns.filter((column) => column.relation === relation.name),
        ),
      )
      .join('\n')
  return [
    INTRODUCTION,
    '## Views\n',
    section('v'),
    '## Functions\n',
    routines.map((routine) => routineText(routine)).join('\n'),
    '## Tables\n',
    section('r'),
  ].join('\n')
}

function relationText({ name, about }: Described, columns: readonly Column[]): string {
  const rows = columns.map((column) => [
    `\`${column.name}\``,
    column.type
      .replace('timestamp(3) with time zone', 'timestamptz')
      .replace('timestamp with time zone', 'timestamptz') + (column.in_key ? ', key' : ''),
    column.about ?? '',
  ])
  return `### \`${name}\`\n\n${about ?? ''}\n\n${markdownTable(['column', 'type', 'meaning'], rows)}\n`
}

function routineText({ name, takes, gives, about }: Routine): string {
  const plain = (text: string) => text.replaceAll('timestamp with time zone', 'timestamptz')
  return `### \`${name}(${plain(takes)})\`\n\n${about ?? ''}\n\nGives \`${plain(gives)}\`.\n`
}

function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n')
}
