import { describe, expect, test } from 'vitest';
import { useGuest } from './guest/use-guest.ts';
import { picture } from './scenario.ts';

/** An option of dockerd's devicemapper driver: a value it takes, and values it does not. */
interface Option {
  readonly key: string;
  readonly good: string;
  readonly bad: readonly string[];
  /** Belongs to another kind of setup than `setup direct-lvm`. */
  readonly notHere?: RegExp;
}

const MANAGED = /dm\.directlvm_device|exclude each other/;

/** moby, daemon/graphdriver/devmapper/deviceset.go: NewDeviceSet. */
const OPTIONS: readonly Option[] = [
  { key: 'dm.basesize', good: '2G', bad: ['twenty', '1e3', ''] },
  { key: 'dm.loopdatasize', good: '4G', bad: ['4X'] },
  { key: 'dm.loopmetadatasize', good: '64M', bad: ['-1'] },
  { key: 'dm.fs', good: 'ext4', bad: ['btrfs', 'EXT4'] },
  { key: 'dm.mkfsarg', good: '-O ^64bit', bad: [] },
  { key: 'dm.mountopt', good: 'nodiscard', bad: [] },
  { key: 'dm.blkdiscard', good: 'true', bad: ['yes', '2'] },
  { key: 'dm.blocksize', good: '64K', bad: ['64Q'] },
  { key: 'dm.override_udev_sync_check', good: 'false', bad: ['maybe'] },
  { key: 'dm.min_free_space', good: '10%', bad: ['10', '100%', '-1%', '1.5%'] },
  { key: 'dm.use_deferred_removal', good: 'true', bad: ['on'] },
  { key: 'dm.use_deferred_deletion', good: 'true', bad: ['on'] },
  { key: 'dm.libdm_log_level', good: '3', bad: ['8', '1', 'debug'] },
  { key: 'dm.xfs_nospace_max_retries', good: '0', bad: ['-1', 'many'] },
  { key: 'dm.thinpooldev', good: '/dev/mapper/other', bad: [], notHere: /set twice/ },
  { key: 'dm.directlvm_device', good: '/dev/xvdg', bad: [], notHere: MANAGED },
  { key: 'dm.directlvm_device_force', good: 'false', bad: ['no way'] },
  { key: 'dm.thinp_percent', good: '95', bad: ['100', '9.5'], notHere: MANAGED },
  { key: 'dm.thinp_metapercent', good: '1', bad: ['100'], notHere: MANAGED },
  { key: 'dm.thinp_autoextend_threshold', good: '80', bad: ['101'], notHere: MANAGED },
  { key: 'dm.thinp_autoextend_percent', good: '20', bad: ['101'], notHere: MANAGED },
  { key: 'dm.bazesize', good: '', bad: ['2G'], notHere: /no storage option/ },
  { key: 'overlay2.size', good: '', bad: ['2G'], notHere: /no storage option/ },
];

/** Options that go together on one pool: xfs retries want xfs, and dm.fs=ext4 is tried. */
const TOGETHER = OPTIONS.filter(
  ({ key, notHere }) =>
    notHere === undefined && key !== 'dm.xfs_nospace_max_retries' && !key.includes('deferred'),
);

const word = (option: string): string => `--storage-opt '${option}'`;

describe('storage options', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['4G'] });

  test('that dockerd would not take are refused before anything is changed, all others are planned', async ({
    task,
  }) => {
    const { guest } = lab;
    await guest.ok('systemctl start docker');
    const before = await picture(guest);
    let cases = 0;
    const dryRun = async (set: string, option: string): Promise<string> => {
      cases += 1;
      const run = await guest.run(`dmctl setup ${set} --dry-run ${word(option)}`);
      return `${String(run.exitCode)} ${run.stdout}${run.stderr}`;
    };
    for (const { key, good, bad, notHere } of OPTIONS) {
      for (const value of bad) {
        expect(await dryRun('direct-lvm /dev/xvdf', `${key}=${value}`), key).toMatch(/^2 /);
      }
      if (good === '') continue;
      const planned = await dryRun('direct-lvm /dev/xvdf', `${key}=${good}`);
      // What is set already by dmctl itself, with this value, counts once.
      if (notHere === undefined) expect(planned, key).toMatch(/^0 /);
      else expect(planned, key).toMatch(new RegExp(`^2 [\\s\\S]*(${notHere.source})`));
    }
    for (const bad of ['--min-free-space 10', '--min-free-space 100%', '--min-free-space x']) {
      const run = await guest.run(`dmctl setup direct-lvm /dev/xvdf --dry-run ${bad}`);
      cases += 1;
      // dmctl's own flag takes a number with or without its sign, and writes it with one.
      expect([bad, run.exitCode]).toEqual([bad, bad.endsWith(' 10') ? 0 : 2]);
    }
    expect(await dryRun('loop-lvm', 'dm.thinpooldev=x')).toMatch(/^20 [\s\S]*DM046/);
    expect(await dryRun('loop-lvm', 'dm.fs=ext4')).toMatch(/^0 /);
    expect(await picture(guest)).toBe(before);
    task.meta.cases = cases;
  });

  test('that are accepted start dockerd, all of them at once', async () => {
    const { guest } = lab;
    const flags = TOGETHER.map(({ key, good }) => word(`${key}=${good}`)).join(' ');
    const set = await guest.run(`dmctl setup direct-lvm /dev/xvdf ${flags}`);
    expect(set.exitCode, set.stdout + set.stderr).toBe(0);
    const info = await guest.ok('docker info --format "{{json .DriverStatus}}"');
    expect(info).toContain('["Backing Filesystem","ext4"]');
    expect(info).toContain('["Base Device Size","2.147GB"]');
    expect((await guest.run('dmctl verify')).exitCode).toBe(0);
  });

  test('that dmctl refuses stop dockerd where it is given them by hand', async ({ task }) => {
    const { guest } = lab;
    const tried = OPTIONS.flatMap(({ key, bad }) => bad.slice(0, 1).map((value) => [key, value]));
    await guest.writeFile('/root/empty.json', '{}\n');
    for (const [key = '', value = ''] of tried) {
      const words = ['--storage-driver=devicemapper', `--storage-opt=${key}=${value}`];
      const run = await guest.run([
        ...['timeout', '60', 'dockerd', '--iptables=false', '--bridge=none', '--config-file'],
        ...['/root/empty.json', '--data-root', '/root/tried', ...words],
      ]);
      expect([key, run.exitCode]).toEqual([key, 1]);
      expect(run.stderr, key).toMatch(
        /failed to start daemon|error initializing graphdriver|unknown/,
      );
    }
    task.meta.cases = tried.length;
  });
});
