import { describe, expect, it } from 'vitest';
import {
  attachProfile,
  createLogicalVolume,
  detachProfile,
  monitor,
  removeLogicalVolume,
} from '../../../src/lvm/logical-volume.ts';
import {
  createPhysicalVolume,
  pvUuid,
  removePhysicalVolume,
} from '../../../src/lvm/physical-volume.ts';
import {
  convertToThinPool,
  extendByPolicies,
  extendPoolData,
  extendPoolMetadata,
} from '../../../src/lvm/thin-pool.ts';
import {
  createVolumeGroup,
  extendVolumeGroup,
  reduceVolumeGroup,
  removeVolumeGroup,
} from '../../../src/lvm/volume-group.ts';
import type { Command } from '../../../src/model/command.ts';
import { bytes, extents } from '../../../src/model/units.ts';

const line = ({ program, args }: Command): string => [program, ...args].join(' ');

const MIB4 = bytes(4 * 1024 ** 2);
const UUID = pvUuid('seed');

/** Every command of src/lvm that changes the host, by what it does. */
const CHANGES: readonly (readonly [string, Command, string])[] = [
  [
    'gives a volume group two more physical volumes',
    extendVolumeGroup('docker', ['/dev/xvdg', '/dev/xvdh']),
    'vgextend docker /dev/xvdg /dev/xvdh',
  ],
  ['takes one out again', reduceVolumeGroup('docker', ['/dev/xvdg']), 'vgreduce docker /dev/xvdg'],
  [
    'grows the data of a pool to a number of extents, nothing relative',
    extendPoolData('docker', 'thinpool', extents(5068)),
    'lvextend -l 5068 docker/thinpool',
  ],
  [
    'grows its metadata to a size in bytes',
    extendPoolMetadata('docker', 'thinpool', MIB4),
    'lvextend --poolmetadatasize 4194304b docker/thinpool',
  ],
  [
    'takes the auto-extension step',
    extendByPolicies('docker', 'thinpool'),
    'lvextend --use-policies docker/thinpool',
  ],
  [
    'makes a physical volume with our UUID, laid out as planned whatever lvm.conf says',
    createPhysicalVolume('/dev/xvdf', UUID, MIB4),
    `pvcreate --uuid ${UUID} --norestorefile --dataalignment 4194304b --metadatasize 512k --pvmetadatacopies 1 --metadataignore n /dev/xvdf`,
  ],
  ['takes its label off', removePhysicalVolume('/dev/xvdf'), 'pvremove /dev/xvdf'],
  [
    'makes a volume group with our tag',
    createVolumeGroup('docker', ['/dev/xvdf', '/dev/xvdg'], { tag: 'dmctl', extentSize: MIB4 }),
    'vgcreate --addtag dmctl --physicalextentsize 4194304b docker /dev/xvdf /dev/xvdg',
  ],
  ['removes an empty volume group', removeVolumeGroup('docker'), 'vgremove docker'],
  [
    'makes a logical volume of whole extents',
    createLogicalVolume('docker', 'thinpool', extents(2431), 'dmctl'),
    'lvcreate -y --wipesignatures y --addtag dmctl -l 2431 -n thinpool docker',
  ],
  [
    'makes a thin pool of two volumes',
    convertToThinPool('docker', 'thinpool', 'thinpoolmeta', bytes(512 * 1024)),
    'lvconvert -y --zero n -c 524288b --thinpool docker/thinpool --poolmetadata docker/thinpoolmeta',
  ],
  [
    'attaches a profile and our tag',
    attachProfile('docker', 'thinpool', 'docker-thinpool', 'dmctl'),
    'lvchange --metadataprofile docker-thinpool --addtag dmctl docker/thinpool',
  ],
  [
    'attaches a profile alone',
    attachProfile('docker', 'thinpool', 'docker-thinpool', null),
    'lvchange --metadataprofile docker-thinpool docker/thinpool',
  ],
  [
    'detaches a profile',
    detachProfile('docker', 'thinpool'),
    'lvchange --detachprofile docker/thinpool',
  ],
  ['has it monitored', monitor('docker', 'thinpool'), 'lvchange --monitor y docker/thinpool'],
  [
    'removes a logical volume',
    removeLogicalVolume('docker', 'thinpool'),
    'lvremove -y docker/thinpool',
  ],
];

describe('the commands that change LVM', () => {
  it.each(CHANGES)('%s', (_, command, expected) => {
    expect(line(command)).toBe(expected);
    expect(command.writes).toBe(true);
    expect(command.timeoutMs).toBeUndefined();
  });

  it('never force, and never answer for a disk that is not yet ours', () => {
    for (const [, command] of CHANGES) {
      expect(command.args).not.toContain('-f');
      expect(command.args).not.toContain('--force');
      if (/^(pv|vg)/.test(command.program)) expect(command.args).not.toContain('-y');
    }
  });
});
