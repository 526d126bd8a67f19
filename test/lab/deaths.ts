import { expect } from 'vitest';
import type { Guest } from './guest/guest.ts';
import { importBusybox, picture } from './scenario.ts';

/** The moments of a step at which DMCTL_FAILPOINT kills dmctl, in their order. */
export const MOMENTS = ['before-intent', 'after-intent', 'after-effect', 'after-result'] as const;

const DISK_STEPS = [
  'profile',
  'pvcreate-xvdf',
  'vgcreate',
  'lvcreate-data',
  'lvcreate-metadata',
  'unit',
  'unit-directory',
  'enable-unit',
  'lvconvert',
  'lvchange-profile',
] as const;

/** Those that a setup on loop-lvm has as well. */
export const DOCKER_STEPS = [
  'stop-docker',
  'move-data-root',
  'make-data-root',
  'daemon-json',
  'start-docker',
] as const;

/** The steps of setup direct-lvm that change something on a Debian host whose Docker has an image. */
export const STEPS = [...DISK_STEPS, ...DOCKER_STEPS] as const;

export const SETUP = 'dmctl setup direct-lvm /dev/xvdf --move-data-root';

/** Docker with an image on the driver it chooses by itself. */
export async function startDocker(guest: Guest): Promise<void> {
  await guest.ok('systemctl start docker');
  await importBusybox(guest);
}

/** Only guards against hangs: a migration takes minutes on a busy machine. */
const LIMIT_MS = 600_000;

/** Runs a command that kills itself at MOMENT:STEP. */
export async function die(guest: Guest, command: string, failpoint: string): Promise<void> {
  const env = { DMCTL_FAILPOINT: failpoint };
  const killed = await guest.run(command, { env, timeoutMs: LIMIT_MS });
  expect(killed.signal, `${failpoint}\n${killed.stdout}${killed.stderr}`).toBe('SIGKILL');
}

/** The same, and the power is gone right after it and comes back. */
export async function loseThePower(
  guest: Guest,
  command: string,
  failpoint: string,
): Promise<void> {
  await die(guest, command, failpoint);
  await guest.powerCut();
  await guest.boot();
}

/** Runs a command that has to come to its end. */
export async function succeed(guest: Guest, command: string, after: string): Promise<void> {
  const done = await guest.run(command, { timeoutMs: LIMIT_MS });
  expect(done.exitCode, `${after}\n${done.stdout}${done.stderr}`).toBe(0);
}

/**
 * The picture without what differs from one setup to the next: UUIDs and the unit that names one,
 * inodes, hashes, Docker's key.
 */
export async function shape(guest: Guest): Promise<string> {
  return (await picture(guest))
    .replace(/\w{6}(-\w{4}){5}-\w{6}/g, 'UUID')
    .replace(/^(\/var\/lib\/docker\S*) \d+/gm, '$1 INODE')
    .replace(
      /^\w{64}( {2}-| {2}\/etc\/(?:docker\/key\.json|systemd\/system\/dmctl-activate\.service))$/gm,
      'HASH$1',
    );
}
