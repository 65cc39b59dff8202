import { allCommands, type CommandTree, type Flag, flagsTaken, timesOf, type Value } from './command-tree.ts'

/** Script of completions for fish, with descriptions: a line for each flag and command. */
export function fishCompletions(program: CommandTree): string {
  const commands = allCommands(program)
  const named = commands.filter(({ path }) => path.length > 0)
  const within = commands
    .filter((tree) => tree.commands.length > 0)
    .flatMap((tree) => tree.commands.map(({ path }) => quoted(path.join(' '))))
  return `# Completions of paperboy for fish: paperboy completions fish | source

# Where the cursor is: "COMMAND/POSITION".
function __paperboy_place
    set -l command ''
    set -l position 0
    set -l times ''
    set -l words (commandline -opc)
    for word in $words[2..]
        if test "$times" = one
            set times ''
        else if test "$times" = over
            set position (math $position + 1)
        else if test "$word" = --
            set times over
        else if string match -q -- '-?*' $word
            switch "$command $word"
                ${flagTimes(commands).join('\n                ')}
                case '*'
                    set times ''
            end
        else if test -n "$times"
            test "$times" = many; or set times ''
        else if test $position -eq 0; and contains -- (string trim -- "$command $word") ${within.join(' ')}
            set command (string trim -- "$command $word")
        else
            set position (math $position + 1)
        end
    end
    echo "$command/$position"
end

# Whether the cursor is at a place that the pattern names.
function __paperboy_at
    string match -q -- $argv[1] (__paperboy_place)
end

complete -c paperboy -e
complete -c paperboy -f
${program.flags.map((flag) => flagLine(flag, null)).join('\n')}
${named.flatMap((tree) => flagsTaken(tree).map((flag) => flagLine(flag, `${tree.path.join(' ')}/*`))).join('\n')}
${commands.flatMap((tree) => tree.commands.map((each) => commandLine(tree, each))).join('\n')}
${commands.flatMap(({ path, values }) => values.flatMap((value, index) => argumentLine(path, value, index))).join('\n')}
`
}

/** Renders the cases of a switch with the number of words of each flag. */
function flagTimes(commands: readonly CommandTree[]): string[] {
  return commands.toReversed().flatMap((tree) =>
    flagsTaken(tree).flatMap(({ names, value }) => {
      if (value === null) return []
      const command = tree.path.join(' ')
      const keys = names.map((name) => quoted(`${command === '' ? '*' : command} ${name}`))
      return [`case ${keys.join(' ')}`, `    set times ${timesOf(value)}`]
    }),
  )
}

function flagLine({ names, about, value }: Flag, place: string | null): string {
  const named = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`))
  const takes = value === null ? [] : value.isRequired ? ['-r', offered(value)] : [offered(value)]
  return line(place, [...named, ...takes, `-d ${quoted(about)}`])
}

function commandLine(above: CommandTree, { path, about }: CommandTree): string {
  return line(`${above.path.join(' ')}/0`, [`-a ${path.at(-1)}`, `-d ${quoted(about)}`])
}

function argumentLine(path: readonly string[], value: Value, index: number): string[] {
  if (value.from === 'text') return []
  return [line(`${path.join(' ')}/${value.isMany ? '*' : index}`, [offered(value)])]
}

function line(place: string | null, words: readonly string[]): string {
  const condition = place === null ? [] : [`-n ${quoted(`__paperboy_at ${quoted(place)}`)}`]
  return ['complete -c paperboy', ...condition, ...words].join(' ')
}

function offered({ from, choices }: Value): string {
  if (from === 'choices') return `-f -a ${quoted(choices.join(' '))}`
  return { file: '-F', folder: "-f -a '(__fish_complete_directories)'", text: '-f' }[from]
}

function quoted(text: string): string {
  return `'${text.replaceAll(/[\\']/g, '\\$&')}'`
}
