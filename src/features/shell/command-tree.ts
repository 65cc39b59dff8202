import type { Argument, Command, Option } from 'commander'

/** Value of a flag, or an argument of a command. */
export interface Value {
  /** As in the help: `date`. */
  readonly name: string
  readonly about: string
  readonly isRequired: boolean
  /** True when it continues until the next flag. */
  readonly isMany: boolean
  /** Source of a shell's suggestions; `text` has none. */
  readonly from: 'choices' | 'file' | 'folder' | 'text'
  readonly choices: readonly string[]
  /** Default value; null for none. */
  readonly preset: string | null
}

/** A flag, which starts with a dash. */
export interface Flag {
  /** `--json`, or `-h` and `--help`. */
  readonly names: readonly string[]
  readonly about: string
  readonly value: Value | null
}

/** A command, for completions and the manual page. */
export interface CommandTree {
  /** Path of the command, without the program: `['queue', 'pause']`. */
  readonly path: readonly string[]
  readonly about: string
  /** Its own flags. Those of the program are accepted everywhere, and those of `list` by its group. */
  readonly flags: readonly Flag[]
  readonly values: readonly Value[]
  readonly commands: readonly CommandTree[]
}

/** Default command of a group. */
const BY_ITSELF = 'list'

/** Builds the tree of a command as in its help, with its subcommands. */
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
  return {
    path,
    about: command.description(),
    flags: help.visibleOptions(command).map(flagOf),
    values: command.registeredArguments.map((argument) => valueOf(argument.name(), argument)),
    commands,
  }
}

/** Collects the flags of a command: its own, and those of its default command. */
export function flagsTaken({ flags, commands }: CommandTree): Flag[] {
  return joined(flags, commands.find(({ path }) => path.at(-1) === BY_ITSELF)?.flags ?? [])
}

/** Merges flags, without those whose names are taken. */
export function joined(flags: readonly Flag[], more: readonly Flag[]): Flag[] {
  const taken = new Set(flags.flatMap(({ names }) => names))
  return [...flags, ...more.filter(({ names }) => !names.some((name) => taken.has(name)))]
}

/** Lists a command and its subcommands. */
export function allCommands(tree: CommandTree): CommandTree[] {
  return [tree, ...tree.commands.flatMap(allCommands)]
}

/** Number of words of a flag's value, or an argument. */
export function timesOf({ isMany, isRequired }: Value): 'many' | 'one' | 'optional' {
  return isMany ? 'many' : isRequired ? 'one' : 'optional'
}

function flagOf(option: Option): Flag {
  const name = /[<[]([^\]>.]+)/.exec(option.flags)?.[1]
  const names = [option.short, option.long].filter((each) => each !== undefined)
  return { names, about: option.description, value: name === undefined ? null : valueOf(name, option) }
}

function valueOf(name: string, given: Option | Argument): Value {
  const { description: about, required: isRequired, variadic: isMany, argChoices: choices = [] } = given
  const isPath = name === 'file' || name === 'folder'
  const from = choices.length > 0 ? 'choices' : isPath ? name : 'text'
  const preset = ['string', 'number'].includes(typeof given.defaultValue) ? String(given.defaultValue) : null
  return { name, about, isRequired, isMany, from, choices, preset }
}
