import { writes, type Command } from '../model/command.ts';
import { dmName } from '../model/names.ts';
import type { LayerVolume } from '../model/plan/conversion.ts';
import { SYSTEMD_UNITS, escaped } from './boot-unit.ts';
import { mapperPath } from './layer-device.ts';

/** Name of the volume that carries overlay2, and of the group that is made for it on a blank disk. */
export const LAYER_LV = 'overlay2';
export const LAYER_VG = 'docker-layers';

/** Returns the path by which the volume is mounted, and which the kernel lists (proc_pid_mountinfo(5)). */
export const volumeNode = ({ vg, lv }: Pick<LayerVolume, 'vg' | 'lv'>): string =>
  mapperPath(dmName(vg, lv));

/**
 * Makes the file system. overlay2 needs ftype=1, which mkfs.xfs of RHEL 7.0 to 7.3 does not choose itself
 * (mkfs.xfs(8)). It overwrites what an interrupted call left.
 */
export function makeFileSystem(volume: LayerVolume): Command {
  const node = volumeNode(volume);
  return volume.fileSystem === 'xfs'
    ? writes('mkfs.xfs', ['-f', '-q', '-n', 'ftype=1', node])
    : writes('mkfs.ext4', ['-F', '-q', node]);
}

/** mount(8), with the options that the mount unit has. */
export const mountVolume = (volume: LayerVolume, at: string): Command =>
  writes('mount', ['-t', volume.fileSystem, volumeNode(volume), at]);

/** Others than root may not list the layers; a new file system is open to all. */
export const closeToOthers = (path: string): Command => writes('chmod', ['0700', path]);

/** Name of the unit that mounts something at this path (systemd.mount(5)). */
export const mountUnitName = (at: string): string => `${escaped(at.slice(1))}.mount`;

export const mountUnitPath = (at: string): string => `${SYSTEMD_UNITS}/${mountUnitName(at)}`;

/** Returns the directory of the units that a unit requires (systemd.unit(5), .requires/). */
export const requiresFolder = (unit: string): string => `${SYSTEMD_UNITS}/${unit}.requires`;

/**
 * Text of the unit that mounts the volume before Docker, whenever that starts. Docker requires it: on an
 * empty directory it would start without any layer. dockerd unmounts overlay2 as it stops (moby,
 * overlay2 Driver.Cleanup); PartOf= makes a restart of Docker mount it again.
 * @param dockerUnit `docker.service`
 */
export const mountUnitText = (volume: LayerVolume, at: string, dockerUnit: string): string =>
  [
    '# Written by dmctl migrate overlay2.',
    '[Unit]',
    `Description=Layers of Docker's images and containers (overlay2)`,
    `Before=${dockerUnit}`,
    `PartOf=${dockerUnit}`,
    '',
    '[Mount]',
    `What=${volumeNode(volume)}`,
    `Where=${at.replaceAll('%', '%%')}`,
    `Type=${volume.fileSystem}`,
    '',
    '[Install]',
    `RequiredBy=${dockerUnit}`,
    '',
  ].join('\n');
