import { Args } from '@oclif/core';
import { DmctlCommand } from '../cli/base-command.ts';
import { READING_FLAGS } from '../cli/flags/common.ts';
import { completion, COMPLETIONS } from '../cli/command-line.ts';

/** `dmctl completion SHELL`. */
export default class Completion extends DmctlCommand {
  static override summary = 'Print a completion script for bash or zsh.';

  static override description =
    'Completes commands, flags and their values, block devices and codes. For one shell, ' +
    'source the output (in zsh after compinit). For all shells, write it as root to ' +
    '/usr/share/bash-completion/completions/dmctl or ' +
    '/usr/share/zsh/vendor-completions/_dmctl. dmctl itself writes no file and is not run ' +
    'while you complete. Print the script again after an update.';

  static override args = {
    shell: Args.string({
      description: 'The shell to complete in.',
      options: Object.keys(COMPLETIONS),
      required: true,
      ignoreStdin: true,
    }),
  };

  static override flags = READING_FLAGS;

  static override examples = [
    { description: 'Now, in bash:', command: 'source <(dmctl completion bash)' },
    { description: 'Now, in zsh:', command: 'source <(dmctl completion zsh)' },
    {
      description: 'Permanently, for all users of bash:',
      command: 'dmctl completion bash > /usr/share/bash-completion/completions/dmctl',
    },
    {
      description: 'Permanently, for all users of zsh:',
      command: 'dmctl completion zsh > /usr/share/zsh/vendor-completions/_dmctl',
    },
  ];

  override async run() {
    const { args } = await this.parse(Completion);
    return completion(args.shell as keyof typeof COMPLETIONS, this.config);
  }
}
