import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { loadConfig } from '../../src/base/config.ts'

test('a setting by its name of 0.1.0 is refused with the one of today, from the environment and from a file', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'paperboy-renamed-'))
  onTestFinished(() => rmSync(cwd, { recursive: true }))
  await expect(loadConfig({ cwd, env: { PAPERBOY_EGRESS: 'office' } })).rejects.toThrow(
    'setting quotaIdentity from environment PAPERBOY_EGRESS: the variable is PAPERBOY_QUOTA_IDENTITY now',
  )
  writeFileSync(join(cwd, 'paperboy.config.json'), '{"egress": "office"}')
  await expect(loadConfig({ cwd, env: {} })).rejects.toThrow(
    /has the setting egress: its name is quotaIdentity now/,
  )
})
