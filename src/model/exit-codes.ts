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

/** The meaning of each exit code, for people. */
export const EXIT_MEANINGS: Readonly<Record<keyof typeof EXIT, string>> = {
  done: 'Done, or no change was needed.',
  bug: 'A bug in dmctl.',
  usage: 'The command line is invalid; nothing was started.',
  needsRoot: 'Root is required.',
  toolMissing: 'A tool is missing or too old.',
  noPool: 'No pool was found.',
  changesPending: 'With --dry-run --detailed-exitcode: changes are pending.',
  problemsFound: 'verify found problems.',
  refused: 'Refused for safety; nothing was changed.',
  notConfirmed: 'Confirmation is missing, or was declined.',
  noSpace: 'There is not enough space.',
  putBack: 'A step failed; all changes were undone.',
  partWay: 'Stopped part-way: continue with dmctl resume, or undo with dmctl rollback.',
  putBackFailed: 'A step failed, and undoing failed too: use dmctl resume or dmctl rollback.',
  unwritten: 'The answer could not be written (disk full); without that it would be 0 or 10.',
  locked: 'Another dmctl is running.',
  interrupted: 'Interrupted by SIGINT after a complete step: use dmctl resume or dmctl rollback.',
  terminated: 'Interrupted by SIGTERM after a complete step: use dmctl resume or dmctl rollback.',
};

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Returns the exit code of a command that a signal interrupted. */
export const exitOn = (signal: 'SIGINT' | 'SIGTERM'): ExitCode =>
  signal === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;

/** The exit codes of monitoring plugins, which only `dmctl check` uses. */
export const PLUGIN_EXIT = { OK: 0, WARNING: 1, CRITICAL: 2, UNKNOWN: 3 } as const;

export type PluginState = keyof typeof PLUGIN_EXIT;
export type PluginExit = (typeof PLUGIN_EXIT)[PluginState];
