import { describe, expect, test } from 'vitest';
import { keeper, mustBeUp } from './boots.ts';
import type { Guest } from './guest/guest.ts';
import { useGuest } from './guest/use-guest.ts';
import { answerOf } from './scenario.ts';

const LOCAL = '/etc/lvm/lvmlocal.conf';

/** A line of lvm.conf, what verify makes of it, and what LVM then does by itself. */
interface Setting {
  readonly line: string;
  /** The check that fails or warns; null: verify ends with 0. */
  readonly check: string | null;
  /** Does `lvextend -L+4M` succeed? */
  readonly extends: boolean;
  /** Is the pool active after `lvchange -an` and `lvchange -ay`? */
  readonly activates: boolean;
}

const works = { extends: true, activates: true };
const blind = { extends: false, activates: false };

const SETTINGS: readonly Setting[] = [
  { line: 'activation { checks=1 }', check: null, ...works },
  { line: 'activation { volume_list=["docker"] }', check: null, ...works },
  { line: 'activation { volume_list=["@dmctl"] }', check: null, ...works },
  {
    line: 'activation { volume_list=["other"] }',
    check: 'reboot-volume-list',
    extends: true,
    activates: false,
  },
  { line: 'activation { read_only_volume_list=["other"] }', check: null, ...works },
  {
    line: 'activation { read_only_volume_list=["docker"] }',
    check: 'lvm-may-activate',
    ...blind,
  },
  { line: 'tags { hosttags=1 }', check: 'lvm-may-activate', extends: true, activates: false },
  { line: 'global { activation=0 }', check: 'lvm-may-activate', ...blind },
  { line: 'global { locking_type=4 }', check: 'lvm-may-change', extends: false, activates: true },
  { line: 'global { metadata_read_only=1 }', check: null, ...works },
  { line: 'global { use_lvmlockd=1 }', check: null, ...works },
  {
    line: 'global { thin_check_options=["--nonsense"] }',
    check: 'reboot-thin-check',
    extends: true,
    activates: false,
  },
  {
    line: 'global { thin_check_executable="/bin/false" }',
    check: 'reboot-thin-check',
    extends: true,
    activates: false,
  },
  {
    line: 'global { thin_check_executable="/usr/local/bin/thin_check" }',
    check: null,
    ...works,
  },
  {
    line: 'backup { archive_dir="/mnt/archive" }',
    check: 'lvm-archive',
    extends: false,
    activates: true,
  },
  { line: 'backup { archive=0 backup_dir="/mnt/backup" }', check: 'lvm-backup', ...works },
  { line: 'devices { filter=["a|xvdf|","r|.*|"] }', check: null, ...works },
  { line: 'devices { global_filter=["r|.*|"] }', check: 'pool-exists', ...blind },
  { line: 'devices { pv_min_size=30000000 }', check: 'pool-exists', ...blind },
  { line: 'devices { scan=["/nope"] }', check: 'pool-exists', ...blind },
  { line: 'dmeventd { thin_command="/nope/extend" }', check: 'dmeventd-settings', ...works },
];

const active = async (guest: Guest): Promise<boolean> =>
  (await guest.run('test -e /dev/mapper/docker-thinpool')).exitCode === 0;

/** Checks that are neither ok nor a note, by id. */
async function problems(guest: Guest): Promise<ReadonlyMap<string, string>> {
  const { data } = answerOf(await guest.run('dmctl verify --json'));
  const checks = data['checks'] as readonly { id: string; status: string; found: string }[];
  const bad = checks.filter(({ status }) => status !== 'ok' && status !== 'note');
  return new Map(bad.map(({ id, found }) => [id, found]));
}

/** Docker's pool, with Docker stopped, so that the pool can be deactivated. */
async function poolWithoutDocker(guest: Guest): Promise<void> {
  await guest.ok('dmctl setup direct-lvm /dev/xvdf');
  await guest.ok('systemctl stop docker.service docker.socket');
  await guest.ok('cp /usr/sbin/thin_check /usr/local/bin/thin_check');
  await guest.ok('mount -t tmpfs -o size=16k tmpfs /mnt && (cat /dev/zero > /mnt/full; true)');
}

