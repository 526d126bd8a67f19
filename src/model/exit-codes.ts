/** The contract's exit codes, the same with and without --json. */
export const EXIT = {
  done: 0,
  bug: 1,
  usage: 2,
  needsRoot: 4,
  toolMissing: 5,
  noPool: 6,
  changesPending: 10,
  problemsFound: 11,
  refused: 20,
  notConfirmed: 21,
  noSpace: 23,
  putBack: 30,
  partWay: 31,
  putBackFailed: 32,
  unwritten: 74,
  locked: 75,
  interrupted: 130,
  terminated: 143,
} as const;

/** What each means, for people. */
export const EXIT_MEANINGS: Readonly<Record<keyof typeof EXIT, string>> = {
  done: 'Done, or already so.',
  bug: 'A bug in dmctl.',
  usage: 'The command line could not be read; nothing was started.',
  needsRoot: 'It needs root.',
  toolMissing: 'A tool is missing or too old.',
  noPool: 'There is no pool here.',
  changesPending: 'With --dry-run --detailed-exitcode: there are changes to be made.',
  problemsFound: 'verify found problems.',
  refused: 'Refused for safety; nothing was changed.',
  notConfirmed: 'Confirmation is missing, or was declined.',
  noSpace: 'There is not enough space.',
  putBack: 'A step failed; everything was put back.',
  partWay: 'Stopped part-way: go on with dmctl resume, or undo with dmctl rollback.',
  putBackFailed: 'A step failed, and putting back failed too: dmctl resume or dmctl rollback.',
  unwritten: 'The answer could not be written (disk full); without that it would be 0 or 10.',
  locked: 'Another dmctl is at work.',
  interrupted: 'Stopped by SIGINT after a whole step: dmctl resume or dmctl rollback.',
  terminated: 'Stopped by SIGTERM after a whole step: dmctl resume or dmctl rollback.',
};

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What a command exits with that a signal has ended. */
export const exitOn = (signal: 'SIGINT' | 'SIGTERM'): ExitCode =>
  signal === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;

/** What a monitoring plugin exits with; `dmctl check` alone does. */
export const PLUGIN_EXIT = { OK: 0, WARNING: 1, CRITICAL: 2, UNKNOWN: 3 } as const;

export type PluginState = keyof typeof PLUGIN_EXIT;
export type PluginExit = (typeof PLUGIN_EXIT)[PluginState];
