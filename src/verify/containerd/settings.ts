import { isFileSystem, readBaseSize, tooSmallFor } from '../../containerd/base-size.ts';
import { containerdFacts, snapshotCount } from '../../containerd/engine.ts';
import type { SnapshotterSettings } from '../../model/facts/containerd-state.ts';
import type { Facts } from '../../model/facts/facts.ts';
import { formatBytes } from '../../model/units.ts';
import {
  failed,
  note,
  ok,
  unsure,
  warning,
  type Examination,
  type Verdict,
} from '../examination.ts';

/** Judges the section, where there is one. */
const bySection =
  (judge: (section: SnapshotterSettings, facts: Facts) => Verdict) =>
  ({ facts }: { readonly facts: Facts }): Verdict => {
    const { settings } = containerdFacts(facts);
    if (!settings.known) return unsure(settings.why);
    const section = settings.value?.snapshotter ?? null;
    return section === null ? unsure('containerd is not installed') : judge(section, facts);
  };

export const CONTAINERD_CONFIGURED = [
  {
    id: 'base-image-size',
    code: 'DM291',
    title: 'new devices are as large as those that exist',
    wanted: 'a size that containerd can read, and no smaller than that of any device',
    scope: 'pool',
    judge: bySection(({ baseImageSize, fsType }, facts) => {
      const size = readBaseSize(baseImageSize);
      if (!size.ok) return failed(size.why, 'correct it, and restart containerd');
      const kind = fsType === '' ? 'ext4' : fsType;
      const small = isFileSystem(kind) ? tooSmallFor(kind, size.value) : null;
      if (small !== null)
        return failed(`base_image_size: ${small}`, 'correct it, and restart containerd');
      const { records } = containerdFacts(facts);
      if (!records.known) return unsure(records.why);
      const largest = records.value?.largestDevice ?? null;
      if (largest === null || largest <= size.value) return ok(formatBytes(size.value));
      return failed(
        `base_image_size is ${formatBytes(size.value)}, and a device of ${formatBytes(largest)} exists: containers of its image cannot be mounted`,
        `set base_image_size to ${formatBytes(largest)} or more, and restart containerd`,
      );
    }),
  },
  {
    id: 'snapshotter-programs',
    code: 'DM292',
    title: 'the programs of the snapshotter are installed',
    wanted: 'mkfs for its file system, and blkdiscard where it discards blocks',
    scope: 'pool',
    judge: bySection(({ fsType, discardBlocks }, facts) => {
      const kind = fsType === '' ? 'ext4' : fsType;
      if (!isFileSystem(kind))
        return failed(`fs_type is ${kind}, which containerd cannot make`, 'set it to ext4 or xfs');
      const { missingPrograms } = containerdFacts(facts);
      const needed = [`mkfs.${kind}`, ...(discardBlocks ? ['blkdiscard'] : [])];
      const missing = needed.filter((name) => missingPrograms.includes(name));
      if (missing.length === 0) return ok(needed.join(' and '));
      return failed(
        `${missing.join(' and ')} not found: nothing can be pulled`,
        'install e2fsprogs (ext4, ext2), xfsprogs (xfs) or util-linux (blkdiscard)',
      );
    }),
  },
  {
    id: 'cri-snapshotter',
    code: 'DM294',
    title: 'Kubernetes uses the snapshotter that the file names',
    wanted: 'the same in the file and in force',
    scope: 'pool',
    judge: ({ facts }) => {
      const { config, configuredCri, settings } = containerdFacts(facts);
      if (!settings.known) return unsure(settings.why);
      const inForce = settings.value?.criSnapshotter ?? null;
      if (inForce === null) return ok('no Kubernetes here');
      if (!configuredCri.known) return unsure(configuredCri.why);
      const asked = configuredCri.value;
      if (asked === null || asked === inForce) return ok(inForce);
      return warning(
        `${config.path} names ${asked} for Kubernetes, and containerd uses ${inForce}`,
        `name it in a file of version 3: [plugins.'io.containerd.cri.v1.images'] snapshotter = "${asked}"`,
      );
    },
  },
  {
    id: 'unpack-config',
    code: 'DM295',
    title: 'images can be unpacked into the pool',
    wanted: 'devmapper and overlayfs in unpack_config, where there is one',
    scope: 'pool',
    judge: ({ facts }) => {
      const { settings } = containerdFacts(facts);
      if (!settings.known) return unsure(settings.why);
      const names = settings.value?.unpacksTo ?? null;
      if (names === null) return ok('this containerd needs no list');
      if (!names.includes('devmapper'))
        return failed(
          'unpack_config does not name devmapper: images cannot be pulled into the pool',
          LIST,
        );
      if (!names.includes('overlayfs'))
        return warning(
          'unpack_config names devmapper alone: nothing can be pulled into overlayfs',
          LIST,
        );
      return ok(names.join(', '));
    },
  },
] as const satisfies readonly Examination[];

const LIST = 'put both into one list; dmctl explain DM295';

export const CONTAINERD_NOTES = [
  {
    id: 'snapshot-records',
    code: 'DM293',
    title: 'the records of the snapshotter agree',
    wanted: 'a device for every snapshot, and none marked faulty',
    scope: 'pool',
    judge: ({ facts }) => {
      const { records } = containerdFacts(facts);
      if (!records.known) return unsure(records.why);
      if (records.value === null) return ok('no snapshot yet');
      const { missing, strays, faulty } = records.value;
      const [stray] = strays;
      if (stray !== undefined)
        return failed(
          `device ${stray} belongs to no snapshot: containerd cannot make the next one of that name, and every pull may fail`,
          'dmctl explain DM293',
        );
      const [first] = missing;
      if (first !== undefined)
        return failed(
          `${String(missing.length)} ${missing.length === 1 ? 'snapshot has' : 'snapshots have'} no device, ${first} among them`,
          'dmctl explain DM293',
        );
      if (faulty.length > 0)
        return note(
          `${String(faulty.length)} ${faulty.length === 1 ? 'device is' : 'devices are'} marked faulty: containerd removes them when their lease ends`,
          'ctr --namespace NAMESPACE leases ls',
        );
      return ok(`${String(snapshotCount(records.value))} snapshots`);
    },
  },
] as const satisfies readonly Examination[];
