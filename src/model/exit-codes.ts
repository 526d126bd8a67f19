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
  locked: 75,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What a command exits with that a signal has ended. */
export const exitOn = (signal: 'SIGINT' | 'SIGTERM'): ExitCode =>
  signal === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;

/** What a monitoring plugin exits with; `dmctl check` alone does. */
export const PLUGIN_EXIT = { OK: 0, WARNING: 1, CRITICAL: 2, UNKNOWN: 3 } as const;

export type PluginState = keyof typeof PLUGIN_EXIT;
export type PluginExit = (typeof PLUGIN_EXIT)[PluginState];
