import { beforeEach, describe, expect, test } from 'vitest';
import type { Guest } from './guest/guest.ts';
import { useGuest } from './guest/use-guest.ts';
import { RELEASES } from './releases.ts';
import { bytesOf, picture } from './scenario.ts';

const CHANGES = [
  'dmctl setup direct-lvm /dev/xvdf',
  'dmctl resize --size +100M',
  'dmctl resize --add /dev/xvdh',
  'dmctl activate',
  'dmctl adopt',
  'dmctl teardown --confirm docker/thinpool',
];

/** LVM remembers which disks are physical volumes (lvm.conf(5), devices/hints). */
const FORGET = 'rm -f /run/lvm/hints';

const HIDE_XVDF = `--config 'devices{filter=["a|xvdg|","r|.*|"]}'`;

/** The first 4 MiB hold the label and the metadata, as a clone or a snapshot of the disk has them. */
const COPY = 'dd if=/dev/xvdf of=/dev/xvdg bs=1M count=4 conv=notrunc,fsync';

/** Another host's group of the same name, with a volume of the same name. */
const NAMESAKE =
  `pvcreate -q ${HIDE_XVDF} /dev/xvdg && mv /dev/docker /dev/aside && ` +
  `vgcreate -q ${HIDE_XVDF} docker /dev/xvdg && ` +
  `lvcreate -q ${HIDE_XVDF} -an -Zn -L 300M -n thinpool docker; ` +
  'rm -rf /dev/docker; mv /dev/aside /dev/docker';

/** dmctl refuses each of these as LVM would, before anything is done, and touches no disk. */
async function mustRefuseAll(guest: Guest): Promise<void> {
  const before = await picture(guest);
  const stranger = await bytesOf(guest, 'xvdg');
  for (const command of CHANGES) {
    const refused = await guest.run(`${command} -y`);
    const said = `${command}: ${refused.stdout}${refused.stderr}`;
    expect(refused.exitCode, said).toBe(20);
    expect(refused.stderr, said).toContain('DM119');
  }
  expect(await picture(guest)).toEqual(before);
  expect(await bytesOf(guest, 'xvdg')).toBe(stranger);
}

/** verify, check and status say it. */
async function mustWarn(guest: Guest, words: RegExp): Promise<void> {
  const verified = await guest.run('dmctl verify');
  expect(verified.stdout).toMatch(words);
  expect(verified.exitCode, verified.stdout).toBe(11);
  const checked = await guest.run('dmctl check');
  expect(checked.stdout).toMatch(words);
  expect(checked.exitCode, checked.stdout).toBe(2);
  expect((await guest.run('dmctl status')).stdout).toMatch(words);
}

/** LVM itself agrees: it changes nothing. */
async function lvmMustRefuse(guest: Guest): Promise<void> {
  expect((await guest.run('lvextend -q -l +1 docker/thinpool')).exitCode).toBe(5);
}

describe.each(RELEASES)('on %s a pool', (suite) => {
  const lab = useGuest({ suite, disks: ['4G', '4G', '2G'] });

  beforeEach(async () => {
    await lab.guest.ok('dmctl setup direct-lvm /dev/xvdf');
  });

  test.each([
    ['with LVM’s hints as they were', 'true'],
    ['with LVM’s hints made anew', FORGET],
  ])('one disk of which is there twice is changed by nothing, %s', async (_, hints) => {
    const { guest } = lab;
    await guest.ok(`${COPY} && ${hints}`);

    await mustWarn(guest, /\/dev\/xvdg carries a copy of a disk of the pool/);
    await mustRefuseAll(guest);
    // With its hints as they were LVM does not look at the copy, and goes on as if there were none.
    if (hints === FORGET) await lvmMustRefuse(guest);

    await guest.ok(`wipefs -qa /dev/xvdg && ${FORGET}`);
    expect((await guest.run('dmctl verify')).exitCode).toBe(0);
    await guest.ok('dmctl resize --size +4M');
  });

  test('beside another group of its name is changed by nothing, and its own figures are shown', async () => {
    const { guest } = lab;
    const before = await guest.ok('dmctl status --json');
    await guest.ok(`${NAMESAKE}; ${FORGET}`);

    await mustWarn(guest, /two volume groups are named docker/);
    await mustRefuseAll(guest);
    await lvmMustRefuse(guest);
    const { data } = JSON.parse(await guest.ok('dmctl status --json')) as {
      data: { pool: object };
    };
    expect(data.pool).toEqual((JSON.parse(before) as { data: { pool: object } }).data.pool);
  });

  test('that is inactive beside another group of its name is not activated, and neither is the other', async () => {
    const { guest } = lab;
    await guest.ok('systemctl stop docker.service docker.socket; lvchange -an docker/thinpool');
    await guest.ok(`mkdir -p /dev/docker; ${NAMESAKE}; ${FORGET}`);

    const refused = await guest.run('dmctl activate -y');
    expect(refused.exitCode, refused.stderr).toBe(20);
    expect(refused.stderr).toContain('there are two volume groups named docker');
    expect((await guest.run('dmctl verify')).exitCode).toBe(11);
    expect(await guest.ok('dmsetup ls')).not.toContain('thinpool');
  });

  test('is read beside a disk whose metadata is damaged, and the disk is named', async () => {
    const { guest } = lab;
    await guest.ok(
      'pvcreate -q /dev/xvdg && vgcreate -q other /dev/xvdg && ' +
        `dd if=/dev/urandom of=/dev/xvdg bs=512 seek=9 count=4 conv=notrunc,fsync && ${FORGET}`,
    );

    const verified = await guest.run('dmctl verify');
    expect(verified.exitCode, verified.stdout).toBe(0);
    expect(verified.stdout).toMatch(/note +LVM cannot read its metadata on \/dev\/xvdg/);
    expect((await guest.run('dmctl check')).exitCode).toBe(0);
    await guest.ok('dmctl resize --size +4M');
  });
});
