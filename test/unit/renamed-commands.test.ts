import { expect, test } from 'vitest'
import { refuseRenamed } from '../../src/commands/renamed.ts'

test.each([
  [['papers', '--missing'], /"papers --missing" is now "fetch papers --missing"/],
  [['--home', 'papers', 'db', 'thin'], /"db thin" is now "db prune"/],
])('%j is answered with the new name', (words, sentence) => {
  expect(() => refuseRenamed(words)).toThrow(sentence)
})

test.each([
  [['--home', 'papers', 'fetch', 'papers', '--missing']],
  [['--home', 'db', 'fetch', 'papers', '--enqueue']],
  [['sql', '--', 'db', 'thin']],
])('%j is no command of 0.1.0', (words) => {
  expect(() => refuseRenamed(words)).not.toThrow()
})
