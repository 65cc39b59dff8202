import { spawn, spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { App } from '../../../src/commands/command.ts'
import { createProgram } from '../../../src/commands/program.ts'
import { knownSettings } from '../../../src/commands/app.ts'
import { EXIT } from '../../../src/base/errors.ts'
import { manPage } from '../../../tools/man-page.ts'
import { typed, typedHere } from '../../support/paperboy.ts'
import { SETTINGS as CORE_SETTINGS } from '../../../src/base/settings.ts'

const SETTINGS = await knownSettings()

/*
 * The completions are asked as a shell asks them: bash through the function that it has registered, zsh on a terminal of
 * its own, fish by its own question. None of them gets to call paperboy.
 */

const SHELLS = ['bash', 'zsh', 'fish'] as const
type Shell = (typeof SHELLS)[number]

const has = (program: string) => spawnSync(program, ['--version']).error === undefined
const IS_HERE = { bash: has('bash'), zsh: has('zsh'), fish: has('fish'), mandoc: has('mandoc') }

const app: App = {
  terminal: { out: () => undefined, write: async () => undefined, width: 80 },
  signal: new AbortController().signal,
  exitWith: (code) => code,
}

let folder: string
let program: Command
const scripts = new Map<Shell, string>()

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paperboy-shell-'))
  await mkdir(join(folder, 'some folder'))
  await writeFile(join(folder, 'some-page.html'), '')
  program = await createProgram(app)
  for (const shell of SHELLS) {
    const { stdout } = await typedHere(folder, ['completions', shell])
    scripts.set(shell, stdout)
    await writeFile(join(folder, `completions.${shell}`), stdout)
  }
  // As zsh finds it by itself.
  await mkdir(join(folder, 'functions'))
  await writeFile(join(folder, 'functions/_paperboy'), scripts.get('zsh') ?? '')
})
afterAll(async () => rm(folder, { recursive: true, force: true }))

/** Runs a shell and gives the lines that it prints; one that complains fails the test. */
async function ran(shell: Shell, args: readonly string[]): Promise<string[]> {
  const child = spawn(shell, args, {
    cwd: folder,
    env: { PATH: '/usr/bin:/bin', HOME: folder, TERM: 'dumb', LANG: 'C.UTF-8' },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 20_000,
  })
  let out = ''
  let complaints = ''
  child.stdout.on('data', (bytes: Buffer) => (out += bytes.toString()))
  child.stderr.on('data', (bytes: Buffer) => (complaints += bytes.toString()))
  const code = await new Promise((resolve) => child.on('close', resolve))
  expect({ code, complaints }).toEqual({ code: 0, complaints: '' })
  return out.split('\n').slice(0, -1)
}

/** What bash offers for each line; `FILES` and `FOLDERS` stand for readline's own. */
async function bashOffers(lines: readonly string[]): Promise<string[][]> {
  const asked = lines.map((line) => {
    // Bash takes words apart at the sign, too.
    const words = line.split(/ |(?<==)|(?==)/).map((word) => `'${word}'`)
    return `ask ${words.join(' ')}`
  })
  const offers = await ran('bash', [
    '--norc',
    '--noprofile',
    '-c',
    `source completions.bash
    [[ $(complete -p paperboy) =~ -F\\ ([^ ]+) ]]
    completing=\${BASH_REMATCH[1]}
    compopt() { if [[ $2 == default ]]; then COMPREPLY=(FILES); else COMPREPLY=(FOLDERS); fi; }
    ask() { COMP_WORDS=(paperboy "$@"); COMP_CWORD=$#; $completing; echo "\${COMPREPLY[*]}"; }
    ${asked.join('\n')}`,
  ])
  return offers.map((offer) => offer.split(' ').filter((word) => word !== ''))
}

/** What fish offers for each line, with its descriptions. */
async function fishOffers(lines: readonly string[]): Promise<{ word: string; about: string }[][]> {
  const asked = lines.map((line) => `complete -C 'paperboy ${line}'; echo END`)
  const offers = await ran('fish', ['--no-config', '-c', `source completions.fish\n${asked.join('\n')}`])
  return offers
    .join('\n')
    .split('END')
    .slice(0, -1)
    .map((block) =>
      block
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => {
          const [word = '', about = ''] = line.split('\t')
          return { word, about }
        }),
    )
}

/** Every command that is typed, with what leads to it. */
function pathsOf(command: Command, path: readonly string[] = []): (readonly [string, Command])[] {
  return [
    [path.join(' '), command],
    ...command.commands.flatMap((each) => pathsOf(each, [...path, each.name()])),
  ]
}

