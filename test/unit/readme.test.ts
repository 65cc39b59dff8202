import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { COMMAND_NOTES, referencePages } from '../../tools/reference-pages.ts'

const ROOT = join(import.meta.dirname, '../..')
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')

const pages = await referencePages()

describe('the pages that are made from the program: "npm run docs" after a change', () => {
  test.each([...pages])('docs/%s is as the program is', (name, text) => {
    expect(read(`docs/${name}`)).toBe(text)
  })

  test('every note is shown at a command', () => {
    const notes = [...COMMAND_NOTES.values()].flat()
    expect(notes.filter((note) => !pages.get('commands.md')?.includes(note))).toEqual([])
  })

  test('no row lacks its meaning', () => {
    expect([...pages.values()].flatMap((text) => text.match(/^\|.*\|[ ]*\|.*$/gm) ?? [])).toEqual([])
  })
})

describe('the README', () => {
  const text = read('README.md')

  test('has at most 700 words', () => {
    expect(text.split(/\s+/).filter((word) => word !== '').length).toBeLessThanOrEqual(700)
  })

  test('begins with the commands of the demo and of the tests', () => {
    const commands = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, lines]) => lines?.trim())
    expect(commands.slice(0, 2)).toEqual(['npm ci && npm run demo', 'npm ci && npm test'])
  })

  test('has a picture of at most 120 KB', () => {
    const [, picture = ''] = /!\[[^\]]+\]\(([^)]+\.png)\)/.exec(text) ?? []
    expect(statSync(join(ROOT, picture)).size).toBeLessThanOrEqual(120_000)
  })

  test.each([
    'README.md',
    'AGENTS.md',
    'CONTRIBUTING.md',
    ...readdirSync(join(ROOT, 'docs')).flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : [])),
  ])('no link of %s leads nowhere', (page) => {
    const targets = [...read(page).matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)].map(([, to = '']) => to)
    const files = targets.filter((to) => !/^[a-z]+:/.test(to))
    expect(files.filter((to) => !existsSync(join(ROOT, dirname(page), to)))).toEqual([])
  })
})
