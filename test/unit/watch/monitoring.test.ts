import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import {
  ALERTS,
  ALERTS_PLAYED,
  expressions,
  type Panel,
  readAlerts,
  readDashboard,
} from '../../support/monitoring.ts'

const HAS_PROMTOOL = spawnSync('promtool', ['--version']).status === 0
if (!HAS_PROMTOOL) console.warn('no promtool here (Debian: prometheus): alerts and queries are not verified')

/** Names of units in Grafana, of those that are used. */
const UNITS: ReadonlySet<string> = new Set(['none', 'short', 's', 'reqps'])

/** A dashboard is 24 columns wide. */
const COLUMNS = 24

const folder = mkdtempSync(join(tmpdir(), 'paperboy-alerts-'))
afterAll(() => rmSync(folder, { recursive: true }))

function promtool(...args: string[]) {
  const { status, stdout, stderr } = spawnSync('promtool', args, { encoding: 'utf8' })
  return { status, said: `${stdout}${stderr}` }
}

function write(name: string, content: unknown): string {
  const path = join(folder, name)
  writeFileSync(path, stringify(content))
  return path
}

describe('the alerts of Prometheus', () => {
  test.skipIf(!HAS_PROMTOOL)('promtool takes them, and not one with a wrong expression', () => {
    expect(promtool('check', 'rules', ALERTS)).toMatchObject({ status: 0 })
    const wrong = write('wrong.yml', {
      groups: [{ name: 'wrong', rules: [{ alert: 'Wrong', expr: 'sum(paperboy_days' }] }],
    })
    expect(promtool('check', 'rules', wrong)).toMatchObject({ status: 1 })
  })

  test.skipIf(!HAS_PROMTOOL)('they fire and are silent when they should', () => {
    expect(promtool('test', 'rules', ALERTS_PLAYED)).toMatchObject({ status: 0 })
  })

  test.skipIf(!HAS_PROMTOOL)('alerts that never fire do not pass, none of them', () => {
    const rules = readAlerts().map((rule) => ({ ...rule, expr: `(${rule.expr}) and vector(1) == 2` }))
    const never = write('never.yml', { groups: [{ name: 'never', rules }] })
    const played = parse(readFileSync(ALERTS_PLAYED, 'utf8')) as object
    const { status, said } = promtool(
      'test',
      'rules',
      write('played.yml', { ...played, rule_files: [never] }),
    )
    expect(status).toBe(1)
    for (const { alert } of rules) expect(said).toContain(`alertname: ${alert}`)
  })

  test('each is silent at one time that is played and fires at another, and says what to do', () => {
    const { tests } = parse(readFileSync(ALERTS_PLAYED, 'utf8')) as {
      readonly tests: readonly {
        readonly alert_rule_test: readonly {
          readonly alertname: string
          readonly exp_alerts?: readonly object[]
        }[]
      }[]
    }
    const played = tests.flatMap(({ alert_rule_test: each }) => each)
    for (const { alert, labels, annotations } of readAlerts()) {
      const fires = played
        .filter(({ alertname }) => alertname === alert)
        .map(({ exp_alerts: expected = [] }) => expected.length > 0)
      expect({ alert, fires: new Set(fires) }).toEqual({ alert, fires: new Set([false, true]) })
      expect(labels.severity).toMatch(/^(critical|warning|info)$/)
      expect(annotations.summary).toMatch(/\.$/)
      expect(annotations.description).toMatch(/\.$/)
    }
  })
})

describe('the dashboard of Grafana', () => {
  const { panels, schemaVersion, templating, uid } = readDashboard()
  const shown = panels.filter(({ type }) => type !== 'row')

  test('has the keys that Grafana asks for, and lets one choose the source of data', () => {
    expect(uid).toMatch(/^[\w-]{1,40}$/)
    expect(schemaVersion).toBeGreaterThanOrEqual(36)
    expect(templating.list).toMatchObject([{ name: 'datasource', type: 'datasource', query: 'prometheus' }])
  })

  test('each panel has an id of its own, a title, what it means, a source, a unit and queries', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
    expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length)
    expect(shown.length).toBeGreaterThan(10)
    const source = { type: 'prometheus', uid: '${datasource}' }
    for (const { type, description, datasource, targets = [], fieldConfig } of shown) {
      expect(type).toMatch(/^(stat|timeseries)$/)
      expect(description).toMatch(/\.$/)
      expect(datasource).toEqual(source)
      expect(UNITS).toContain(fieldConfig?.defaults.unit)
      expect(targets.length).toBeGreaterThan(0)
      expect(targets.map((target) => target.datasource)).toEqual(targets.map(() => source))
      expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length)
    }
  })

  test('panels lie side by side, and not on each other', () => {
    const overlap = ({ gridPos: a }: Panel, { gridPos: b }: Panel) =>
      a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h
    for (const [index, panel] of panels.entries()) {
      expect(panel.gridPos.x + panel.gridPos.w).toBeLessThanOrEqual(COLUMNS)
      const under = panels.slice(index + 1).filter((other) => overlap(panel, other))
      expect(under.map(({ title }) => title)).toEqual([])
    }
  })

  test.skipIf(!HAS_PROMTOOL)('promtool takes every query', () => {
    const rules = expressions().map(({ expr }, index) => ({
      record: `query:${index}`,
      // Grafana puts a time in its place.
      expr: expr.replaceAll('$__rate_interval', '5m'),
    }))
    const path = write('queries.yml', { groups: [{ name: 'queries', rules }] })
    expect(promtool('check', 'rules', path)).toMatchObject({ status: 0 })
  })
})
