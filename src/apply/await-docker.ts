import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from '../model/command.ts';
import { HostError, type Host } from '../model/host.ts';
import { DOCKER_SOCKET, DOCKERD } from '../observe/docker/dockerd.ts';

const STEP_MS = 500;
/** systemd's unit has no limit; a dockerd that sets up a slow disk takes half a minute. */
const LONGEST_MS = 300_000;
/** Observations without a dockerd before giving up: the init script has only just forked it. */
const GONE = 4;

/** An init script returns before dockerd is up; systemctl(1) does not. */
export const returnsEarly = ({ program, args }: Command): boolean =>
  program === 'service' && args.join(' ') === 'docker start';

/** Waits until dockerd answers or is gone. The next look decides what happened. */
export async function awaitDocker(host: Host): Promise<void> {
  const end = performance.now() + LONGEST_MS;
  let missed = 0;
  for (let left = LONGEST_MS; left > 0 && missed < GONE; left = end - performance.now()) {
    if (await answers(host, left)) return;
    missed = (await DOCKERD.pid(host)) === null ? missed + 1 : 0;
    await pause(STEP_MS);
  }
}

async function answers(host: Host, limitMs: number): Promise<boolean> {
  try {
    return (await host.getFromSocket(DOCKER_SOCKET, '/info', limitMs)) !== null;
  } catch (error) {
    if (error instanceof HostError) return false;
    throw error;
  }
}
