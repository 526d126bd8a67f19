import { describe, expect, test } from 'vitest';
import { useGuest } from './guest/use-guest.ts';
import { answerOf, importBusybox, picture } from './scenario.ts';

describe('cleanup', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['10G'] });

  test('removes docker.bk of a verified setup, after asking, and history tells of it all', async () => {
    const { guest } = lab;
    await guest.ok('systemctl start docker && docker volume create old');
    await guest.ok('dmctl setup direct-lvm /dev/xvdf --move-data-root');
    const before = await picture(guest);

    const shown = answerOf(await guest.run('dmctl cleanup --dry-run --json'));
    expect(shown.data['freesBytes']).toBeGreaterThan(4096);
    const unasked = await guest.run('dmctl cleanup');
    expect([unasked.exitCode, unasked.stderr]).toEqual([21, expect.stringContaining('DM072')]);
    const asked = guest.start('dmctl cleanup', { terminal: { rows: 30, columns: 100 } });
    await asked.waitForOutput(/1 volume.*\[y\/N\]/s);
    asked.write('n\r');
    expect((await asked.wait()).exitCode).toBe(21);
    expect(await picture(guest)).toBe(before);

    await guest.ok('systemctl stop docker docker.socket');
    const unwell = await guest.run('dmctl cleanup --yes');
    expect([unwell.exitCode, unwell.stderr]).toEqual([20, expect.stringContaining('DM073')]);
    await guest.ok('systemctl start docker');

    const yes = guest.start('dmctl cleanup', { terminal: { rows: 30, columns: 100 } });
    await yes.waitForOutput(/\[y\/N\]/);
    yes.write('y\r');
    const done = await yes.wait();
    expect(done.exitCode, done.stdout).toBe(0);
    expect((await guest.run('test -e /var/lib/docker.bk')).exitCode).toBe(1);
    expect((await guest.run('dmctl verify')).exitCode).toBe(0);
    const again = answerOf(await guest.run('dmctl cleanup --json'));
    expect(again).toMatchObject({ ok: true, changed: false, exitCode: 0 });

    const told = await guest.ok('dmctl history');
    expect(told).toMatch(
      /done +setup direct-lvm \/dev\/xvdf +by root\n.*\/var\/log\/dmctl\/\w+\.log/,
    );
    expect(told).toMatch(/done +cleanup +by root/);
    const run = /^\w+/.exec(told)?.[0] ?? '';
    const back = await guest.run(`dmctl rollback ${run}`);
    expect(back.exitCode).toBe(20);
    expect(back.stderr).toContain('dmctl teardown --confirm docker/thinpool');
  });

  test('leaves alone what is not the folder that the setup moved', async () => {
    const { guest } = lab;
    await guest.ok('systemctl start docker && dmctl setup direct-lvm /dev/xvdf');
    await importBusybox(guest);
    await guest.ok('mv /var/lib/docker.bk /srv/bk && ln -s /srv/bk /var/lib/docker.bk');
    const linked = await guest.run('dmctl cleanup --yes');
    expect([linked.exitCode, linked.stderr]).toEqual([20, expect.stringContaining('DM070')]);
    await guest.ok('rm /var/lib/docker.bk && mkdir -p /var/lib/docker.bk/mine');
    const other = await guest.run('dmctl cleanup --yes');
    expect([other.exitCode, other.stderr]).toEqual([20, expect.stringContaining('DM070')]);
    await guest.ok('rm -r /var/lib/docker.bk && mv /srv/bk /var/lib/docker.bk');
    await guest.ok('mkdir -p /var/lib/docker.bk/m && mount -t tmpfs none /var/lib/docker.bk/m');
    const mounted = await guest.run('dmctl cleanup --yes');
    expect([mounted.exitCode, mounted.stderr]).toEqual([20, expect.stringContaining('DM045')]);
    await guest.ok('umount /var/lib/docker.bk/m && test -d /srv -a -d /var/lib/docker.bk/m');
  });
});
