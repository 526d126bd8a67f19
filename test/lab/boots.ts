import { expect } from 'vitest';
import type { Guest } from './guest/guest.ts';
import { importBusybox } from './scenario.ts';

/** How a machine comes to boot once more. */
export type Boot = 'reboot' | 'power cut';

/** A line of lvm.conf that limits what LVM activates by itself at boot; null: nothing does. */
export type Limit =
  null | 'global/event_activation = 0' | 'activation/auto_activation_volume_list = []';

export const NO_EVENTS: Limit = 'global/event_activation = 0';
export const EMPTY_LIST: Limit = 'activation/auto_activation_volume_list = []';

/** lvm.conf as the package has it, and this line. */
export async function limit(guest: Guest, line: Limit): Promise<void> {
  const conf = '/etc/lvm/lvm.conf';
  await guest.ok(`test -e ${conf}.dist || cp ${conf} ${conf}.dist; cp ${conf}.dist ${conf}`);
  if (line !== null) await guest.ok(`echo '${line}' >> ${conf}`);
  await guest.ok('sync');
}

/** Docker at every boot, and a container that comes back with it. @returns hash of what it wrote */
export async function keeper(guest: Guest): Promise<string> {
  await importBusybox(guest);
  const work = '[ -e /data ] || dd if=/dev/urandom of=/data bs=1M count=4; sync; sleep 1000000';
  await guest.ok([
    'docker',
    'run',
    '-d',
    '--name=keeper',
    '--restart=always',
    // sh minds no SIGTERM as the first process, and Docker would wait ten seconds at each shutdown.
    '--stop-signal=KILL',
    '--net=none',
    'bb',
    'sh',
    '-c',
    work,
  ]);
  await guest.ok('until docker exec keeper sh -c "[ -e /data ]"; do :; done');
  await guest.ok('systemctl enable docker.service docker.socket');
  const hash = await hashOfKeeper(guest);
  await guest.ok('sync');
  return hash;
}

async function hashOfKeeper(guest: Guest): Promise<string> {
  const up = 'docker inspect -f "{{.State.Running}}" keeper | grep -q true';
  await guest.ok(`timeout 150 sh -c 'until ${up}; do sleep 1; done'`);
  return (await guest.ok('docker exec keeper cat /data | sha256sum')).trim();
}

/** Boots it once more. */
export async function bootAgain(guest: Guest, how: Boot): Promise<void> {
  if (how === 'reboot') return guest.reboot();
  await guest.powerCut();
  await guest.boot();
}

/** What the unit said at this boot. */
export const journalOfUnit = (guest: Guest): Promise<string> =>
  guest.ok('journalctl -b --no-pager -o cat -u dmctl-activate.service');

/** Pool active and watched, Docker up on it at its first try, the container back with its data. */
export async function mustBeUpAgain(guest: Guest, what: string, hash: string): Promise<void> {
  await mustBeUp(guest, what, hash);
  const tries = await guest.ok('journalctl -b --no-pager -u docker.service -o cat');
  expect(tries, what).not.toContain('Non existing device');
}

/** The same, however often Docker was started in vain before. */
export async function mustBeUp(guest: Guest, what: string, hash: string): Promise<void> {
  await guest.ok('timeout 150 sh -c "until docker info >/dev/null 2>&1; do sleep 1; done"');
  const journal = await journalOfUnit(guest);
  expect(await guest.ok('systemctl is-active dmctl-activate.service'), `${what}\n${journal}`).toBe(
    'active\n',
  );
  const pool = await guest.ok('lvs --noheadings -o lv_active,seg_monitor docker/thinpool');
  expect(pool.trim().split(/\s+/), what).toEqual(['active', 'monitored']);
  const driver = await guest.ok("docker info --format '{{.Driver}} {{json .DriverStatus}}'");
  expect(driver, what).toMatch(/^devicemapper .*"docker-thinpool"/);
  expect(await hashOfKeeper(guest), what).toBe(hash);
}
