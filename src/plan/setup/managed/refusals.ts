import { dockerFacts } from '../../../docker/engine.ts';
import {
  MANAGED,
  MANAGED_PROFILE,
  MANAGED_PROFILE_FOLDER,
  managedProfileText,
} from '../../../docker/managed.ts';
import { compareVersions } from '../../../lvm/version.ts';
import { MAX_METADATA } from '../../../lvm/thin-pool.ts';
import { EXIT } from '../../../model/exit-codes.ts';
import type { Facts } from '../../../model/facts/facts.ts';
import type { ManagedGround } from '../../../model/facts/managed.ts';
import type { Notice } from '../../../model/notice.ts';
import type { PoolLayout } from '../../../model/plan/plan.ts';
import { formatBytes } from '../../../model/units.ts';
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
    ...nameRefusals(facts, ground),
    ...profileRefusals(facts, request),
  ];
}

const versionRefusals = (facts: Facts): readonly Notice[] =>
  whenKnown("Docker's version", dockerFacts(facts).docker.version, (version) => {
    if (version === null || compareVersions(version, FIRST_MANAGED) >= 0) return [];
    const why = `dm.directlvm_device came with Docker ${FIRST_MANAGED}`;
    return [cannot(`Docker ${version} cannot set up devices itself`, why)];
  });

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
