import type { Facts } from '../../src/model/facts/facts.ts';
import type { Examination, MetadataSummary } from '../../src/model/facts/metadata.ts';
import { known } from '../../src/model/known.ts';
import type { Plan } from '../../src/model/plan/plan.ts';
import { bytes, MIB } from '../../src/model/units.ts';
import { planRepair } from '../../src/plan/repair/repair.ts';
import type { RepairGround, RepairSite } from '../../src/plan/repair/site.ts';
import { namedPool } from './resize-site.ts';

export const FOLDER = '/var/lib/dmctl/metadata/docker-thinpool-012345';

/** Nothing is in the way of a repair. */
export const GROUND: RepairGround = {
  diskErrors: known([]),
  holders: known([]),
  transactionId: known({ least: 6, most: 7 }),
  free: known(bytes(10_000 * MIB)),
  folder: FOLDER,
  layers: { layers: [], images: [], containers: [], orphans: [] },
  unread: [],
};

/** Metadata with these devices of ten chunks each. */
export const summaryOf = (
  ids: readonly number[],
  change: Partial<MetadataSummary> = {},
): MetadataSummary => ({
  superblock: {
    valid: true,
    needsCheck: false,
    transactionId: 7,
    chunkSize: bytes(524_288),
    dataBlocks: 19_000,
    metadataBlocks: 25_600,
    metadataUsedBlocks: 200,
    mappingRoot: 4,
    detailsRoot: 5,
  },
  brokenNodes: 0,
  devices: ids.map((deviceId) => ({
    ...{ deviceId, mapped: 10, found: 10, whole: true, sum: String(deviceId) },
  })),
  ...change,
});

/** An examination of the pool of the healthy host that found sound metadata. */
export const examination = (
  metadataSize: number,
  change: Partial<Examination> = {},
): Examination => ({
  schema: 1,
  vg: 'docker',
  pool: 'thinpool',
  old: { path: `${FOLDER}/metadata.img`, size: bytes(metadataSize), sha256: 'old' },
  check: { ok: true, words: '' },
  before: summaryOf([1, 2]),
  superblockRestored: false,
  repaired: {
    path: `${FOLDER}/repaired.img`,
    size: bytes(metadataSize + 4 * MIB),
    sha256: 'new',
  },
  repair: { ok: true, words: '' },
  after: summaryOf([1, 2]),
  ...change,
});

/** The plan for these facts. */
export function repairPlan(
  facts: Facts,
  change: Partial<Omit<RepairSite, 'facts' | 'pool' | 'ground'>> & {
    readonly ground?: Partial<RepairGround>;
  } = {},
): Plan {
  const { ground, ...others } = change;
  return planRepair({
    facts,
    pool: namedPool(facts),
    request: { confirm: null, engine: null, dryRun: false },
    examined: null,
    ...others,
    ground: { ...GROUND, ...ground },
  });
}
