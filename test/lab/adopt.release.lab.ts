import { describe, expect, test } from 'vitest';
import type { Guest } from './guest/guest.ts';
import { useGuest } from './guest/use-guest.ts';
import { answerOf, importBusybox } from './scenario.ts';

/** Steps 4 to 7 of Docker's documentation, by hand. */
const pool = (vg: string, lv: string): string =>
  [
    `pvcreate /dev/xvdf && vgcreate ${vg} /dev/xvdf`,
    `lvcreate --wipesignatures y -n ${lv} ${vg} -l 80%VG`,
    `lvcreate --wipesignatures y -n ${lv}meta ${vg} -l 1%VG`,
    `lvconvert -y --zero n -c 512K --thinpool ${vg}/${lv} --poolmetadata ${vg}/${lv}meta`,
  ].join(' && ');

const profile = (name: string, threshold: number): string =>
  `printf 'activation {\\n\\tthin_pool_autoextend_threshold=${String(threshold)}\\n` +
  `\\tthin_pool_autoextend_percent=20\\n}\\n' > /etc/lvm/profile/${name}.profile`;

const network = '"iptables": false, "bridge": "none"';

interface Way {
  readonly make: string;
  readonly path: string;
  /** What the pool has in the end. */
  readonly threshold: number;
  readonly missing: readonly string[];
}

/** Hosts that others set up, and what each way leaves out. */
const WAYS: Readonly<Record<string, Way>> = {
  "Docker's documentation, but for step 10 and 11": {
    make: [
      pool('docker', 'thinpool'),
      'lvchange --monitor n docker/thinpool',
      `echo '{${network}, "storage-driver": "devicemapper", "storage-opts": ["dm.thinpooldev=/dev/mapper/docker-thinpool"]}' > /etc/docker/daemon.json`,
    ].join(' && '),
    path: 'docker/thinpool',
    threshold: 80,
    missing: ['profile-attached', 'pool-monitored', 'reboot-unit'],
  },
  'container-storage-setup: options in a file of the service, a profile of its own': {
    make: [
      pool('docker_vg', 'docker-pool'),
      profile('docker_vg--docker--pool', 60),
      'lvchange --metadataprofile docker_vg--docker--pool docker_vg/docker-pool',
      'lvchange --monitor y docker_vg/docker-pool',
      `echo 'DOCKER_OPTS="--storage-driver=devicemapper --storage-opt dm.thinpooldev=/dev/mapper/docker_vg-docker--pool"' > /etc/default/docker`,
    ].join(' && '),
    path: 'docker_vg/docker-pool',
    threshold: 60,
    missing: ['reboot-unit'],
  },
  "flintlock's script: a profile that is written and never attached": {
    make: [
      pool('flintlock', 'thinpool'),
      profile('flintlock-thinpool', 70),
      'lvchange --monitor y flintlock/thinpool',
      `echo '{${network}, "storage-driver": "devicemapper", "storage-opts": ["dm.thinpooldev=/dev/mapper/flintlock-thinpool"]}' > /etc/docker/daemon.json`,
    ].join(' && '),
    path: 'flintlock/thinpool',
    threshold: 70,
    missing: ['profile-attached', 'reboot-unit'],
  },
};

type Checks = readonly { readonly id: string; readonly status: string; readonly fix: string[] }[];

async function checksOf(guest: Guest): Promise<Checks> {
  return answerOf(await guest.run('dmctl verify --json')).data['checks'] as Checks;
}

describe('a host that was set up', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['4G', '2G'] });

  test.each(Object.entries(WAYS))('by %s is adopted', async (_, way) => {
    const { guest } = lab;
    await guest.ok(`${way.make} && systemctl start docker`);
    await importBusybox(guest);
    await guest.ok('docker run -d --name keeper --net=none bb sh -c "echo it > /f; sleep 100000"');
    const pid = await guest.ok('systemctl show --value -p MainPID docker.service');

    const before = await checksOf(guest);
    const named = before.filter(({ fix }) => fix.some((line) => line.includes('dmctl adopt')));
    expect(named.map(({ id }) => id)).toEqual(way.missing);

    const files =
      'find /etc/lvm /etc/systemd/system -newer /root/mark -type f -o -newer /root/mark -type l';
    await guest.ok('touch /root/mark');
    expect((await guest.run('dmctl adopt -n --detailed-exitcode')).exitCode).toBe(10);
    expect(await guest.ok(files)).toBe('');

    const run = answerOf(await guest.run('dmctl adopt --json'));
    expect(run, JSON.stringify(run.error)).toMatchObject({
      ...{ exitCode: 0, changed: true },
      data: {
        pool: { monitored: true, autoextend: { threshold: way.threshold, percent: 20 } },
        bootUnit: { state: 'in-place' },
      },
    });
    const verified = await guest.run('dmctl verify');
    expect(verified.exitCode, verified.stdout).toBe(0);
    expect(answerOf(await guest.run('dmctl adopt --json'))).toMatchObject({ changed: false });

    // Docker has not been stopped, and its container has what it wrote.
    expect(await guest.ok('systemctl show --value -p MainPID docker.service')).toBe(pid);
    expect(await guest.ok('docker exec keeper cat /f')).toBe('it\n');

    const grown = answerOf(await guest.run('dmctl resize --add /dev/xvdg --json'));
    expect(grown, JSON.stringify(grown.error)).toMatchObject({ exitCode: 0, changed: true });
    const after = await checksOf(guest);
    expect(after.find(({ id }) => id === 'reboot-unit')).toMatchObject({ status: 'ok' });
    const torn = await guest.run(`dmctl teardown --confirm ${way.path}`);
    expect(torn.exitCode).toBe(20);
  });
});
