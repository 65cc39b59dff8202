import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

const ROOT = join(import.meta.dirname, '../..')

/** The files for those who watch. */
export const ALERTS = join(ROOT, 'jobs/deploy/prometheus-alerts.yml')
export const ALERTS_PLAYED = join(ROOT, 'test/unit/prometheus-alerts.yml')
const DASHBOARD = join(ROOT, 'jobs/deploy/grafana-dashboard.json')

/** What is used here of an alert. */
export interface Alert {
  readonly alert: string
  readonly expr: string
  readonly labels: { readonly severity: string }
  readonly annotations: { readonly summary: string; readonly description: string }
}

/** What is used here of a panel of a dashboard. */
export interface Panel {
  readonly id: number
  readonly type: string
  readonly title: string
  readonly description?: string
  readonly datasource?: { readonly type: string; readonly uid: string }
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  readonly targets?: readonly {
    readonly refId: string
    readonly expr: string
    readonly datasource: { readonly type: string; readonly uid: string }
  }[]
  readonly fieldConfig?: { readonly defaults: { readonly unit: string } }
}

/** What is used here of a dashboard. */
export interface Dashboard {
  readonly uid: string
  readonly title: string
  readonly schemaVersion: number
  readonly templating: { readonly list: readonly { readonly name: string; readonly type: string }[] }
  readonly panels: readonly Panel[]
}

/** The alerts as they lie in jobs. */
export function readAlerts(): readonly Alert[] {
  const { groups } = parse(readFileSync(ALERTS, 'utf8')) as {
    readonly groups: readonly { readonly rules: readonly Alert[] }[]
  }
  return groups.flatMap(({ rules }) => rules)
}

/** The dashboard as it lies in jobs. */
export function readDashboard(): Dashboard {
  return JSON.parse(readFileSync(DASHBOARD, 'utf8')) as Dashboard
}

/** Expressions of all panels and alerts, with the name of each. */
export function expressions(): readonly { readonly of: string; readonly expr: string }[] {
  const panels = readDashboard().panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => ({ of: title, expr })),
  )
  return [...panels, ...readAlerts().map(({ alert, expr }) => ({ of: alert, expr }))]
}
