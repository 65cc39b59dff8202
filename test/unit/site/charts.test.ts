import { parseHTML } from 'linkedom'
import { describe, expect, test } from 'vitest'
import { barChart, type Bars } from '../../../src/features/site/charts/bar-chart.ts'
import { type Curve, curveChart } from '../../../src/features/site/charts/curve-chart.ts'

const points = (values: readonly number[], hours = 31) =>
  values.map((value, place) => ({
    at: new Date(Date.UTC(2026, 5, 1, 15) + place * hours * 3_600_000).toISOString(),
    value,
  }))
const curve = { name: 'votes', title: 'Votes & "more" <\u00A0>', unit: 'votes' }

const CURVES: Record<string, Curve> = {
  'a curve with marked days': {
    ...curve,
    points: points([1, 8, 9.5, 134]),
    days: ['2026-06-01', '2026-06-03'],
  },
  'a curve of years, too long for dots': {
    ...curve,
    points: points(
      Array.from({ length: 400 }, (_, n) => n * n),
      97,
    ),
  },
  'a curve within an hour': { ...curve, points: points([0, 1, 2], 0.1) },
  'places, the best on top': { ...curve, unit: 'place', points: points([4, 1, 40]), isRank: true },
}

const bars = {
  name: 'months',
  title: 'Votes by month',
  unit: 'votes & <b>',
  columns: ['Month', 'Votes'],
  format: (value: number) => `${value} <"`,
}
const labelled = (values: readonly number[]) =>
  values.map((value, place) => ({ label: `<${place}>`, value, cells: [String(value)] }))

const BARS: Record<string, Bars> = {
  'one bar': { ...bars, bars: labelled([3]) },
  'bars of nothing': { ...bars, bars: labelled([0, 0]) },
  'more bars than labels': { ...bars, bars: labelled(Array.from({ length: 40 }, (_, n) => n * 1.234)) },
}

describe('a drawing is the same to the byte as in a whole document', () => {
  const { document } = parseHTML('<!doctype html><html><body></body></html>')

  test.each(Object.entries(CURVES))('%s', async (_, each) => {
    const drawn = String(await curveChart(each))
    expect(drawn).toContain('<svg ')
    expect(drawn).toBe(String(await curveChart(each, document)))
  })

  test.each(Object.entries(BARS))('%s', async (_, each) => {
    const drawn = String(await barChart(each))
    expect(drawn).toContain('<svg ')
    expect(drawn).toBe(String(await barChart(each, document)))
  })
})

test('a drawing has no attribute that a checker of HTML refuses', async () => {
  const drawings = await Promise.all([
    ...Object.values(CURVES).map((each) => curveChart(each)),
    ...Object.values(BARS).map((each) => barChart(each)),
  ])
  const names = drawings.flatMap((drawn) =>
    [
      ...parseHTML(`<html><body>${String(drawn)}</body></html>`).document.querySelectorAll('svg, svg *'),
    ].flatMap((element) => [...element.attributes].map(({ name }) => name)),
  )
  expect(names).toContain('fill')
  for (const refused of ['font-variant', 'style', 'xmlns']) expect(names).not.toContain(refused)
})
