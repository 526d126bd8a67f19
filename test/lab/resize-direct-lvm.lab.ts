import { describe, expect, test } from 'vitest';
import type { Guest } from './guest/guest.ts';
import { useGuest } from './guest/use-guest.ts';
import { RELEASES } from './releases.ts';
import { answerOf, importBusybox, picture } from './scenario.ts';

/** What docker info prints as the pool's totals. */
async function dockerTotals(guest: Guest): Promise<string> {
  const lines = await guest.ok("docker info 2>/dev/null | grep 'Space Total'");
  return lines.replaceAll(/^ +/gm, '').trim();
}

/** Starts a container that has written 20 MB, and returns their checksum. */
async function containerWithData(guest: Guest): Promise<string> {
  await importBusybox(guest);
  await guest.ok('docker run --net=none -d --name keeper bb sleep 100000');
  await guest.ok('docker exec keeper sh -c "dd if=/dev/urandom of=/data bs=1M count=20; sync"');
  return readBack(guest);
}

const readBack = (guest: Guest): Promise<string> =>
  guest.ok('echo 3 > /proc/sys/vm/drop_caches; docker exec keeper busybox md5sum /data');

async function extentsOf(guest: Guest): Promise<Record<'data' | 'metadata' | 'free', number>> {
  const size = 'lvs --noheadings --units b --nosuffix -o lv_size,lv_metadata_size docker/thinpool';
  const [data, metadata] = (await guest.ok(size)).trim().split(/\s+/).map(Number);
  const free = Number(await guest.ok('vgs --noheadings -o vg_free_count docker'));
  const extent = 4 * 1024 ** 2;
  return { data: Number(data) / extent, metadata: Number(metadata) / extent, free };
}

/** Has systemd an older text of the boot unit loaded than its file has? */
const isStale = (guest: Guest): Promise<string> =>
  guest.ok('systemctl show -p NeedDaemonReload dmctl-activate.service');

async function resized(guest: Guest, flags: string) {
  const result = await guest.run(`dmctl resize ${flags} --json`);
  expect(result.exitCode, result.stdout + result.stderr).toBe(0);
  return answerOf(result);
}

