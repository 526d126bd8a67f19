import { describe, expect, test } from 'vitest';
import { die } from './deaths.ts';
import type { Guest } from './guest/guest.ts';
import type { CommandResult } from './guest/running-command.ts';
import { useGuest } from './guest/use-guest.ts';
import { answerOf, picture, withProgram } from './scenario.ts';

const SETUP = 'dmctl setup direct-lvm /dev/xvdf';
const FULL = 'could not be written: ENOSPC: no space left on device';

/** What Node prints of an error that nothing catches: the line of the bundle, a mark, the call stack. */
const SOURCE = /dmctl\.cjs|node:internal|^ *\^+$|^Node\.js v/m;

function mustBe(exitCode: number, result: CommandResult): void {
  expect(result.exitCode, result.stdout + result.stderr).toBe(exitCode);
  expect(result.stdout + result.stderr).not.toMatch(SOURCE);
}

/** The run that history shows last has ended so, and has a log. */
async function mustHaveEnded(guest: Guest, outcome: string): Promise<void> {
  const { data } = answerOf(await guest.run('dmctl history --json'));
  const runs = data['runs'] as readonly { outcome: string; log: string | null }[];
  expect(runs.at(-1)?.outcome).toBe(outcome);
  await guest.ok(`test -s ${String(runs.at(-1)?.log)}`);
}

const driver = (guest: Guest): Promise<string> => guest.ok("docker info -f '{{.Driver}}'");

describe('a run whose output is lost', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['4G'] });

  test('comes to its end while standard error is full: setup, and teardown', async () => {
    const { guest } = lab;
    await guest.ok('systemctl start docker');
    const before = await picture(guest);
    const set = await guest.run(`${SETUP} 2>/dev/full`);
    mustBe(0, set);
    expect(set.stdout).toMatch(/^Done\./);
    expect(set.stdout).toContain(`error DM009: standard error ${FULL}; dmctl history`);
    await mustHaveEnded(guest, 'done');
    expect(await driver(guest)).toBe('devicemapper\n');
    expect((await guest.run('dmctl verify')).exitCode).toBe(0);

    const down = await guest.run('dmctl teardown --confirm docker/thinpool --yes 2>/dev/full');
    mustBe(0, down);
    expect(down.stdout).toContain(`error DM009: standard error ${FULL}; dmctl history`);
    await mustHaveEnded(guest, 'done');
    expect(await picture(guest)).toBe(before);
  });

  test("comes to its end while standard error's disk fills up in its middle", async () => {
    const { guest } = lab;
    await guest.ok('mkdir /run/small && mount -t tmpfs -o size=8k none /run/small');
    await guest.ok('head -c 7200 /dev/zero | tr "\\0" x >/run/small/log');
    const set = await guest.run(`${SETUP} 2>>/run/small/log`);
    const log = await guest.readFile('/run/small/log');
    await guest.ok('umount /run/small && rmdir /run/small');
    mustBe(0, set);
    expect(set.stdout).toContain(`error DM009: standard error ${FULL}; dmctl history`);
    expect(log).toContain('Create a physical volume on /dev/xvdf');
    expect(log).not.toContain('Start Docker on the pool');
    expect(log.length).toBe(8192);
    await mustHaveEnded(guest, 'done');
    expect(await driver(guest)).toBe('devicemapper\n');
  });

  test('comes to its end and exits with 74 if its answer is lost; SIGUSR1 meanwhile opens nothing', async () => {
    const { guest } = lab;
    const slow = '#!/bin/sh\n: >/run/begun; until [ -e /run/go ]; do sleep 0.1; done\n';
    const { set, listening } = await withProgram(
      guest,
      'vgcreate',
      `${slow}exec /sbin/lvm vgcreate "$@"\n`,
      async () => {
        const running = guest.start(`exec ${SETUP} --json >/dev/full`);
        await guest.ok('until [ -e /run/begun ]; do sleep 0.1; done');
        running.kill('SIGUSR1');
        // As long as Node takes many times over.
        await guest.ok('sleep 2');
        const ports = await guest.ok('cat /proc/net/tcp /proc/net/tcp6');
        await guest.ok('touch /run/go');
        return { set: await running.wait(), listening: ports };
      },
    );
    await guest.ok('rm -f /run/begun /run/go');
    // 9229 is 240D.
    expect(listening).toMatch(/local_address/);
    expect(listening).not.toMatch(/:240D /);
    mustBe(74, set);
    expect(set.stderr).toMatch(/^error DM009: standard output .*; dmctl history .*\n$/);
    await mustHaveEnded(guest, 'done');
    expect(await driver(guest)).toBe('devicemapper\n');
    const again = answerOf(await guest.run(`${SETUP} --json`));
    expect(again).toMatchObject({ ok: true, changed: false });
  });

  test('is rolled back, or fails and is undone, though standard error is full', async () => {
    const { guest } = lab;
    await guest.ok('systemctl start docker');
    const before = await picture(guest);
    await die(guest, SETUP, 'after-effect:move-data-root');
    const back = await guest.run('dmctl rollback --yes 2>/dev/full');
    mustBe(0, back);
    await mustHaveEnded(guest, 'put-back');
    expect(await picture(guest)).toBe(before);

    await guest.ok('chattr +i /etc/docker/daemon.json');
    const failed = await guest.run(`${SETUP} 2>/dev/full`);
    await guest.ok('chattr -i /etc/docker/daemon.json');
    mustBe(30, failed);
    expect(failed.stdout).toMatch(/^error DM009: standard error .*; dmctl history .*\n$/);
    await mustHaveEnded(guest, 'put-back');
    expect(await picture(guest)).toBe(before);
    await guest.ok('systemctl is-active docker');
  });

  test('comes to its end though its terminal is gone, and exits with 0', async () => {
    const { guest } = lab;
    await guest.ok('systemctl start docker');
    const slow = `#!/bin/sh
case "$*" in stop*) : >/run/begun; until [ -e /run/go ]; do sleep 0.1; done ;; esac
exec systemctl.real "$@"
`;
    await withProgram(guest, 'systemctl', slow, async () => {
      // The shell outlives the terminal, to see how dmctl ends.
      const command = `trap '' HUP; ${SETUP}; echo $? >/run/status`;
      const terminal = guest.start(`exec script -qc "${command.replace('$', '\\$')}" /dev/null`);
      await guest.ok('until [ -e /run/begun ]; do sleep 0.1; done');
      terminal.kill('SIGKILL');
      await terminal.wait();
      const { pid } = JSON.parse(await guest.readFile('/run/dmctl.lock')) as {
        readonly pid: number;
      };
      await guest.ok(`kill -HUP ${String(pid)}`);
      await guest.ok('touch /run/go; until [ -s /run/status ]; do sleep 0.1; done');
    });
    expect(await guest.ok('cat /run/status; rm -f /run/status /run/begun /run/go')).toBe('0\n');
    await mustHaveEnded(guest, 'done');
    expect(await driver(guest)).toBe('devicemapper\n');
  });
});