/** What is typed, and all that is offered for the last word, the same in each shell. */
const OFFERS = [
  ['qu', ['quarantine', 'queue']],
  ['--json qu', ['quarantine', 'queue']],
  ['--home queue qu', ['quarantine', 'queue']],
  ['--home=queue qu', ['quarantine', 'queue']],
  ['queue pa', ['pause']],
  ['queue pause ', ['listings', 'papers', 'publish', 'replay']],
  ['queue pause replay ', []],
  ['feed --format ', ['atom', 'json', 'rss']],
  ['feed trending --format j', ['json']],
  ['subscribe jane@example.org queue --frequency ', ['daily', 'monthly', 'weekly']],
  ['worker --only papers --only re', ['replay']],
  ['backfill --from 2026-05-01 --m', ['--max-requests', '--missing']],
  ['backfill --from ', []],
  ['captures --lis', ['--listing']],
  ['captures forget --reason pause --y', ['--yes']],
  ['help quar', ['quarantine']],
  ['queue help re', ['resume', 'retry']],
  ['completions ', ['bash', 'fish', 'zsh']],
] as const

describe('completions', () => {
  test.each(SHELLS)('of %s are printed as they are, or with --json as one document', async (shell) => {
    const { stdout } = await typedHere(folder, ['completions', shell, '--json'])
    const { script } = JSON.parse(stdout) as { script: string }
    expect(script).toBe(scripts.get(shell))
  })

  test('the program prints the same as here, with all commands loaded', async () => {
    expect(await typed(folder, ['completions', 'bash'])).toEqual({
      code: 0,
      stdout: scripts.get('bash'),
      stderr: '',
    })
  })

  test('another shell is refused with those that there are', async () => {
    expect(await typedHere(folder, ['completions', 'tcsh'])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('Allowed choices are bash, zsh, fish'),
    })
  })

  test('the levels of log lines that are offered are those of the setting', () => {
    const flag = program.options.find(({ long }) => long === '--log-level')
    expect(flag?.argChoices).toEqual(CORE_SETTINGS.logLevel.schema.unwrap().options)
  })

  for (const shell of SHELLS) {
    test.skipIf(!IS_HERE[shell])(
      `${shell} finds no fault with its script (skipped where ${shell} is not installed)`,
      async () => {
        expect(await ran(shell, ['-n', `completions.${shell}`])).toEqual([])
      },
    )
  }
})

describe.skipIf(!IS_HERE.bash)('bash (skipped where it is not installed)', () => {
  test('offers what fits', async () => {
    const offers = await bashOffers(OFFERS.map(([line]) => line))
    expect(offers.map((words) => words.toSorted())).toEqual(OFFERS.map(([, words]) => [...words]))
  })

  test('leaves files and folders to readline', async () => {
    const files = [
      'import ',
      'import a.html b',
      'import --manifest ',
      'export x',
      'feed --out=',
      'import -- -',
    ]
    expect(await bashOffers(files)).toEqual(files.map(() => ['FILES']))
    const folders = ['--home ', 'status --home x', 'dataset export ', 'site build p']
    expect(await bashOffers(folders)).toEqual(folders.map(() => ['FOLDERS']))
  })

  test('offers every command and every flag', async () => {
    const paths = pathsOf(program)
    const groups = paths.filter(([, command]) => command.commands.length > 0)
    const offers = await bashOffers([
      ...groups.map(([path]) => `${path} `.trimStart()),
      ...paths.map(([path]) => `${path} -`.trimStart()),
    ])
    for (const [index, [path, command]] of groups.entries())
      expect(offers[index], path).toEqual(expect.arrayContaining(command.commands.map((each) => each.name())))
    for (const [index, [path, command]] of paths.entries()) {
      const known = [...command.options, ...program.options].map(({ long }) => long)
      expect(offers[groups.length + index], path).toEqual(expect.arrayContaining([...known, '--help']))
    }
  })
})

describe.skipIf(!IS_HERE.fish)('fish (skipped where it is not installed)', () => {
  test('offers what fits', async () => {
    const offers = await fishOffers(OFFERS.map(([line]) => line))
    expect(offers.map((words) => words.map(({ word }) => word).toSorted())).toEqual(
      OFFERS.map(([, words]) => [...words]),
    )
  })

  test('offers files, folders and descriptions', async () => {
    const [files, folders, flags, commands] = await fishOffers([
      'import some',
      'dataset export some',
      'backfill --mis',
      'queue pa',
    ])
    expect(files?.map(({ word }) => word).toSorted()).toEqual(['some folder/', 'some-page.html'])
    expect(folders?.map(({ word }) => word)).toEqual(['some folder/'])
    expect(flags).toEqual([{ word: '--missing', about: 'days never loaded' }])
    expect(commands?.[0]?.about).toContain('let no worker take batches')
  })
})

