import { describe, expect, test } from 'vitest';
import { CONFIG, LIMIT, picture, plugin, SETUP, startContainerd } from './containerd-scenario.ts';
import type { Guest } from './guest/guest.ts';
import { useGuest } from './guest/use-guest.ts';

const SECTION = `version = 2
[plugins."io.containerd.snapshotter.v1.devmapper"]
  pool_name = "other-pool"
  base_image_size = "512MB"
`;
const UNIT = '/etc/systemd/system/containerd.service.d/mode.conf';
const RELOAD = 'systemctl daemon-reload && systemctl restart containerd';

/** What the host is like, what is asked of it, and how that is refused. */
const REFUSED: readonly (readonly [string, string, string, number, string])[] = [
  ['of 1.6 and ext2', 'true', '--fs ext2', 20, 'DM285'],
  ['of 1.6 and the keys of CRI', 'true', '--cri', 20, 'DM285'],
  ['and the data root of Docker', 'true', '--move-data-root', 2, 'DM002'],
  ['and an option of Docker', 'true', '--storage-opt dm.fs=xfs', 2, 'DM002'],
  ['and room for Docker', 'true', '--min-free-space 10', 2, 'DM002'],
  ['that is stopped', 'systemctl stop containerd', '', 20, 'DM282'],
  [
    'whose containers end with it',
    `mkdir -p $(dirname ${UNIT}); printf '[Service]\\nKillMode=mixed\\n' >${UNIT}; ${RELOAD}`,
    '',
    20,
    'DM281',
  ],
  [
    'with a section of somebody else',
    `rm -r $(dirname ${UNIT}); printf '%s' '${SECTION}' >${CONFIG}; ${RELOAD}`,
    '',
    20,
    'DM283',
  ],
  [
    'with a section without a pool',
    `sed -i /pool_name/d ${CONFIG}; systemctl restart containerd`,
    '',
    20,
    'DM287',
  ],
  ['with a file that is no TOML', `echo '[broken' >>${CONFIG}`, '', 20, 'DM007'],
];

/** A pool that somebody made, and told containerd of. */
async function poolOfOthers(guest: Guest): Promise<void> {
  await guest.ok(
    'pvcreate -q /dev/xvdg && vgcreate -q other /dev/xvdg && ' +
      'lvcreate -q -y --type thin-pool -L 3G -c 64K --poolmetadatasize 16M --zero n -n pool other',
  );
  await guest.writeFile(CONFIG, SECTION);
  await startContainerd(guest);
  expect(await plugin(guest)).toBe('ok');
}

describe('setup direct-lvm --engine containerd', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['6G', '6G'] });

  test('is refused with the reason where it cannot work, and changes nothing', async ({ task }) => {
    const { guest } = lab;
    await startContainerd(guest);
    for (const [what, first, flags, exitCode, code] of REFUSED) {
      await guest.ok(first);
      const before = await picture(guest);
      const refused = await guest.run(`${SETUP} ${flags}`);
      const said = `${what}\n${refused.stdout}${refused.stderr}`;
      expect([refused.exitCode, refused.stderr.slice(0, 11)], said).toEqual([
        exitCode,
        `error ${code}`,
      ]);
      expect(await picture(guest), what).toBe(before);
    }
    task.meta.cases = REFUSED.length;
  });

  test('as a script run by hand gives the same, and the teardown of a setup as a script takes it back', async () => {
    const { guest } = lab;
    await startContainerd(guest);
    const before = await picture(guest);
    await guest.ok(`${SETUP} --dry-run --script >/root/up.sh`);
    await guest.ok('bash /root/up.sh', LIMIT);
    expect(await plugin(guest)).toBe('ok');
    const verified = await guest.run('dmctl verify');
    expect(verified.exitCode, verified.stdout).toBe(0);
    const again = await guest.run(SETUP);
    expect([again.exitCode, again.stdout]).toEqual([0, expect.stringContaining('Nothing')]);
    expect((await guest.run('dmctl teardown --confirm containerd/thinpool')).stderr).toMatch(
      /^error DM070/,
    );
    await guest.reset();

    await startContainerd(guest);
    await guest.ok(SETUP, LIMIT);
    await guest.ok('dmctl teardown --dry-run --script >/root/down.sh');
    await guest.ok('bash /root/down.sh', LIMIT);
    expect(await picture(guest)).toBe(before);
  });

  test('on a host with a pool of others: adopt keeps it, activate finds it active, teardown leaves it alone', async () => {
    const { guest } = lab;
    await poolOfOthers(guest);
    const adopted = await guest.run('dmctl adopt', LIMIT);
    expect(adopted.exitCode, adopted.stdout + adopted.stderr).toBe(0);
    expect(await guest.readFile(CONFIG)).toBe(SECTION);
    const verified = await guest.run('dmctl verify');
    expect(verified.exitCode, verified.stdout).toBe(0);
    await guest.ok('systemctl stop containerd && lvchange -an other/pool');
    const active = await guest.run('dmctl activate --engine containerd');
    expect(active.exitCode, active.stdout + active.stderr).toBe(0);
    await startContainerd(guest);
    expect(await plugin(guest)).toBe('ok');
    const refused = await guest.run('dmctl teardown --confirm other/pool');
    expect([refused.exitCode, refused.stderr]).toEqual([20, expect.stringMatching(/^error DM070/)]);
    expect(await guest.ok('dmctl logs')).toMatch(
      / containerd +initializing pool device "other-pool"/,
    );
  });
});
