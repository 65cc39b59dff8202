import { allCommands, type CommandTree, type Flag, flagsTaken, joined, type Value } from './command-tree.ts'

/** Script of completions for zsh, with descriptions: a function for each command. */
export function zshCompletions(program: CommandTree): string {
  const functions = allCommands(program).map((tree) => commandFunction(tree, program.flags))
  return `#compdef paperboy
# Completions of paperboy for zsh: a file _paperboy in a folder of $fpath, or source <(paperboy completions zsh)

${functions.join('\n\n')}

if [[ $funcstack[1] == _paperboy ]]; then
  _paperboy "$@"
else
  compdef _paperboy paperboy
fi
`
}

function commandFunction(tree: CommandTree, everywhere: readonly Flag[]): string {
  const { path, values, commands } = tree
  const name = functionName(path)
  const specs = joined(flagsTaken(tree), everywhere).map(flagSpec)
  if (commands.length === 0) {
    const lines = ['_arguments -S', ...specs, ...values.map(argumentSpec)]
    return `${name}() {\n  ${lines.join(' \\\n    ')}\n}`
  }
  const lines = ['_arguments -C -S', ...specs, "'1: :->command'", "'*:: :->rest' && ret=0"]
  const named = commands.map((each) => ({ word: each.path.at(-1) ?? '', each }))
  return `${name}() {
  local curcontext="$curcontext" state line ret=1
  local -A opt_args
  ${lines.join(' \\\n    ')}
  case $state in
    command)
      local -a commands=(
        ${named.map(({ word, each }) => quoted(`${word}:${each.about}`)).join('\n        ')}
      )
      _describe -t commands command commands && ret=0
      ;;
    rest)
      case $line[1] in
        ${named.map(({ word, each }) => `${word}) ${functionName(each.path)} && ret=0 ;;`).join('\n        ')}
      esac
      ;;
  esac
  return ret
}`
}

function functionName(path: readonly string[]): string {
  return ['_paperboy', ...path].join('_')
}

/** For `_arguments`: `'--day=[take this day for today]:date: '` */
function flagSpec({ names, about, value }: Flag): string {
  const text = about.replaceAll(/[[\]\\]/g, '\\$&')
  const after = value === null ? '' : `${value.isRequired ? '' : ':'}:${value.name}:${action(value)}`
  const spec = (name: string) =>
    quoted(
      `${value?.isMany ? '*' : ''}${name}${value !== null && name.startsWith('--') ? '=' : ''}[${text}]${after}`,
    )
  return names.length === 1
    ? spec(names[0] ?? '')
    : names.map((name) => `'(${names.join(' ')})'${spec(name)}`).join(' ')
}

function argumentSpec(value: Value): string {
  return quoted(`${value.isMany ? '*' : value.isRequired ? '' : ':'}:${value.name}:${action(value)}`)
}

function action({ from, choices }: Value): string {
  if (from === 'choices') return `(${choices.join(' ')})`
  return { file: '_files', folder: '_files -/', text: ' ' }[from]
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
