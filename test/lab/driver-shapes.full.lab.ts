import { describe, expect, test } from 'vitest';
import type { Guest } from './guest/guest.ts';
import { useGuest } from './guest/use-guest.ts';
import { RELEASES } from './releases.ts';
import { answerOf, importBusybox, type Answer } from './scenario.ts';

interface Check {
  readonly id: string;
  readonly status: string;
  readonly found: string;
}

/** Exit code of verify, and its checks by id. */
async function verified(guest: Guest): Promise<readonly [number, ReadonlyMap<string, Check>]> {
  const { data, exitCode } = answerOf(await guest.run('dmctl verify --json'));
  const checks = data['checks'] as readonly Check[];
  return [exitCode, new Map(checks.map((check) => [check.id, check]))];
}

/** Configures the driver with these options; Docker is stopped. */
async function configure(guest: Guest, ...options: readonly string[]): Promise<void> {
  await guest.ok('systemctl stop docker.service docker.socket');
  const keys = { iptables: false, bridge: 'none', 'storage-driver': 'devicemapper' };
  const text = JSON.stringify({ ...keys, 'storage-opts': options });
  await guest.writeFile('/etc/docker/daemon.json', text);
}

const starts = async (guest: Guest): Promise<boolean> => {
  await guest.run('systemctl reset-failed docker.service');
  return (await guest.run('systemctl start docker.service')).exitCode === 0;
};

const notice = (answer: Answer, code: string) =>
  answer.warnings.find((one) => one.code === code) as
    { readonly message: string; readonly why: string; readonly fix: string } | undefined;

