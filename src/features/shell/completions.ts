import { Argument, Command } from 'commander'
import type { App, CommonFlags } from '../../commands/command.ts'
import { bashCompletions } from './bash-completions.ts'
import { type CommandTree, commandTree } from './command-tree.ts'
import { fishCompletions } from './fish-completions.ts'
import { zshCompletions } from './zsh-completions.ts'
import type { CompletionsDocument } from './documents.ts'

const SHELLS: Readonly<Record<CompletionsDocument['shell'], (program: CommandTree) => string>> = {
  bash: bashCompletions,
  zsh: zshCompletions,
  fish: fishCompletions,
}

/** `paperboy completions` */
export function completionsCommand(app: App): Command {
  return new Command('completions')
    .addArgument(new Argument('<shell>', 'name of the shell').choices(Object.keys(SHELLS)))
    .addHelpText(
      'after',
      '\nThe script starts no program while you type.' +
        '\nIn a clone, define the completed command: paperboy() { npx paperboy "$@"; }' +
        "\nor in fish: alias paperboy='npx paperboy'" +
        '\n\nExample:\n  $ source <(npx paperboy completions bash)' +
        '\n  $ npx paperboy completions zsh > ~/.zfunc/_paperboy' +
        '\n  $ npx paperboy completions fish > ~/.config/fish/completions/paperboy.fish',
    )
    .action((shell: CompletionsDocument['shell'], _options, command: Command) => {
      const program = command.parent
      const script = program === null ? '' : SHELLS[shell](commandTree(program))
      const flags = command.optsWithGlobals<CommonFlags>()
      app.terminal.out(
        flags.json === true
          ? JSON.stringify({ shell, script } satisfies CompletionsDocument)
          : script.trimEnd(),
      )
    })
}