describe.each(RELEASES)('resize direct-lvm on %s', (suite) => {
  const lab = useGuest({ suite, disks: ['10G'] });

  test('grows the pool by a disk plugged into the running guest, under a running container', async () => {
    const { guest } = lab;
    await guest.ok('dmctl setup direct-lvm /dev/xvdf');
    const written = await containerWithData(guest);
    expect(await dockerTotals(guest)).toMatch(/^Data Space Total: 10\.2GB$/m);

    await guest.ok('systemctl start dmctl-activate.service');
    await guest.plugDisk('xvdg', '10G');
    const said = await guest.run('dmctl resize --add /dev/xvdg');
    expect(said.exitCode, said.stdout + said.stderr).toBe(0);
    expect(said.stdout).toContain('9.496 GiB (10.2 GB) -> 19.8 GiB (21.26 GB)');
    expect(said.stdout).toContain('Data Space Total 21.26 GB (was 10.2 GB)');
    expect(said.stdout).toContain('DM204');
    expect(await isStale(guest)).toBe('NeedDaemonReload=no\n');

    expect(await dockerTotals(guest)).toMatch(/^Data Space Total: 21\.26GB$/m);
    expect(await readBack(guest)).toBe(written);
    const verified = await guest.run('dmctl verify --json');
    expect(verified.exitCode, verified.stdout).toBe(0);

    const before = await picture(guest);
    const again = await resized(guest, '--add /dev/xvdg');
    expect(again).toMatchObject({ ok: true, changed: false, data: { mode: 'direct-lvm' } });
    expect(await picture(guest)).toEqual(before);
  });

  test('keeps room for a step that LVM then takes, sizes are absolute or relative', async () => {
    const { guest } = lab;
    await guest.ok('dmctl setup direct-lvm /dev/xvdf');
    await guest.plugDisk('xvdg', '10G');
    const kept = await resized(guest, '--add /dev/xvdg --keep-step');
    expect(kept.warnings).toEqual([]);
    expect(kept.data).toMatchObject({ pool: { autoextend: { canExtend: true } } });
    const { data, metadata, free } = await extentsOf(guest);
    // A whole step is a quarter of the data at threshold 80; one more of the metadata and its spare.
    expect(free).toBeGreaterThanOrEqual(Math.ceil(data / 4) + 2 * Math.ceil(metadata / 4));
    expect((await resized(guest, '--add /dev/xvdg --keep-step')).changed).toBe(false);

    const odd = await resized(guest, `--size ${String(data * 4 * 1024 ** 2 + 1)}`);
    expect(odd.data).toMatchObject({ growth: { data: { toBytes: (data + 1) * 4 * 1024 ** 2 } } });
    await resized(guest, '--size +8M --metadata-size +9M');
    expect(await extentsOf(guest)).toMatchObject({ data: data + 3, metadata: metadata + 3 });
    expect(await guest.ok('lvs -a --noheadings -o lv_size docker/lvol0_pmspare')).toContain('112');
    expect((await resized(guest, '--metadata-size 112M')).changed).toBe(false);
    expect((await guest.run('dmctl verify')).exitCode).toBe(0);
  });

  test('grows a pool that was made by hand, as the documentation has it', async () => {
    const { guest } = lab;
    await guest.ok(
      [
        'pvcreate /dev/xvdf',
        'vgcreate docker /dev/xvdf',
        'lvcreate --wipesignatures y -n thinpool docker -l 95%VG',
        'lvcreate --wipesignatures y -n thinpoolmeta docker -l 1%VG',
        'lvconvert -y --zero n -c 512K --thinpool docker/thinpool --poolmetadata docker/thinpoolmeta',
      ].join(' && '),
    );
    const settings =
      '{"iptables": false, "bridge": "none", "storage-driver": "devicemapper",' +
      ' "storage-opts": ["dm.thinpooldev=/dev/mapper/docker-thinpool"]}';
    await guest.writeFile('/etc/docker/daemon.json', settings);
    await guest.ok('systemctl start docker');
    const written = await containerWithData(guest);
    await guest.plugDisk('xvdg', '10G');
    const refused = await guest.run('dmctl resize --add /dev/xvdg --keep-step');
    expect(refused.stderr).toContain('DM131');
    expect(refused.exitCode).toBe(20);

    await resized(guest, '--add /dev/xvdg --metadata-size 200M');
    expect(await extentsOf(guest)).toEqual({ data: 5018, metadata: 50, free: 0 });
    expect(await dockerTotals(guest)).toBe(
      'Data Space Total: 21.05GB\nMetadata Space Total: 209.7MB',
    );
    expect(await readBack(guest)).toBe(written);
  });
});

describe('resize direct-lvm, Docker stopped or the pool nearly full', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['2G', '4G'] });

  test('needs no Docker, only the pool', async () => {
    const { guest } = lab;
    await guest.ok('dmctl setup direct-lvm /dev/xvdf');
    await guest.ok('systemctl stop docker.service docker.socket');
    const grown = await resized(guest, '--add /dev/xvdg');
    expect(grown.data).toMatchObject({ dockerInfo: null });
    await guest.ok('systemctl start docker');
    expect(await dockerTotals(guest)).toMatch(/^Data Space Total: 6\.[34]\d*GB$/m);
    expect((await guest.run('dmctl verify')).exitCode).toBe(0);
  });

  test('takes the auto-extension step that is due where the growth leaves it due', async () => {
    const { guest } = lab;
    await guest.ok('dmctl setup direct-lvm /dev/xvdf');
    await importBusybox(guest);
    await guest.ok('docker run --net=none -d --name filler bb sleep 100000');
    await guest.ok('docker exec filler sh -c "dd if=/dev/zero of=/big bs=1M count=1600; sync"');
    const used = await guest.ok('lvs --noheadings -o data_percent docker/thinpool');
    expect(Number(used)).toBeGreaterThan(80);

    const { data } = await extentsOf(guest);
    await resized(guest, '--add /dev/xvdg --size +4M');
    expect((await extentsOf(guest)).data).toBeGreaterThan(data + 1);
    const now = await guest.ok('lvs --noheadings -o data_percent docker/thinpool');
    expect(Number(now)).toBeLessThanOrEqual(80);
  });
});
