import { BOOT_UNIT_NAME, BOOT_UNIT_PATH } from '../../lvm/boot-unit.ts';
import { knownOr } from '../../model/known.ts';
import type { Notice } from '../../model/notice.ts';
import { bytes, formatBytes } from '../../model/units.ts';
import { chunkBytes, kernelFigures } from '../../pool/usage.ts';
import { findPool } from '../../pool/found-pool.ts';
import { plansOf } from '../engines.ts';
import { holdingsWords } from '../steps/holdings.ts';
import { refusal } from '../steps/refusal.ts';
import { confirmWord } from '../steps/setup-record.ts';
import { isEnginesPool, leftInPlace, type TeardownSite } from '../steps/teardown-site.ts';
import { isOwnUnit, unitOfPool } from './boot-unit.ts';
import { groupOf } from './site.ts';

/** What is destroyed with a pool; null if unknown. */
export interface Destroyed {
  readonly images: number | null;
  readonly containers: number | null;
  /** Space that they use in the pool. */
  readonly bytes: number | null;
}

/** Counts images, containers and bytes in the pool from Docker, else from its data root. */
export function destroyed(site: TeardownSite): Destroyed {
  const counted = isEnginesPool(site) ? plansOf(site.facts).holds(site) : null;
  return {
    images: counted?.images ?? null,
    containers: counted?.containers ?? null,
    bytes: usedBytes(site),
  };
}

function usedBytes(site: TeardownSite): number | null {
  const pool = findPool(site.facts);
  if (pool.kind !== 'named' || !isEnginesPool(site)) return null;
  const figures = knownOr(kernelFigures(pool), null);
  const chunk = chunkBytes(pool);
  return figures === null || chunk === null ? null : figures.dataUsedBlocks * chunk;
}

/** Warns of what is destroyed, and of what is left in place. */
export function teardownWarnings(site: TeardownSite): readonly Notice[] {
  const engine = plansOf(site.facts);
  return [
    ...destroyedNotice(site),
    ...engine.keeps(site),
    ...engine.leaves(site),
    ...profileLeft(site),
    ...unitLeft(site),
    ...disksLeft(site),
  ];
}

function destroyedNotice(site: TeardownSite): readonly Notice[] {
  const isThere =
    site.record.pool === null
      ? plansOf(site.facts).keeps(site).length === 0
      : groupOf(site) !== null;
  if (!isThere) return [];
  const { images, containers, bytes: used } = destroyed(site);
  const none = { volumes: 0, plugins: 0, swarm: false };
  const held = holdingsWords({ ...none, images: images ?? 0, containers: containers ?? 0 });
  const size = used === null ? '' : ` (${formatBytes(bytes(used))})`;
  const what = images === null ? 'everything that Docker stores in it' : held;
  const name = site.record.pool === null ? 'the pool on loop files' : confirmWord(site.record);
  const fix = [
    'save what you need: docker save IMAGE > FILE, docker export CONTAINER > FILE',
    ...(site.record.pool === null || site.request.erase
      ? []
      : ['their bytes stay on the disks until they are overwritten; --erase does that']),
  ];
  const message =
    what === ''
      ? `${name} will be destroyed; it holds no image and no container`
      : `${name} will be destroyed with ${what}${size}`;
  return [refusal('DM220', message, 'the contents of the pool cannot be recovered', fix)];
}

function profileLeft({ record, ground }: TeardownSite): readonly Notice[] {
  const sha256 = knownOr(ground.profile, null);
  if (record.profile === null || sha256 === null || sha256 === record.profile.sha256) return [];
  const { path } = record.profile;
  return [
    leftInPlace(path, 'it was changed since dmctl wrote it', `if nobody needs it: rm ${path}`),
  ];
}

function unitLeft(site: TeardownSite): readonly Notice[] {
  const unit = unitOfPool(site);
  if (unit === null || isOwnUnit(unit, site)) return [];
  const why = 'it was changed since dmctl wrote it';
  const fix = `systemctl disable ${BOOT_UNIT_NAME}; rm ${BOOT_UNIT_PATH}`;
  return [leftInPlace(BOOT_UNIT_PATH, why, fix)];
}

function disksLeft({ facts, ownPvs, record }: TeardownSite): readonly Notice[] {
  const pvs = knownOr(facts.lvm, null)?.pvs ?? [];
  return pvs
    .filter(({ vg, uuid }) => vg !== null && vg === record.pool?.vg && !ownPvs.has(uuid))
    .map(({ device }) =>
      leftInPlace(
        `the physical volume on ${device}`,
        'dmctl did not make it',
        `pvremove ${device}`,
      ),
    );
}
