import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from '../../../base/sql.ts'
import { html } from 'hono/html'
import { dayFrom, dayOf } from '../../../model/day.ts'
import type { Executor } from '../../../query/executor.ts'
import type { Markup, Page } from '../parts/page.ts'
import { table } from '../parts/table.ts'
import {
  boundQuestion,
  ownValues,
  problemOf,
  type QuestionParts,
  questionParts,
  valuesIn,
  writtenQuestion,
} from '../question-values.ts'
import { type Recipe, recipesIn } from '../recipes.ts'
import type { SiteContext } from '../site-context.ts'

const COOKBOOK = join(import.meta.dirname, '../../../../docs/cookbook.md')

/** The most rows of a question's answer. */
const MOST_ROWS = 20

interface ColumnRow extends Record<string, unknown> {
  readonly view: string
  readonly viewAbout: string | null
  readonly name: string
  readonly type: string
  readonly about: string | null
}

/** A question with the values that it is asked with. */
interface Asked {
  readonly recipe: Recipe
  readonly parts: QuestionParts
  readonly values: Readonly<Record<string, string>>
}

/**
 * What can be asked: the views with their columns, and questions with their SQL, about days and papers of this
 * warehouse. A server answers the one that is asked, with the values that stand in the address; files show all answers.
 *
 * @param query of the address: `run` is the number of a question, from 1; others are its values
 */
export async function dataPage(context: SiteContext, query: Readonly<Record<string, string>>): Promise<Page> {
  const { executor, isStatic, parts: ofOthers = [] } = context
  const recipes = recipesOf()
  const parts = recipes.map(({ statement }) => questionParts(statement.replace(/;$/, '')))
  const own = await ownValues(executor, parts)
  const chosen = isStatic ? null : Number(query['run'] ?? 0) - 1
  const asked = recipes.map((recipe, place): Asked => {
    const values = { ...own[place] }
    if (place === chosen)
      for (const name of Object.keys(values)) {
        const typed = query[name]?.trim() ?? values[name] ?? ''
        values[name] = dayFrom(typed, dayOf(context.now())) ?? typed
      }
    return { recipe, parts: parts[place] ?? [], values }
  })
  const views = Map.groupBy(await readColumns(executor), ({ view }) => view)
  return {
    path: '/data',
    title: 'Data',
    description: 'The views with their columns, questions with their SQL, and how to take the data away.',
    section: '/data',
    feeds: [],
    isSettled: false,
    body: html` <h1>Data</h1>
      <p class="lead">
        All of this is a Postgres database. Its views are a contract: the tables under them may change, the
        views only grow.
      </p>
      <h2 id="take">Take it away</h2>
      ${await Promise.all(ofOthers.map(async ({ download }) => download?.() ?? ''))}
      <ul>
        <li><code>npx paperboy sql "SELECT ..." --format csv</code> writes any query as a file.</li>
        <li><code>npx paperboy db serve</code> lets psql, notebooks and BI tools in, read only.</li>
        ${isStatic ? '' : html`<li><a href="/feeds#api">An API</a> gives papers, days and coverage as JSON.</li>`}
      </ul>
      <h2 id="views">Views</h2>
      ${[...views].map(([view, columns]) => viewTable(view, columns))}
      ${recipes.length === 0 ? '' : html`<h2 id="questions">Questions</h2>`}
      ${await Promise.all(
        asked.map(async (each, place) =>
          question(each, place + 1, {
            answer: chosen === null || place === chosen ? await answered(executor, each) : '',
            canRun: !isStatic,
          }),
        ),
      )}`,
  }
}

/** Without the document there are no questions: not every way to install Paperboy brings it along. */
function recipesOf(): readonly Recipe[] {
  try {
    return recipesIn(readFileSync(COOKBOOK, 'utf8'))
  } catch {
    return []
  }
}

async function readColumns(executor: Executor): Promise<ColumnRow[]> {
  return executor.rows<ColumnRow>(sql`
    select c.relname as view, obj_description(c.oid, 'pg_class') as "viewAbout", a.attname as name,
      replace(format_type(a.atttypid, a.atttypmod), 'timestamp(3) with time zone', 'timestamptz') as type,
      col_description(c.oid, a.attnum) as about
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = (select relnamespace from pg_class where oid = 'paper_days'::regclass) and c.relkind = 'v'
    order by c.relname, a.attnum`)
}

function viewTable(view: string, columns: readonly ColumnRow[]) {
  return html`<details>
    <summary><code>${view}</code> ${columns[0]?.viewAbout ?? ''}</summary>
    ${table<ColumnRow>(
      `Columns of ${view}`,
      [
        ['Column', ({ name }) => html`<code>${name}</code>`],
        ['Type', ({ type }) => type.replace('timestamp with time zone', 'timestamptz')],
        ['Meaning', ({ about }) => about ?? ''],
      ],
      columns,
    )}
  </details>`
}

function question(
  { recipe: { question: asked, about }, parts, values }: Asked,
  number: number,
  { answer, canRun }: { readonly answer: Markup | string; readonly canRun: boolean },
) {
  return html`<section id="q${number}">
    <h3>${number}. ${asked}</h3>
    ${about === '' ? '' : html`<p>${about.replaceAll('`', '')}</p>`}
    <pre tabindex="0"><code>${writtenQuestion(parts, values)};</code></pre>
    ${canRun ? form(parts, values, number) : ''} ${answer}
  </section>`
}

const INPUTS: Readonly<Record<string, string>> = { day: 'date', week: 'week', month: 'month' }

function form(parts: QuestionParts, values: Readonly<Record<string, string>>, number: number) {
  return html`<form class="search" action="/data#q${number}" method="get">
    <input type="hidden" name="run" value="${number}" />
    ${valuesIn(parts).map(
      ({ name, kind }) =>
        html`<label
          >${name}
          <input
            type="${INPUTS[kind] ?? 'text'}"
            name="${name}"
            value="${values[name] ?? ''}"
            required
            ${INPUTS[kind] === undefined ? 'maxlength=200' : ''}
        /></label>`,
    )}
    <button>Answer</button>
  </form>`
}

async function answered(executor: Executor, { parts, values }: Asked): Promise<Markup> {
  const problem = valuesIn(parts)
    .map((value) => problemOf(value, values[value.name] ?? ''))
    .find((each) => each !== null)
  if (problem !== undefined) return html`<p class="quiet">${problem}.</p>`
  // The text is the project's own document, which a test runs; what others put in is bound.
  const rows = await executor.rows(
    sql`select * from (${boundQuestion(parts, values)}) answer limit ${MOST_ROWS + 1}`,
  )
  const [first] = rows
  if (first === undefined) return html`<p class="quiet">No rows: this warehouse knows nothing of it.</p>`
  const caption = rows.length > MOST_ROWS ? `The first ${MOST_ROWS} rows` : 'From this warehouse'
  return table<Record<string, unknown>>(
    caption,
    Object.keys(first).map((name) => [name, (row) => shown(row[name])] as const),
    rows.slice(0, MOST_ROWS),
  )
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return '–'
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map((each) => shown(each)).join(', ')
  return typeof value === 'string' ? value : JSON.stringify(value)
}
