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
  /** What it is when it is not typed; null for nothing. */
  readonly preset: string | null
}

/** A word that begins with a dash. */
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
  /** Its own. Those of the program are taken everywhere, and those of `list` by the group that it is in. */
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
  return {
    path,
    about: command.description(),
    flags: help.visibleOptions(command).map(flagOf),
    values: command.registeredArguments.map((argument) => valueOf(argument.name(), argument)),
    commands,
  }
}

/** The flags that a command takes: its own, and those of what it does by itself. */
export function flagsTaken({ flags, commands }: CommandTree): Flag[] {
  return joined(flags, commands.find(({ path }) => path.at(-1) === BY_ITSELF)?.flags ?? [])
}

/** Flags and more flags, without those whose names are taken. */
export function joined(flags: readonly Flag[], more: readonly Flag[]): Flag[] {
  const taken = new Set(flags.flatMap(({ names }) => names))
  return [...flags, ...more.filter(({ names }) => !names.some((name) => taken.has(name)))]
}

/** A command and all below it. */
export function allCommands(tree: CommandTree): CommandTree[] {
  return [tree, ...tree.commands.flatMap(allCommands)]
}

/** How many words a flag takes, or an argument is. */
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
