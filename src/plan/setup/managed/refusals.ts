import { dockerFacts } from '../../../docker/engine.ts';
import {
  MANAGED,
  MANAGED_PROFILE,
  MANAGED_PROFILE_FOLDER,
  managedProfileText,
} from '../../../docker/managed.ts';
import { dataStart } from '../../../lvm/placing.ts';
import { compareVersions } from '../../../model/version.ts';
import { MAX_METADATA } from '../../../lvm/thin-pool.ts';
import { EXIT } from '../../../model/exit-codes.ts';
import type { Facts } from '../../../model/facts/facts.ts';
import type { ManagedGround } from '../../../model/facts/managed.ts';
import type { Notice } from '../../../model/notice.ts';
import type { PoolLayout } from '../../../model/plan/plan.ts';
import { formatBytes, MIB } from '../../../model/units.ts';
import { CONF } from '../../../pool/lvm-limits.ts';
import { managedConfig } from '../../docker/managed-request.ts';
import { refusal, unseen, whenKnown } from '../../steps/refusal.ts';
import type { SetupDirectLvmRequest } from '../../../model/plan/journal.ts';

/** The first Docker that sets up a device itself. */
const FIRST_MANAGED = '17.06';

/** Without --managed dmctl does all of it. */
const BY_DMCTL = 'or omit --managed: dmctl then creates the pool';

const cannot = (message: string, why: string, ...fix: readonly string[]): Notice =>
  refusal('DM037', message, why, [...fix, BY_DMCTL]);

/** Refuses what Docker's own checks miss, or notice too late. */
export function managedRefusals(
  facts: Facts,
  ground: ManagedGround,
  request: SetupDirectLvmRequest,
): readonly Notice[] {
  return [
    ...ground.missing.map((name) =>
      refusal(
        'DM004',
        `${name} is missing`,
        'Docker runs it to check or set up the device',
        [`install the package ${name === 'blkid' ? 'util-linux' : 'lvm2'}`],
        EXIT.toolMissing,
      ),
    ),
    ...versionRefusals(facts),
    ...partitionRefusals(facts),
    ...nameRefusals(facts, ground),
    ...profileRefusals(facts, request),
    ...placingRefusals(facts),
  ];
}

/** A rollback and a teardown look for what LVM leaves of its metadata in the first MiB alone. */
function placingRefusals({ lvmSettings, devices }: Facts): readonly Notice[] {
  if (!lvmSettings.known) return [];
  const { placing } = lvmSettings.value;
  const copies = placing.metadataCopies;
  const early = devices.some((one) => one.usable && dataStart(one.optimalIoBytes, placing) < MIB);
  const setting =
    copies === 1 ? 'devices/data_alignment' : `metadata/pvmetadatacopies = ${String(copies)}`;
  if (copies === 1 && !early) return [];
  const why = "Docker's pvcreate goes by lvm.conf, and a rollback could not prove what is Docker's";
  const fix = `remove ${setting} from ${CONF}`;
  const where = copies === 1 ? 'data before the first MiB' : 'its metadata elsewhere';
  return [cannot(`${setting}: LVM would put ${where}`, why, fix)];
}

const versionRefusals = (facts: Facts): readonly Notice[] =>
  whenKnown("Docker's version", dockerFacts(facts).docker.version, (version) => {
    if (version === null || compareVersions(version, FIRST_MANAGED) >= 0) return [];
    const why = `dm.directlvm_device came with Docker ${FIRST_MANAGED}`;
    return [cannot(`Docker ${version} cannot set up devices itself`, why)];
  });

/** Docker's setup was tried on whole disks alone; what it leaves of a failed one could not be proven elsewhere. */
const partitionRefusals = ({ devices }: Facts): readonly Notice[] =>
  devices
    .filter((device) => device.usable && device.type === 'part')
    .map(({ path }) =>
      cannot(`${path} is a partition`, 'with --managed, Docker gets a whole disk'),
    );

/** moby, checkDevAvailable: the word it was given has to be in what lvmdiskscan prints. */
function nameRefusals({ devices }: Facts, { scanned }: ManagedGround): readonly Notice[] {
  return whenKnown('what lvmdiskscan prints', scanned, (names) =>
    devices.flatMap((device) => {
      if (!device.usable || names.some(({ path }) => path === device.path)) return [];
      const { path, identity } = device;
      const preferred = names.find(({ majorMinor }) => majorMinor === identity.majorMinor);
      if (preferred === undefined) {
        const why = 'lvmdiskscan does not list it: a filter in lvm.conf(5) hides it';
        return [
          cannot(
            `Docker would refuse ${path}`,
            why,
            'change the filter so that LVM sees the device',
          ),
        ];
      }
      const why = `it accepts only the name that lvmdiskscan prints, ${preferred.path}`;
      const fix = `dmctl setup direct-lvm ${preferred.path} --managed`;
      return [cannot(`Docker would refuse ${path}`, why, fix)];
    }),
  );
}

function profileRefusals(facts: Facts, request: SetupDirectLvmRequest): readonly Notice[] {
  const { lvmSettings, profile } = facts;
  if (!lvmSettings.known) return [unseen("LVM's settings", lvmSettings.why)];
  const folder = lvmSettings.value.profileDir.replace(/\/+$/, '');
  if (folder !== MANAGED_PROFILE_FOLDER) {
    const message = `LVM reads profiles from ${folder}`;
    const why = `Docker writes its own into ${MANAGED_PROFILE_FOLDER}, where LVM does not look`;
    return [cannot(message, why, 'remove config/profile_dir from lvm.conf')];
  }
  return whenKnown('the profile', profile, ({ text }) => {
    const wanted = managedProfileText(managedConfig(request));
    if (text === null || text === wanted) return [];
    const why = `Docker would overwrite it with ${JSON.stringify(wanted)}`;
    const fix = ['remove or rename the file if no volume uses it'];
    return [refusal('DM034', `${MANAGED_PROFILE} already exists with different content`, why, fix)];
  });
}

/** Docker takes its share of the group, however large; dm-thin uses at most this. */
export function managedLayoutRefusals(
  layout: PoolLayout | null,
  { metadataPercent }: SetupDirectLvmRequest,
): readonly Notice[] {
  if (layout === null) return [];
  const share = Math.floor((layout.total * metadataPercent) / 100);
  if (share === 0) {
    const message = `${String(metadataPercent)}% of ${MANAGED.vg} is less than one extent`;
    const why = `Docker would ask LVM for 0 of ${String(layout.total)} extents of ${formatBytes(layout.extentSize)}`;
    return [refusal('DM033', message, why, ['increase --metadata-percent', BY_DMCTL])];
  }
  if (share <= layout.metadata) return [];
  const size = formatBytes(MAX_METADATA);
  const message = `${String(metadataPercent)}% of ${MANAGED.vg} is more than the metadata can use`;
  return [
    refusal(
      'DM033',
      message,
      `the kernel uses at most ${size}; LVM's spare would be as large as the rest`,
      ['omit --managed: dmctl creates the largest possible metadata'],
    ),
  ];
}
