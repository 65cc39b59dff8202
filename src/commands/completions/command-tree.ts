import type { Argument, Command, Option } from 'commander'

/** What is typed after a flag, or as an argument of a command. */
export interface Value {
  /** As in the help: `date`. */
  readonly name: string
  readonly about: string
  readonly isRequired: boolean
  /** Whether it goes on until the next flag. */
  readonly isMany: boolean
  /** Where a shell finds what to offer; `text` is typed by the person alone. */
  readonly from: 'choices' | 'file' | 'folder' | 'text'
  readonly choices: readonly string[]
}

export interface Flag {
  /** `--json`, or `-h` and `--help`. */
  readonly names: readonly string[]
  readonly about: string
  readonly value: Value | null
}

/** A command as completions and the manual page see it. */
export interface CommandTree {
  /** What is typed to get to it, without the program: `['queue', 'pause']`. */
  readonly path: readonly string[]
  readonly about: string
  /** Its own; those of the program are taken everywhere. */
  readonly flags: readonly Flag[]
  readonly values: readonly Value[]
  readonly commands: readonly CommandTree[]
}

/** What a group of commands does when none of them is typed. */
const BY_ITSELF = 'list'

/** All of a command that its help shows, with the commands below it. */
export function commandTree(command: Command, path: readonly string[] = []): CommandTree {
  const help = command.createHelp()
  const below = help.visibleCommands(command)
  const names = below.map((each) => each.name())
  const commands = below.map((each): CommandTree => {
    const name = each.name()
    const tree = commandTree(each, [...path, name])
    if (name !== 'help') return tree
    const choices = names.filter((other) => other !== 'help')
    return { ...tree, values: tree.values.map((value) => ({ ...value, from: 'choices', choices })) }
  })
  const own = help.visibleOptions(command).map(flagOf)
  const known = new Set(own.flatMap((flag) => flag.names))
  const inherited = commands.find((each) => each.path.at(-1) === BY_ITSELF)?.flags ?? []
  return {
    path,
    about: command.description(),
    flags: [...own, ...inherited.filter((flag) => !flag.names.some((name) => known.has(name)))],
    values: command.registeredArguments.map(argumentOf),
    commands,
  }
}

/** A command and all below it. */
export function allCommands(tree: CommandTree): CommandTree[] {
  return [tree, ...tree.commands.flatMap(allCommands)]
}

function flagOf(option: Option): Flag {
  const name = /[<[]([^\]>.]+)/.exec(option.flags)?.[1]
  return {
    names: [option.short, option.long].filter((each) => each !== undefined),
    about: option.description,
    value:
      name === undefined
        ? null
        : valueOf(name, option.description, option.required, option.variadic, option.argChoices),
  }
}

function argumentOf(argument: Argument): Value {
  return valueOf(
    argument.name(),
    argument.description,
    argument.required,
    argument.variadic,
    argument.argChoices,
  )
}

function valueOf(
  name: string,
  about: string,
  isRequired: boolean,
  isMany: boolean,
  choices: readonly string[] = [],
): Value {
  const isPath = name === 'file' || name === 'folder'
  const from = choices.length > 0 ? 'choices' : isPath ? name : 'text'
  return { name, about, isRequired, isMany, from, choices }
}
