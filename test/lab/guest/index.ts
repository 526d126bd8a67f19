export type { Disks } from './disks.ts';
export { Guest, type GuestOptions, type RunOptions, type StartOptions } from './guest.ts';
export { DAEMON_JSON } from './guest-files.ts';
export { LabError } from './lab-error.ts';
export { SUITES, type Suite } from './recipe.ts';
export type { CommandResult, RunningCommand } from './running-command.ts';
export { useGuest, type Lab } from './use-guest.ts';
