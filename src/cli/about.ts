import type { Config } from '@oclif/core';
import { plainAnswer, type Answer } from '../views/answer.ts';

/** `dmctl --version` where more than that was typed. */
export function versionAnswer({ version, userAgent, platform, arch }: Config): Answer {
  const data = { version, platform, arch, node: process.version };
  return { ...plainAnswer('version'), data, text: () => `${userAgent}\n` };
}

/** Help for scripts: all commands with their summaries and flags. */
export function commandsAnswer({ commands }: Config): Answer {
  const data = {
    commands: commands
      .map(({ id, summary, args, flags }) => ({
        command: id.replaceAll(':', ' '),
        summary: summary ?? '',
        args: Object.keys(args),
        flags: Object.values(flags).map(({ name }) => `--${name}`),
      }))
      .sort((a, b) => a.command.localeCompare(b.command, 'en')),
  };
  return { ...plainAnswer('help'), data };
}