describe.each(['bookworm', 'bullseye'] as const)('LVM of %s as it is configured', (suite) => {
  const lab = useGuest({ suite, disks: ['4G', '2G'] });

  test('verify says what LVM does with each setting', async ({ task }) => {
    const { guest } = lab;
    await poolWithoutDocker(guest);
    const usual = [...(await problems(guest)).keys()];
    for (const setting of SETTINGS) {
      const { line, check } = setting;
      await guest.writeFile(LOCAL, `${line}\n`);
      const found = [...(await problems(guest)).keys()].filter((id) => !usual.includes(id));
      const extended = await guest.run('lvextend -L+4M docker/thinpool');
      // An extension that fails in the middle leaves the pool suspended, and others would not end.
      await guest.run(`rm ${LOCAL}; dmsetup resume docker-thinpool`);
      await guest.ok('lvchange -an docker/thinpool');
      await guest.writeFile(LOCAL, `${line}\n`);
      await guest.run('lvchange -ay docker/thinpool');
      const activates = await active(guest);
      await guest.ok(`rm ${LOCAL}; lvchange -an docker/thinpool; lvchange -ay docker/thinpool`);
      expect({ line, extends: extended.exitCode === 0, activates }).toEqual({
        line,
        extends: setting.extends,
        activates: setting.activates,
      });
      if (check === null) expect([line, found]).toEqual([line, []]);
      else expect([line, found]).toEqual([line, expect.arrayContaining([check])]);
    }
    await guest.ok('umount /mnt');
    task.meta.cases = SETTINGS.length;
  });

  test('a group with a system ID is foreign only to other hosts', async ({ task }) => {
    task.meta.cases = 2;
    const { guest } = lab;
    await guest.ok('dmctl setup direct-lvm /dev/xvdf');
    await guest.writeFile(LOCAL, 'global { system_id_source="uname" }\n');
    await guest.ok('vgchange -y --systemid "$(uname -n)" docker');
    await guest.ok('systemctl stop docker.service docker.socket; lvchange -an docker/thinpool');
    expect((await problems(guest)).get('volume-health')).toBeUndefined();
    await guest.ok('dmctl activate');
    expect(await active(guest)).toBe(true);

    await guest.ok(`rm ${LOCAL}`);
    expect((await guest.run('lvextend -L+4M docker/thinpool')).exitCode).toBe(5);
    expect((await problems(guest)).get('volume-health')).toMatch(/another host/);
    expect((await guest.run('dmctl resize --size +4M')).exitCode).toBe(20);
    await guest.writeFile(LOCAL, 'global { system_id_source="uname" }\n');
    await guest.ok(`vgchange -y --systemid "" docker; rm ${LOCAL}`);
  });

  test('a setup that LVM would refuse is refused before Docker is stopped', async ({ task }) => {
    const { guest } = lab;
    await guest.ok('systemctl start docker');
    const pid = await guest.ok('cat /run/docker.pid');
    const lines = [
      ['devices { global_filter=["a|ubda|","r|.*|"] }', 'DM029'],
      ['activation { volume_list=["other"] }', 'DM171'],
      ['global { use_lvmlockd=1 }', 'DM178'],
      ['backup { archive_dir="/proc/nope" }', 'DM179'],
    ] as const;
    for (const [line, code] of lines) {
      await guest.writeFile(LOCAL, `${line}\n`);
      const refused = answerOf(await guest.run('dmctl setup direct-lvm /dev/xvdf --json'));
      expect([line, refused.exitCode, refused.error?.code]).toEqual([line, 20, code]);
    }
    await guest.ok(`rm ${LOCAL}`);
    await guest.ok('mount -o bind /etc/docker /etc/docker; mount -o remount,ro,bind /etc/docker');
    const readOnly = answerOf(await guest.run('dmctl setup direct-lvm /dev/xvdf --json'));
    await guest.ok('umount /etc/docker');
    expect([readOnly.exitCode, readOnly.error?.code]).toEqual([20, 'DM028']);
    expect(await guest.ok('cat /run/docker.pid')).toBe(pid);
    await guest.ok('dmctl setup direct-lvm /dev/xvdf');
    task.meta.cases = lines.length + 1;
  });
});

/** Neither is in LVM 2.03.11 of bullseye. */
describe('a devices file, and properties of autoactivation', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['4G', '2G'] });

  test('a devices file without the disk: verify, check and every change say so', async ({
    task,
  }) => {
    task.meta.cases = 1;
    const { guest } = lab;
    await guest.ok('dmctl setup direct-lvm /dev/xvdf');
    await guest.writeFile(LOCAL, 'devices { use_devicesfile=1 }\n');
    await guest.ok('mkdir -p /etc/lvm/devices');
    const other = 'IDTYPE=devname IDNAME=/dev/ubdc DEVNAME=/dev/ubdc PVID=none';
    await guest.writeFile('/etc/lvm/devices/system.devices', `VERSION=1.1.1\n${other}\n`);
    const before = await guest.ok('sha256sum /etc/lvm/devices/system.devices');
    expect((await guest.run('lvextend -L+4M docker/thinpool')).exitCode).toBe(5);

    expect((await problems(guest)).get('lvm-sees-disks')).toMatch(/does not see \/dev\/xvdf/);
    expect((await guest.run('dmctl check')).exitCode).toBe(2);
    for (const change of [
      'resize --size +100M',
      'activate',
      'teardown --confirm docker/thinpool',
    ]) {
      const refused = await guest.run(`dmctl ${change}`);
      expect([change, refused.exitCode]).toEqual([change, 20]);
      expect(refused.stderr).toMatch(/DM176[\s\S]*lvmdevices --adddev \/dev\/xvdf/);
    }
    expect(await guest.ok('sha256sum /etc/lvm/devices/system.devices')).toBe(before);

    await guest.ok('lvm lvmdevices --adddev /dev/xvdf');
    expect((await problems(guest)).get('lvm-sees-disks')).toBeUndefined();
    await guest.ok('dmctl resize --size +100M');
    await guest.ok(`rm -r ${LOCAL} /etc/lvm/devices`);
  });

  test('autoactivation that is off: without the unit nothing comes up, with it Docker does', async ({
    task,
  }) => {
    task.meta.cases = 2;
    const { guest } = lab;
    await guest.ok('dmctl setup direct-lvm /dev/xvdf');
    const hash = await keeper(guest);
    await guest.ok('vgchange --setautoactivation n docker');
    expect([...(await problems(guest)).keys()]).toEqual([]);
    await guest.reboot();
    await mustBeUp(guest, 'the unit activates it', hash);

    await guest.ok('systemctl disable dmctl-activate.service docker.service docker.socket');
    await guest.ok('systemctl stop docker.service docker.socket');
    expect((await problems(guest)).get('reboot-way-up')).toMatch(/autoactivation is disabled/);
    await guest.reboot();
    expect(await active(guest)).toBe(false);
  });
});
