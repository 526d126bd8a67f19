/**
 * What LVM leaves on disks after each of its steps, beside its own report of the same moment:
 * fixtures/disks/SUITE-STATE.json.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLogicalVolume, attachProfile } from '../src/lvm/logical-volume.ts';
import { createPhysicalVolume } from '../src/lvm/physical-volume.ts';
import { lvmReport } from '../src/lvm/report.ts';
import { convertToThinPool } from '../src/lvm/thin-pool.ts';
import { createVolumeGroup } from '../src/lvm/volume-group.ts';
import type { Command } from '../src/model/command.ts';
import { bytes, extents, KIB, MIB } from '../src/model/units.ts';
import type { DiskPicture } from '../test/helpers/recorded-disks.ts';
import type { Guest } from '../test/lab/guest/index.ts';

const FOLDER = join(import.meta.dirname, '../fixtures/disks');
const CHUNK = bytes(512 * KIB);
const UUIDS = ['dmctl0-test-disk-reco-rded-once-000000', 'dmctl0-test-disk-reco-rded-once-000001'];

interface Step {
  /** null: what it leaves is not recorded. */
  readonly name: string | null;
  readonly does: readonly (Command | string)[];
}

const group = (devices: readonly string[]): Command =>
  createVolumeGroup('docker', devices, { tag: 'dmctl', extentSize: bytes(4 * MIB) });

/** The steps of a set-up, as dmctl takes them. */
function steps(devices: readonly string[], data: number, suffix: string): readonly Step[] {
  const pvs = devices.map((device, n) => createPhysicalVolume(device, UUIDS[n] ?? ''));
  const volume = (name: string, size: number): Command =>
    createLogicalVolume('docker', name, extents(size), 'dmctl');
  return [
    { name: `pvcreate${suffix}`, does: pvs },
    { name: `vgcreate${suffix}`, does: [group(devices)] },
    { name: `lvcreate-data${suffix}`, does: [volume('thinpool', data)] },
    { name: `lvcreate-metadata${suffix}`, does: [volume('thinpoolmeta', 25)] },
    {
      name: `lvconvert${suffix}`,
      does: [convertToThinPool('docker', 'thinpool', 'thinpoolmeta', CHUNK)],
    },
    {
      name: `lvchange-profile${suffix}`,
      does: [
        "printf 'activation {\\n  thin_pool_autoextend_threshold=80\\n}\\n' >/etc/lvm/profile/docker-thinpool.profile",
        attachProfile('docker', 'thinpool', 'docker-thinpool', 'dmctl'),
      ],
    },
  ];
}

/** What a set-up never makes, and must not be taken for. */
const OTHERS: readonly (readonly Step[])[] = [
  [
    {
      name: 'two-copies',
      does: ['pvcreate -q --pvmetadatacopies 2 /dev/xvdf', group(['/dev/xvdf'])],
    },
  ],
  [{ name: 'no-copy', does: ['pvcreate -q --pvmetadatacopies 0 /dev/xvdf'] }],
  [
    { name: null, does: ['pvcreate -q /dev/xvdf', group(['/dev/xvdf'])] },
    { name: 'exported', does: ['vgexport -q docker'] },
  ],
  [
    {
      name: 'thin-volume',
      does: [
        'pvcreate -q /dev/xvdf',
        group(['/dev/xvdf']),
        'lvcreate -q --type thin-pool -l 50%VG -n thinpool docker',
        'lvcreate -q -V 1G --thinpool docker/thinpool -n thin',
      ],
    },
  ],
];

const one = ['/dev/xvdf'];
const two = ['/dev/xvdf', '/dev/xvdg'];
const SEQUENCES = [steps(one, 2431, ''), steps(two, 4862, '-two'), ...OTHERS];

async function take(guest: Guest, step: Command | string): Promise<string> {
  if (typeof step === 'string') return guest.ok(`set -e\n${step}`);
  return guest.ok([step.program, ...step.args]);
}

const DM = `for d in /sys/block/dm-*/dm; do [ -e "$d" ] || continue
  echo "$(cat $d/name)|$(cat $d/uuid)|$(cat $d/suspended)"; done`;

async function picture(guest: Guest): Promise<DiskPicture> {
  const disks: DiskPicture['disks'][number][] = [];
  for (const path of two) {
    const head = (await guest.ok(`head -c 1M ${path} | gzip -9n | base64 -w0`)).trim();
    const size = Number(await guest.ok(`blockdev --getsize64 ${path}`));
    disks.push({ path, size, head });
  }
  const report = await guest.ok([lvmReport().program, ...lvmReport().args]);
  const lines = (await guest.ok(DM)).split('\n').filter((line) => line !== '');
  const dm = lines.map((line) => {
    const [name = '', uuid = '', suspended = ''] = line.split('|');
    return { name, uuid, suspended };
  });
  return { disks, dm, report };
}

/** Records those wanted from a guest with two disks. */
export async function recordDisks(
  guest: Guest,
  isWanted: (name: string) => boolean,
): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  for (const sequence of SEQUENCES) {
    if (!sequence.some(({ name }) => name !== null && isWanted(name))) continue;
    await guest.reset();
    for (const { name, does } of sequence) {
      for (const step of does) await take(guest, step);
      if (name === null) continue;
      const path = join(FOLDER, `${guest.suite}-${name}.json`);
      writeFileSync(path, `${JSON.stringify(await picture(guest), null, 1)}\n`);
      console.error(`fixtures: ${path}`);
    }
  }
}
