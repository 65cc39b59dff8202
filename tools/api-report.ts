import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, posix } from 'node:path'

const ROOT = join(import.meta.dirname, '..')
const ENTRY = 'src/library.d.ts'

/** Top-level statements of a declaration file; a doc comment belongs to the one after it. */
function statementsOf(text: string): string[] {
  return text
    .split(/\n(?=\/\*\*|export |import |declare |type |interface |const )/)
    .reduce<string[]>((all, part) => {
      const last = all.at(-1)
      if (last !== undefined && /^\/\*\*[^]*\*\/\s*$/.test(last)) all[all.length - 1] = `${last}\n${part}`
      else all.push(part)
      return all
    }, [])
}

/**
 * All that a program sees which imports the package: the declarations of `library.ts`, and those that they name, as
 * the compiler writes them.
 */
export function apiReport(): string {
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-api-'))
  try {
    const compiler = join(ROOT, 'node_modules/typescript/bin/tsc')
    const args = ['-p', join(ROOT, 'tsconfig.build.json'), '--emitDeclarationOnly', '--noCheck']
    const { status, stdout } = spawnSync(process.execPath, [compiler, ...args, '--outDir', folder], {
      encoding: 'utf8',
    })
    if (status !== 0) throw new Error(`the declarations could not be written:\n${stdout}`)
    return reportOf((name) => readFileSync(join(folder, name), 'utf8'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function reportOf(readDeclarations: (name: string) => string): string {
  const shown = new Map<string, string>()
  const show = (file: string, only: ReadonlySet<string> | null) => {
    const statements = statementsOf(readDeclarations(file))
    const imported = new Map<string, string>()
    for (const statement of statements) {
      const found = /^import (?:type )?\{([^}]*)\} from '(\.[^']+)\.ts'/.exec(statement)
      if (!found) continue
      const from = posix.join(posix.dirname(file), `${found[2]}.d.ts`)
      for (const name of (found[1] ?? '').split(',')) {
        imported.set(name.replace('type ', '').trim(), from)
      }
    }
    const declared = statements.flatMap((statement) => {
      const name =
        /^(?:\/\*\*[^]*?\*\/\n)?export (?:declare )?(?:abstract )?(?:class|interface|type|const|function) (\w+)/.exec(
          statement,
        )?.[1]
      return name === undefined ? [] : [{ name, statement: statement.trim() }]
    })
    const wanted = declared.filter(({ name }) => only === null || only.has(name))
    for (const { name, statement } of wanted) {
      if (shown.has(`${file} ${name}`)) continue
      shown.set(`${file} ${name}`, statement)
      const code = statement.replaceAll(/\/\*\*[^]*?\*\//g, '')
      const words = new Set(code.match(/\w+/g))
      show(file, words)
      for (const [other, from] of imported) if (words.has(other)) show(from, new Set([other]))
    }
    if (only !== null) return
    // What the entry only passes on.
    const passed = statements.join('\n').matchAll(/^export (?:type )?\{([^}]*)\}/gm)
    for (const name of [...passed].flatMap((match) =>
      (match[1] ?? '').split(',').map((each) => each.trim()),
    )) {
      const from = imported.get(name)
      if (from !== undefined) show(from, new Set([name]))
    }
  }
  show(ENTRY, null)
  return `${[...shown].map(([key, statement]) => `// ${key.split(' ')[0]}\n${statement}`).join('\n\n')}\n`
}