describe.each(RELEASES)('a pool of another shape on %s', (suite) => {
  const lab = useGuest({ suite, disks: ['4G', '2G'] });

  test('that Docker makes from dm.datadev is named, running and stopped, and left alone', async () => {
    const { guest } = lab;
    await guest.ok(
      'pvcreate -q /dev/xvdf && vgcreate -q rhel /dev/xvdf && ' +
        'lvcreate -qy -L 2G -n data rhel && lvcreate -qy -L 100M -n meta rhel',
    );
    await configure(guest, 'dm.datadev=/dev/rhel/data', 'dm.metadatadev=/dev/rhel/meta');
    const [, stopped] = await verified(guest);
    expect(stopped.get('pool-exists')?.found).toMatch(
      /will create the pool from dm\.datadev=\/dev\/rhel\/data and dm\.metadatadev=/,
    );
    expect(stopped.get('daemon-json-pool')?.status).toBe('warning');
    for (const command of ['adopt', 'activate', 'resize --size +100M']) {
      const refused = await guest.run(`dmctl ${command}`);
      expect([command, refused.exitCode]).toEqual([command, 20]);
      expect(refused.stderr).toMatch(/DM110: Docker creates its pool itself/);
    }
    expect(await starts(guest)).toBe(true);
    await importBusybox(guest);
    const [exitCode, running] = await verified(guest);
    expect(exitCode).toBe(11);
    expect(running.get('daemon-json-pool')?.found).toMatch(/from dm\.datadev=/);
    const loop = await guest.run('dmctl setup loop-lvm');
    expect(loop.exitCode).toBe(20);
    expect(loop.stderr).not.toContain('teardown');
    expect(await guest.ok('docker run --net=none --rm bb echo it-runs')).toContain('it-runs');
  });

  test('whose device LVM names -tpool is told by the name that Docker needs', async () => {
    const { guest } = lab;
    await guest.ok(
      'pvcreate -q /dev/xvdf && vgcreate -q docker /dev/xvdf && ' +
        'lvcreate -qy --type thin-pool -L 1G -c 512K -Zn -n thinpool docker',
    );
    await configure(guest, 'dm.thinpooldev=/dev/mapper/docker-thinpool-tpool');
    expect(await starts(guest)).toBe(false);
    const [, failing] = await verified(guest);
    expect(failing.get('daemon-json-pool')).toMatchObject({ status: 'failed' });
    expect(failing.get('pool-active')?.found).toMatch(/though LVM has docker\/thinpool active/);
    const status = answerOf(await guest.run('dmctl status --json')).data;
    expect((status['problems'] as readonly Check[])[0]?.id).not.toBe('docker-running');
    await configure(guest, 'dm.thinpooldev=/dev/mapper/docker-thinpool');
    expect(await starts(guest)).toBe(true);

    // Docker's pool is empty again, and then LVM uses it, once.
    await guest.ok(
      'systemctl stop docker.service docker.socket; rm -rf /var/lib/docker; lvremove -qy docker && ' +
        'lvcreate -qy --type thin-pool -L 1G -c 512K -Zn -n thinpool docker && ' +
        'lvcreate -qy -V 100M --thinpool docker/thinpool -n other && lvremove -qy docker/other',
    );
    const named = await guest.ok('dmsetup ls --target thin-pool');
    for (const name of ['docker-thinpool', 'docker-thinpool-tpool']) {
      await configure(guest, `dm.thinpooldev=/dev/mapper/${name}`);
      const [, checks] = await verified(guest);
      const isRight = named.startsWith(`${name}\t`);
      expect([name, checks.get('daemon-json-pool')?.status]).toEqual([
        ...[name, isRight ? 'ok' : 'failed'],
      ]);
    }
  });

  test('in a shared group: resize and adopt say what the pool takes from the others', async () => {
    const { guest } = lab;
    await guest.ok(
      'pvcreate -q /dev/xvdf && vgcreate -q rhel /dev/xvdf && lvcreate -qy -L 200M -n root rhel && ' +
        'lvcreate -qy --type thin-pool -L 600M -c 512K -Zn -n docker rhel && ' +
        'lvcreate -qy --type thin-pool -L 200M -n images rhel',
    );
    await configure(guest, 'dm.thinpooldev=/dev/mapper/rhel-docker');
    expect(await starts(guest)).toBe(true);
    const free = Number((await guest.ok('vgs --noheadings -o vg_free_count rhel')).trim());
    const adopted = answerOf(await guest.run('dmctl adopt --json'));
    expect(notice(adopted, 'DM206')?.message).toContain(`(${String(free)} extents) free in`);
    expect(notice(adopted, 'DM206')?.why).toMatch(/root, images|images, root/);

    const plan = answerOf(await guest.run('dmctl resize --add /dev/xvdg --dry-run --json'));
    expect(notice(plan, 'DM206')).toMatchObject({
      message: expect.stringContaining(`takes`) as string,
      why: expect.stringMatching(/nor for pool images/) as string,
    });
    expect(JSON.stringify(notice(plan, 'DM206'))).toContain('--keep-step');
    const grown = answerOf(await guest.run('dmctl resize --add /dev/xvdg --keep-step --json'));
    expect(grown.exitCode).toBe(0);
    const left = Number((await guest.ok('vgs --noheadings -o vg_free_count rhel')).trim());
    expect(left).toBeGreaterThan(0);
    // LVM itself finds the room that was kept.
    await guest.ok('lvextend -L+200M rhel/images');
  });

  test('that is nearly full without room: adopt is done, and says that it cannot extend itself', async () => {
    const { guest } = lab;
    await guest.ok(
      'pvcreate -q /dev/xvdf && vgcreate -q docker /dev/xvdf && ' +
        'lvcreate -qy --type thin-pool -l 95%VG -c 512K -Zn -n thinpool docker && ' +
        'n=$(vgs --noheadings -o vg_free_count docker) && lvcreate -qy -l $((n)) -n rest docker',
    );
    await configure(guest, 'dm.thinpooldev=/dev/mapper/docker-thinpool');
    expect(await starts(guest)).toBe(true);
    const adopted = answerOf(await guest.run('dmctl adopt --json'));
    expect([adopted.exitCode, adopted.changed]).toEqual([0, true]);
    expect(notice(adopted, 'DM204')?.message).toMatch(/cannot be extended automatically/);
    expect((await guest.run('lvextend -l+20%LV docker/thinpool')).exitCode).toBe(5);
  });
});
