import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { sql } from '../../base/sql.ts'
import { z } from 'zod'
import { describeError } from '../../base/errors.ts'
import type { Executor } from '../../query/executor.ts'
import { readPeriodCoverage, coverageSentence } from '../../query/read-period-coverage.ts'
import { describeSelection } from '../../query/describe-selection.ts'
import { findHints, hintText } from '../../query/find-hints.ts'
import { listPage } from '../../query/list-page.ts'
import { parseSelection } from '../../query/selection-text.ts'
import { dayOf } from '../../model/day.ts'
import { paperReference } from '../../model/paper-reference.ts'

/** Sources of the tools' answers. */
export interface McpContext {
  readonly executor: Executor
  /** Runs one statement in a read-only transaction; it throws the database's own message. */
  readonly ask: (statement: string) => Promise<{
    readonly fields: readonly { readonly name: string }[]
    readonly rows: readonly (readonly (string | null)[])[]
  }>
  readonly now: () => Temporal.Instant
  readonly version: string
}

/** Maximum size of an answer, which goes into a model's context. */
const MOST_PAPERS = 50
const MOST_ROWS = 200
const MOST_CHARACTERS = 60_000

const READS = { annotations: { readOnlyHint: true, openWorldHint: false } } as const

const SELECTION = `Words: a period (day:2026-06-03, week:2026-W23, month:2026-06, last-week, trending, all; the newest day when left out), filters (org:nvidia, author:"Jane Doe", keyword:rag, by:jane, has:code, votes:10, or plain words of the text, an arXiv id or a link to a paper), order:votes, order:momentum, order:newest, and top:10.`

/**
 * Creates a server of the Model Context Protocol with read-only tools: papers by a selection, one paper, the views, and
 * SQL. Answers are JSON; one that is too long is truncated and says so. Failures are errors with the reason.
 */
export function createMcpServer(context: McpContext): McpServer {
  const { executor, ask, now, version } = context
  const server = new McpServer({ name: 'paperboy', version })

  server.registerTool(
    'find_papers',
    {
      ...READS,
      title: 'Papers by a selection',
      description: `Papers of the Hugging Face Daily Papers by period, filters and order, with whether their days are whole. ${SELECTION} At most ${MOST_PAPERS} come at once: total says how many there are in all, and the next ones come with next_cursor as cursor. Missing values are null.`,
      inputSchema: {
        selection: z.string().describe('such as "last-week keyword:reasoning votes:10 top:5"'),
        cursor: z
          .string()
          .optional()
          .describe('next_cursor of an answer to the same selection, for the papers that follow'),
      },
    },
    async ({ selection: text, cursor }) =>
      answered(async () => {
        const parsed = parseSelection(text)
        if ('problem' in parsed) throw new Error(parsed.problem)
        const { selection } = parsed
        const most = Math.min(selection.top, MOST_PAPERS)
        const list = await listPage(executor, selection, now(), most, { after: cursor })
        if ('problem' in list) throw new Error('cursor: expected next_cursor of an answer to this selection')
        const { period, papers, total, next } = list
        const coverage = await readPeriodCoverage(executor, period, dayOf(now()))
        return {
          selection: describeSelection(selection, true),
          period: period.key,
          coverage: coverageSentence(coverage) ?? null,
          total,
          next_cursor: next,
          papers: papers.map(({ abstract: _abstract, ...paper }) => paper),
          ...(total > 0 ? {} : { hints: (await findHints(executor, selection)).map(hintText) }),
        }
      }),
  )

  server.registerTool(
    'read_paper',
    {
      ...READS,
      title: 'One paper',
      description:
        'All facts of a paper: text, authors, links, the days of its lists with ranks, and how its votes grew.',
      inputSchema: { paper_id: z.string().describe('arXiv id, such as 2509.24002, or a link to the paper') },
    },
    async ({ paper_id }) =>
      answered(async () => {
        const [paper] = await executor.rows(sql`
          select to_jsonb(d) as paper,
            (select jsonb_agg(jsonb_build_object('day', p.day, 'rank', p.rank, 'gone_at', p.gone_at) order by p.day)
              from paper_days p where p.paper_id = d.paper_id) as days,
            (select jsonb_agg(to_jsonb(h) - 'paper_id' order by h.observed_at)
              from snapshots h where h.paper_id = d.paper_id) as snapshots
          from paper_details d where d.paper_id = ${paperReference(paper_id) ?? paper_id}`)
        if (!paper) throw new Error(`there is no paper ${paper_id}: search for it with find_papers`)
        return paper
      }),
  )

  server.registerTool(
    'list_views',
    {
      ...READS,
      title: 'Views and columns',
      description: 'The views for SQL, each with its columns, their types and meanings.',
      inputSchema: {},
    },
    async () =>
      answered(async () => {
        const columns = await executor.rows<
          Record<'view' | 'about' | 'name' | 'type', string> & { meaning: string | null }
        >(sql`
          select c.relname as view, obj_description(c.oid, 'pg_class') as about, a.attname as name,
            format_type(a.atttypid, a.atttypmod) as type, col_description(c.oid, a.attnum) as meaning
          from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
          where c.relkind = 'v' and c.relnamespace = (select relnamespace from pg_class where oid = 'paper_days'::regclass)
          order by 1, a.attnum`)
        return [...Map.groupBy(columns, ({ view }) => view)].map(([view, each]) => ({
          view,
          about: each[0]?.about ?? null,
          columns: each.map(({ name, type, meaning }) => `${name} ${type}${meaning ? `: ${meaning}` : ''}`),
        }))
      }),
  )

  server.registerTool(
    'query',
    {
      ...READS,
      title: 'SQL',
      description: `One SQL statement of Postgres that only reads; list_views lists the views. It returns at most ${MOST_ROWS} rows, values as text, within ten seconds.`,
      inputSchema: {
        sql: z.string().describe('such as "SELECT day, loaded FROM coverage ORDER BY day DESC"'),
      },
    },
    async ({ sql: statement }) =>
      answered(async () => {
        const { fields, rows } = await ask(statement)
        return {
          rows: rows
            .slice(0, MOST_ROWS)
            .map((row) => Object.fromEntries(fields.map(({ name }, index) => [name, row[index] ?? null]))),
          rows_in_all: rows.length,
        }
      }),
  )
  return server
}

async function answered(work: () => Promise<unknown>) {
  try {
    const text = JSON.stringify(await work())
    const isLong = text.length > MOST_CHARACTERS
    const shown = isLong
      ? `${text.slice(0, MOST_CHARACTERS)}\n[cut here: ${text.length} characters; select less]`
      : text
    return { content: [{ type: 'text' as const, text: shown }] }
  } catch (error) {
    return { content: [{ type: 'text' as const, text: describeError(error) }], isError: true }
  }
}