describe.skipIf(!IS_HERE.zsh)('zsh (skipped where it is not installed)', () => {
  /** What is typed with tabs in it, and the line that zsh makes of it. */
  const LINES = [
    ['quar\\t', 'quarantine'],
    ['--home queue que\\t pau\\t lis\\t', '--home queue queue pause listings'],
    ['feed --format at\\t', 'feed --format atom'],
    ['subscribe jane@example.org --frequency=week\\t', 'subscribe jane@example.org --frequency=weekly'],
    ['captures --lis\\t', 'captures --listing'],
    ['backfill --from 2026-05-01 --stale\\t', 'backfill --from 2026-05-01 --stale-parser'],
    ['worker --only papers --only rep\\t', 'worker --only papers --only replay'],
    ['help quar\\t', 'help quarantine'],
    ['import some-\\t', 'import some-page.html'],
    ['dataset export some\\t', 'dataset export some folder'],
  ] as const

  test('completes what is typed, and shows what else there is', async () => {
    const [shown, ...lines] = await ran('zsh', [
      '-f',
      '-c',
      `zmodload zsh/zpty
      zpty tty zsh -f -i
      zpty -w tty 'PS1= ; fpath=(functions $fpath); autoload -Uz compinit; compinit -u -D; bindkey -e'
      zpty -w tty 'paperboy() { print -r -- "<<$*>>" }; print rea""dy'
      zpty -r tty out '*ready*'
      zpty -w -n tty $'paperboy queue \\t'
      zpty -r tty out '*retry *-- bring back*'
      print -r -- \${\${(f)out}[-1]}
      zpty -w -n tty $'\\C-u'
      for line in ${LINES.map(([line]) => `$'${line}'`).join(' ')}; do
        zpty -w tty "paperboy $line"
        zpty -r tty out '*<<*>>*'
        print -r -- "\${\${out##*<<}%%>>*}"
      done
      # What is typed into a shell works as well as the file does.
      zpty -w tty 'unfunction -m "_paperboy*"; source completions.zsh'
      zpty -w tty $'paperboy quar\\t ret\\t'
      zpty -r tty out '*<<*>>*'
      print -r -- "\${\${out##*<<}%%>>*}"
      zpty -d tty`,
    ])
    expect(shown).toContain('-- bring back')
    expect(lines).toEqual([...LINES.map(([, line]) => line), 'quarantine retry'])
  })
})

test('the scripts of zsh and fish have every command and every flag', () => {
  const fishLines = scripts.get('fish')?.split('\n') ?? []
  const at = (place: string) => `complete -c paperboy -n '__paperboy_at \\'${place}\\''`
  for (const [path, command] of pathsOf(program)) {
    const name = ['_paperboy', ...path.split(' ').filter((word) => word !== '')].join('_')
    const zsh = scripts.get('zsh')?.split(`\n${name}() {\n`)[1]?.split('\n}\n')[0] ?? ''
    for (const { long } of [...command.options, ...program.options])
      expect(zsh, path).toMatch(new RegExp(`'\\*?${long}=?\\[`))
    for (const { long, description } of command.options) {
      const start = path === '' ? 'complete -c paperboy' : at(`${path}/*`)
      const end = `-d '${description.replaceAll("'", String.raw`\'`)}'`
      const isThere = fishLines.some(
        (line) => line.startsWith(start) && line.includes(` -l ${long?.slice(2)} `) && line.endsWith(end),
      )
      expect(isThere, `${path} ${long}`).toBe(true)
    }
    for (const each of command.commands) {
      expect(zsh).toContain(`'${each.name()}:`)
      expect(scripts.get('fish')).toContain(`${at(`${path}/0`)} -a ${each.name()} -d `)
    }
  }
})

describe('the manual page', () => {
  const page = () => manPage(program, { version: '1.2.3', day: '2026-06-03' })

  test('names every command, flag, setting and exit code', () => {
    const lines = page().split('\n')
    for (const [path, command] of pathsOf(program)) {
      if (path !== '')
        expect(lines.filter((line) => `${line} `.startsWith(`.It Cm ${path} `))).not.toEqual([])
      for (const { long } of command.options)
        expect(lines.some((line) => line.startsWith('.It ') && line.includes(`Fl ${long?.slice(1)}`))).toBe(
          true,
        )
    }
    for (const [name, { env }] of Object.entries(SETTINGS))
      expect(lines).toContain(`.It Ev ${env} Pq ${name}`)
    for (const code of Object.values(EXIT)) expect(lines).toContain(`.It ${code}`)
    expect(lines).toContain('.Dd June 3, 2026')
  })

  test('has no sentence that was broken for a terminal, and each example once', () => {
    const examples = page().split('.Bd -literal\n')[1]?.split('\n.Ed')[0]?.split('\n') ?? []
    expect(examples.length).toBeGreaterThan(20)
    expect(examples).toEqual([...new Set(examples)])
    expect(page()).toContain("A paper's own page has its comments")
  })

  test.skipIf(!IS_HERE.mandoc)('has no fault (skipped where mandoc is not installed)', async () => {
    const file = join(folder, 'paperboy.1')
    await writeFile(file, page())
    const { stdout, stderr, status } = spawnSync('mandoc', ['-T', 'lint', '-W', 'warning', file], {
      encoding: 'utf8',
    })
    expect({ stdout, stderr, status }).toEqual({ stdout: '', stderr: '', status: 0 })
  })
})
