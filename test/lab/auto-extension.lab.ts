import { describe, expect, test } from 'vitest';
import { useGuest } from './guest/use-guest.ts';
import { answerOf, importBusybox } from './scenario.ts';

describe('auto-extension', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['4G'] });
  const write = (megabytes: number): string =>
    `docker run --net=none bb dd if=/dev/zero of=/f bs=1M count=${String(megabytes)} conv=fsync`;
  const size = async (): Promise<number> =>
    Number(await lab.guest.ok('lvs --noheadings --nosuffix --units m -o lv_size docker/thinpool'));

  test('of the documented layout cannot happen, and dmctl says so beforehand', async () => {
    const run = answerOf(await lab.guest.run('dmctl setup direct-lvm /dev/xvdf --json'));
    expect(run.warnings.map(({ code }) => code)).toContain('DM204');
    await importBusybox(lab.guest);
    const before = await size();
    await lab.guest.ok(write(3200));
    const asked = await lab.guest.run('lvextend --use-policies docker/thinpool');
    expect(asked.exitCode).toBe(5);
    expect(asked.stderr).toContain('Insufficient free space');
    expect(await size()).toBe(before);
  });

  test('with --reserve-step happens within a minute of passing the threshold', async () => {
    const run = answerOf(
      await lab.guest.run('dmctl setup direct-lvm /dev/xvdf --reserve-step --json'),
    );
    expect(run.warnings.map(({ code }) => code)).not.toContain('DM204');
    expect(run.data).toMatchObject({ pool: { autoextend: { canExtend: true } } });
    await importBusybox(lab.guest);
    const before = await size();
    await lab.guest.ok(write(Math.ceil(before * 0.85)));
    const atLeast = expect.poll(size, { timeout: 60_000, interval: 1000 });
    await atLeast.toBeGreaterThanOrEqual(before * 1.2);
  });
});
