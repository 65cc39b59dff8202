import { allCommands, type CommandTree, flagsTaken, timesOf, type Value } from './command-tree.ts'

/**
 * Script of completions for bash: a function that reads the words before the cursor, with its data on
 * each command. For bash from 3.2 on; before 4.0, without `compopt`, files are offered for folders, too.
 */
export function bashCompletions(program: CommandTree): string {
  const commands = allCommands(program)
  const lists = commands.map((tree) => {
    const names = tree.commands.map((each) => each.path.at(-1)).join(' ')
    const flags = flagsTaken(tree).flatMap((flag) => flag.names)
    return `'${tree.path.join(' ')}') commands='${names}' flags='${flags.join(' ')}' ;;`
  })
  // A command's own flag takes precedence over one of the program.
  const flagValues = commands.toReversed().flatMap((tree) =>
    flagsTaken(tree).flatMap(({ names, value }) => {
      if (value === null) return []
      const command = tree.path.join(' ')
      const keys = names.map((name) => (command === '' ? `*' ${name}'` : `'${command} ${name}'`))
      return [`${keys.join(' | ')}) ${settings(value)} ;;`]
    }),
  )
  const argumentValues = commands.flatMap(({ path, values }) =>
    values.map((value, index) => {
      const command = path.join(' ')
      return `${value.isMany ? `'${command}/'*` : `'${command}/${index}'`}) ${settings(value)} ;;`
    }),
  )
  return `# Completions of paperboy for bash: source <(paperboy completions bash)

# What is below a command (commands), and its own flags (flags).
_paperboy_command() {
  commands='' flags=''
  case $1 in
    ${lists.join('\n    ')}
  esac
}

# What comes after "COMMAND --flag" or is "COMMAND/POSITION": how often (times), and what to offer (from, choices).
_paperboy_value() {
  times='' from='' choices=''
  case $1 in
    ${[...flagValues, ...argumentValues].join('\n    ')}
  esac
}

_paperboy() {
  local typed=\${COMP_WORDS[COMP_CWORD]} command='' position=0 isOver='' word index
  local commands flags times='' from='' choices='' IFS=$' \\t\\n'
  COMPREPLY=()
  _paperboy_command ''
  local everywhere=$flags
  for ((index = 1; index < COMP_CWORD; index++)); do
    word=\${COMP_WORDS[index]}
    # Bash hands over --flag=value as three words.
    if [[ $word == '=' ]]; then
      continue
    elif [[ $times == one ]]; then
      times=''
    elif [[ -z $isOver && $word == -- ]]; then
      isOver=yes times=''
    elif [[ -z $isOver && $word == -?* ]]; then
      _paperboy_value "$command $word"
    elif [[ -n $times ]]; then
      [[ $times == many ]] || times=''
    elif ((position == 0)) && [[ " $commands " == *" $word "* ]]; then
      command=\${command:+$command }$word
      _paperboy_command "$command"
    else
      position=$((position + 1))
    fi
  done
  [[ $typed == '=' ]] && typed=''
  if [[ $times != one && -z $isOver && $typed == -* ]]; then
    from=choices choices="$flags $everywhere"
  elif [[ -z $times ]]; then
    _paperboy_value "$command/$position"
    if ((position == 0)) && [[ -n $commands ]]; then from=choices choices="$commands $choices"; fi
  fi
  case $from in
    choices) COMPREPLY=($(compgen -W "$choices" -- "$typed")) ;;
    # Readline itself knows best how names with blanks are quoted.
    file) type compopt > /dev/null 2>&1 && compopt -o default ;;
    folder) type compopt > /dev/null 2>&1 && compopt -o dirnames ;;
  esac
}

if type compopt > /dev/null 2>&1; then
  complete -F _paperboy paperboy
else
  complete -o default -F _paperboy paperboy
fi
`
}

function settings(value: Value): string {
  const { from, choices } = value
  return `times=${timesOf(value)} from=${from}${choices.length > 0 ? ` choices='${choices.join(' ')}'` : ''}`
}
