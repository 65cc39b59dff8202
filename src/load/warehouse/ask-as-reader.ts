import { QueryRefused } from '../../base/errors.ts'
import { sql } from '../../base/sql.ts'
import type { TextResult, Warehouse } from './warehouse.ts'
import type { Executor } from './executor.ts'

/** Name of the function that runs strangers' statements. */
export const ASK = 'ask_as_reader'

/*
 * SECURITY DEFINER is the protection: in such a function Postgres refuses to change the role, whereas `set role` alone can
 * be undone from inside a statement (set_config in a query, or in one that query_to_xml runs). All rows are made in the
 * function: a cursor's would be made by whoever fetches them. A copy that pg_dump made without owners would run
 * as whoever restored it, so it refuses.
 */
const bodyFor = (role: string) => `
declare
  answer record;
begin
  if current_user <> '${role}' then
    raise insufficient_privilege using message = '${ASK} belongs to ${role}';
  end if;
  for answer in execute statement loop
    names := null;
    if line is null then
      select coalesce(pg_catalog.json_agg(key), '[]') into names
      from pg_catalog.json_object_keys(pg_catalog.row_to_json(answer)) as keys (key);
    end if;
    line := answer::text;
    return next;
  end loop;
end`

/**
 * Creates the function that runs statements as a role, unless it exists. The role owns it, and nobody else may call
 * it.
 */
export async function makeAsk(tx: Executor, schema: string, role: string): Promise<void> {
  if (await hasAsk(tx, role)) return
  const within = sql.identifier(schema)
  const owner = sql.identifier(role)
  const signature = sql`${within}.${sql.identifier(ASK)}(statement text)`
  const [other] = await tx.rows(sql`
    select 1 from pg_proc where oid = to_regprocedure(${`${ASK}(text)`})
      and proowner <> (select oid from pg_roles where rolname = ${role})`)
  if (other) await tx.rows(sql`drop function ${signature}`)
  await tx.rows(sql`grant create on schema ${within} to ${owner}`)
  await tx.rows(sql`set local role ${owner}`)
  await tx.rows(sql`
    create or replace function ${signature} returns table (names json, line text)
    language plpgsql security definer as ${sql.raw(literal(bodyFor(role)))}`)
  await tx.rows(sql`revoke execute on function ${signature} from public`)
  await tx.rows(
    sql`comment on function ${signature} is 'runs a statement of others as a role that only reads'`,
  )
  await tx.rows(sql`reset role`)
  await tx.rows(sql`revoke create on schema ${within} from ${owner}`)
}

/** True if the function exists as in this version, and runs as the role. */
export async function hasAsk(executor: Executor, role: string): Promise<boolean> {
  const [found] = await executor.rows(sql`
    select 1 from pg_proc where oid = to_regprocedure(${`${ASK}(text)`}) and prosecdef and prosrc = ${bodyFor(role)}
      and proowner = (select oid from pg_roles where rolname = ${role})`)
  return found !== undefined
}

/**
 * Runs one statement as the role that owns the function, in a read-only transaction, and returns its values as text.
 *
 * @throws {QueryRefused} for several statements, or one without rows
 */
export async function askAsReader(
  { readOnly }: Pick<Warehouse, 'readOnly'>,
  statement: string,
): Promise<TextResult> {
  const { rows } = await readOnly(`select * from ${ASK}(${literal(statement)})`).catch(refused)
  const names = JSON.parse(rows[0]?.[0] ?? '[]') as string[]
  return {
    fields: names.map((name) => ({ name, typeId: TEXT })),
    rows: rows.map(([, line]) => (names.length === 0 ? [] : valuesOf(line ?? ''))),
  }
}

const TEXT = 25

/** SQLSTATE of a statement that can't have a cursor. */
const NO_CURSOR = '42P11'

function refused(error: unknown): never {
  if (!(error instanceof Error && 'code' in error && error.code === NO_CURSOR)) throw error
  throw new QueryRefused(
    `expected one statement that returns rows, such as SELECT; got several, or one without rows (${error.message})`,
    { cause: error },
  )
}

/** Parses the values of a row in Postgres's notation, such as `(1,"a ""b""",)`. */
function valuesOf(line: string): (string | null)[] {
  return [...`,${line.slice(1, -1)}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain = '']) =>
      quoted === undefined ? (plain === '' ? null : plain) : quoted.replaceAll(/(["\\])\1/g, '$1'),
  )
}

function literal(text: string): string {
  return `E'${text.replaceAll(/['\\]/g, '$&$&')}'`
}
