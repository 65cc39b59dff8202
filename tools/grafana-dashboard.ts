/*
 * The dashboard over the stable views, in the types of Grafana's own schema. `npm run docs` writes it to
 * docs/recipes/grafana-dashboard.json; a test compares it, and runs its queries.
 */
import { type Dashboard, type GridPos, type Panel, ThresholdsMode } from '@grafana/schema'

/** In hours: `status --check` has the same. */
const NIGHT_MISSING_AFTER = 26

/** Found by its `uid`, which grafana-datasource.yaml gives. */
const DATASOURCE = { type: 'grafana-postgresql-datasource', uid: 'paperboy' }

interface Asked extends Pick<Panel, 'type' | 'title' | 'description' | 'fieldConfig'> {
  readonly format: 'table' | 'time_series'
  readonly statement: string
}

/** What Grafana shows of the warehouse: is it fresh and whole, and which papers win votes. */
export const dashboard: Dashboard = {
  uid: 'paperboy-papers',
  title: 'Daily papers',
  tags: ['paperboy'],
  timezone: 'utc',
  schemaVersion: 39,
  time: { from: 'now-30d', to: 'now' },
  refresh: '15m',
  panels: [
    panel(
      1,
      { x: 0, y: 0, w: 6, h: 8 },
      {
        type: 'stat',
        title: 'Since the last good night',
        description: `A good night comes every 12 hours; after ${NIGHT_MISSING_AFTER} one is missing.`,
        fieldConfig: {
          defaults: {
            unit: 's',
            thresholds: {
              mode: ThresholdsMode.Absolute,
              steps: [
                { value: null, color: 'green' },
                { value: NIGHT_MISSING_AFTER * 3600, color: 'red' },
              ],
            },
          },
          overrides: [],
        },
        format: 'table',
        statement: `SELECT extract(epoch FROM now() - max(ended_at)) AS age
FROM run_log
WHERE job = 'nightly' AND outcome = 'done'`,
      },
    ),
    panel(
      2,
      { x: 6, y: 0, w: 18, h: 8 },
      {
        type: 'timeseries',
        title: "Papers and votes of each day's list",
        fieldConfig: { defaults: { custom: { drawStyle: 'bars' } }, overrides: [] },
        format: 'time_series',
        statement: `SELECT day::timestamp AS time, count(*) AS papers, sum(upvotes) AS votes
FROM paper_days
WHERE gone_at IS NULL AND $__timeFilter(day)
GROUP BY day
ORDER BY day`,
      },
    ),
    panel(
      3,
      { x: 0, y: 8, w: 12, h: 8 },
      {
        type: 'timeseries',
        title: 'Votes won in six hours',
        format: 'time_series',
        statement: `SELECT $__timeGroupAlias(observed_at, '6h'), sum(gained) AS votes
FROM vote_gains($__timeFrom(), $__timeTo())
GROUP BY 1
ORDER BY 1`,
      },
    ),
    panel(
      4,
      { x: 12, y: 8, w: 12, h: 8 },
      {
        type: 'table',
        title: 'Papers with the most votes',
        format: 'table',
        statement: `SELECT place, upvotes, title, organization, day
FROM top_papers($__timeFrom(), $__timeTo(), 10)`,
      },
    ),
    panel(
      5,
      { x: 0, y: 16, w: 24, h: 6 },
      {
        type: 'table',
        title: 'Days that are not known to be complete',
        description: 'Empty when nothing is missing.',
        format: 'table',
        statement: `SELECT day, state, loaded, expected, reason
FROM coverage_gaps
WHERE $__timeFilter(day)
ORDER BY day`,
      },
    ),
  ],
}

function panel(id: number, gridPos: GridPos, { format, statement, ...shown }: Asked): Panel {
  return {
    id,
    ...shown,
    gridPos,
    datasource: DATASOURCE,
    targets: [{ refId: 'A', format, rawQuery: true, rawSql: statement }],
  }
}
