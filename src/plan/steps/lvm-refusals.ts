import type { Facts } from '../../model/facts/facts.ts';
import type { VolumeGroup } from '../../model/facts/lvm-state.ts';
import { knownOr } from '../../model/known.ts';
import type { Notice } from '../../model/notice.ts';
import {
  activationLimit,
  archiveLimit,
  changeLimit,
  listLimit,
  CONF,
  sightLimit,
  volumeListLimit,
  type Limited,
  type ListedAs,
} from '../../pool/lvm-limits.ts';
import { refusal, unseen, whenKnown } from './refusal.ts';

/** Refuses whatever LVM would fail at because it does not see the group's disks. */
export const sightRefusals = (facts: Facts, group: VolumeGroup): readonly Notice[] =>
  refused(sightLimit(facts, group), 'for LVM its volume group does not exist, or is incomplete');

/** Lists why LVM would refuse to change the group, seeing its disks included. */
export const changeRefusals = (facts: Facts, group: VolumeGroup): readonly Notice[] => [
  ...sightRefusals(facts, group),
  ...refused(changeLimit(facts, group), 'LVM would refuse the change'),
  ...refused(archiveLimit(facts), 'LVM would refuse the change'),
];

/** Lists why LVM would not activate the pool: an administrator may have set that on purpose. */
export const activationRefusals = (facts: Facts, pool: ListedAs): readonly Notice[] => [
  ...refused(activationLimit(facts, pool), ON_PURPOSE),
  ...refused(volumeListLimit(facts, pool), ON_PURPOSE),
];

/** Lists why LVM would not activate a volume by itself at boot. @param group null: it is about to be made */
export const bootRefusals = (
  { lvmSettings, engine }: Facts,
  listed: ListedAs,
  group: VolumeGroup | null,
): readonly Notice[] => {
  const why = `the volume would not be there at the next boot, and ${engine.title} would not have its pool`;
  const property = refusal('DM183', `autoactivation is disabled for ${listed.group.name}`, why, [
    `vgchange --setautoactivation y ${listed.group.name}`,
  ]);
  return [
    ...whenKnown("LVM's settings", lvmSettings, (settings) =>
      refused(listLimit(settings, 'autoActivationVolumeList', listed), why),
    ),
    ...(group?.autoActivation === false ? [property] : []),
  ];
};

/**
 * Lists why LVM would not make a physical volume, or a pool of these names, or why a file of dmctl's could
 * not be written beside it: all that would fail after Docker was stopped.
 */
export const creationRefusals = (
  facts: Facts,
  {
    vg,
    pool,
    tags,
    lockType = '',
  }: {
    readonly vg: string;
    readonly pool: string;
    readonly tags: readonly string[];
    /** Of a group that exists. */
    readonly lockType?: string;
  },
): readonly Notice[] => [
  ...lockRefusals(facts),
  ...(facts.devices.some(({ usable }) => usable) ? joiningRefusals(facts) : []),
  ...refused(changeLimit(facts, { name: vg, lockType }), 'LVM would create nothing'),
  ...refused(archiveLimit(facts), 'LVM would create nothing'),
  ...activationRefusals(facts, {
    volume: { vg, name: pool, tags: [] },
    group: { name: vg, tags },
  }),
  ...folderRefusals(facts),
];

/** Refuses disks of which LVM would make no physical volume, or that it would not add to the others. */
export function joiningRefusals({ joining, lvmSettings }: Facts): readonly Notice[] {
  const hiding = knownOr(lvmSettings, null)?.hiding.join(', ') ?? '';
  const excluded = whenKnown('the disks that LVM uses', joining.excluded, (disks) =>
    disks.map((disk) =>
      refusal('DM029', `LVM would not use ${disk}`, `lvm.conf excludes it: ${hiding}`, [
        `correct the setting in the devices section of ${CONF}`,
      ]),
    ),
  );
  return [...excluded, ...sectorRefusals({ joining, lvmSettings })];
}

function sectorRefusals({
  joining,
  lvmSettings,
}: Pick<Facts, 'joining' | 'lvmSettings'>): readonly Notice[] {
  if (knownOr(lvmSettings, null)?.allowMixedBlockSizes === true) return [];
  return whenKnown('the sizes of sectors', joining.sectorBytes, (sizes) => {
    if (new Set(sizes.values()).size < 2) return [];
    const words = [...sizes].map(([path, size]) => `${path} ${String(size)}`).join(', ');
    return [
      refusal('DM029', 'the disks have logical sectors of different sizes', `in bytes: ${words}`, [
        'use disks with sectors of one size',
      ]),
    ];
  });
}

/** LVM makes physical volumes only under a lock of lvmlockd's where that is in use (lvmlockd(8)). */
export const lockRefusals = ({ lvmSettings }: Facts): readonly Notice[] =>
  whenKnown("LVM's settings", lvmSettings, ({ useLvmlockd }) =>
    useLvmlockd
      ? [
          refusal(
            'DM178',
            'global/use_lvmlockd = 1: LVM makes physical volumes only with lvmlockd',
            "a pool of Docker's is for one host, and needs no locks of others",
            [`set use_lvmlockd = 0 in the global section of ${CONF}`],
          ),
        ]
      : [],
  );

/** Refuses where LVM's profile, the unit or the engine's configuration could not be written. */
function folderRefusals({ lvmAccess, lvmSettings }: Facts): readonly Notice[] {
  const { archiveDir = null, backupDir = null } = knownOr(lvmSettings, null) ?? {};
  return whenKnown('the mounted file systems', lvmAccess.blockedFolders, (blocked) =>
    blocked
      .filter(({ path }) => path !== archiveDir && path !== backupDir)
      .map(({ path, why }) =>
        refusal('DM028', `${path} cannot be written to`, why, ['make it writable, and try again']),
      ),
  );
}

const ON_PURPOSE =
  'LVM would leave the pool inactive; an administrator may have set this on purpose';

function refused(limit: Limited, why: string): readonly Notice[] {
  if (!limit.known) return [unseen("LVM's settings", limit.why)];
  if (limit.value === null) return [];
  const { code, found, fix } = limit.value;
  return [refusal(code, found, why, fix)];
}
