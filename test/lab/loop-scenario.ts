import { expect } from 'vitest';
import type { Guest } from './guest/guest.ts';
import { importBusybox } from './scenario.ts';

/** Docker on loop files, as its documentation sets them up. */
export async function startOnLoopFiles(guest: Guest, dataRoot = '/var/lib/docker'): Promise<void> {
  const settings = {
    'storage-driver': 'devicemapper',
    'data-root': dataRoot,
    iptables: false,
    bridge: 'none',
  };
  await guest.writeFile('/etc/docker/daemon.json', JSON.stringify(settings));
  await guest.ok('systemctl start docker');
  await importBusybox(guest);
}

/** A container that keeps a file, and writes numbers and reads each one back. */
const WRITER = `dd if=/dev/urandom of=/kept bs=1M count=4 2>/dev/null; sync; i=0
  while :; do i=$((i+1)); echo $i >/n; sync; [ "$(cat /n)" = $i ] || echo $i >>/bad; done`;

export async function startWriter(guest: Guest): Promise<() => Promise<void>> {
  await guest.ok([
    'docker',
    'run',
    '-d',
    '--name',
    'writer',
    '--net=none',
    'bb',
    'sh',
    '-c',
    WRITER,
  ]);
  await guest.ok('until docker exec writer cat /n >/dev/null 2>&1; do :; done');
  const kept = await guest.ok('docker exec writer cat /kept | sha256sum');
  return async () => {
    const before = Number(await guest.ok('docker exec writer cat /n'));
    await guest.ok(`until [ "$(docker exec writer cat /n)" -gt ${String(before)} ]; do :; done`);
    expect(await guest.ok('docker exec writer cat /kept | sha256sum')).toBe(kept);
    expect(await guest.ok('docker exec writer sh -c "cat /bad 2>/dev/null || true"')).toBe('');
  };
}

/** Device-mapper name of the one pool there is. */
export const poolName = async (guest: Guest): Promise<string> =>
  (await guest.ok('dmsetup ls --target thin-pool | cut -f1')).trim();

/** dmctl verify finds nothing wrong. */
export async function mustBeSound(guest: Guest): Promise<void> {
  const verified = await guest.run('dmctl verify');
  expect(verified.exitCode, verified.stdout).toBe(0);
}
