import { BOOT_UNIT_NAME, BOOT_UNIT_PATH } from '../../lvm/boot-unit.ts';
import { knownOr } from '../../model/known.ts';
import type { Notice } from '../../model/notice.ts';
import { bytes, formatBytes } from '../../model/units.ts';
import { chunkBytes, kernelFigures } from '../../pool/usage.ts';
import { isOwnUnit, unitOfPool } from './boot-unit.ts';
import { holdingsWords } from '../docker/data-root-refusals.ts';
import { refusal } from '../steps/refusal.ts';
import { confirmWord } from '../steps/setup-record.ts';
import {
  asideOf,
  heldBesidesPool,
  dockersPool,
  groupOf,
  isDockersOwn,
  poolsRoot,
  rootOfBefore,
} from './site.ts';
import type { TeardownSite } from './site.ts';

/** What is destroyed with a pool; null if unknown. */
export interface Destroyed {
  readonly images: number | null;
  readonly containers: number | null;
  /** Space that they use in the pool. */
  readonly bytes: number | null;
}

/** Counts images, containers and bytes in the pool from Docker, else from its data root. */
export function destroyed(site: TeardownSite): Destroyed {
  const counts = isDockersOwn(site) ? site.facts.engine.counts : null;
  const root = isDockersOwn(site) ? poolsRoot(site) : null;
  return {
    images: counts?.images ?? root?.holdings.images ?? null,
    containers: counts?.containers ?? root?.holdings.containers ?? null,
    bytes: usedBytes(site),
  };
}

function usedBytes(site: TeardownSite): number | null {
  const pool = dockersPool(site.facts);
  if (pool.kind !== 'named' || !isDockersOwn(site)) return null;
  const figures = knownOr(kernelFigures(pool), null);
  const chunk = chunkBytes(pool);
  return figures === null || chunk === null ? null : figures.dataUsedBlocks * chunk;
}

/** Warns of what is destroyed, and of what is left in place. */
export function teardownWarnings(site: TeardownSite): readonly Notice[] {
  return [
    ...destroyedNotice(site),
    ...keptRoot(site),
    ...asideLeft(site),
    ...backupLeft(site),
    ...profileLeft(site),
    ...unitLeft(site),
    ...disksLeft(site),
  ];
}

function destroyedNotice(site: TeardownSite): readonly Notice[] {
  const isThere = site.record.pool === null ? keptRoot(site).length === 0 : groupOf(site) !== null;
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

const left = (what: string, why: string, fix: string): Notice =>
  refusal('DM221', `${what} is left in place`, why, [fix]);

function keptRoot(site: TeardownSite): readonly Notice[] {
  const root = poolsRoot(site);
  if (root === null || !isDockersOwn(site)) return [];
  const held = heldBesidesPool(site, root);
  if (held === '') return [];
  const path = asideOf(root);
  return [left(path, `it holds ${held}`, `if nobody needs them: rm -rf --one-file-system ${path}`)];
}

/** A teardown that was given up leaves the data root of its pool where it moved it. */
function asideLeft(site: TeardownSite): readonly Notice[] {
  if (isDockersOwn(site) || !knownOr(site.ground.engine.asideTaken, false)) return [];
  const path = asideOf(site.facts.engine.detail.dataRoot);
  return [left(path, 'an earlier teardown moved it there', `rm -rf --one-file-system ${path}`)];
}

function backupLeft(site: TeardownSite): readonly Notice[] {
  const { record, ground, facts } = site;
  const moved = record.movedRoot;
  const backup = knownOr(ground.engine.backup, null);
  if (moved === null || backup === null || !isDockersOwn(site)) return [];
  if (rootOfBefore(site) !== null) return [];
  const why =
    moved.path === facts.engine.root
      ? 'it is not the directory that setup moved there'
      : `Docker's data root is now ${facts.engine.root}`;
  return [left(moved.backup, why, 'check it, and move it where it belongs')];
}

function profileLeft({ record, ground }: TeardownSite): readonly Notice[] {
  const sha256 = knownOr(ground.profile, null);
  if (record.profile === null || sha256 === null || sha256 === record.profile.sha256) return [];
  const { path } = record.profile;
  return [left(path, 'it was changed since dmctl wrote it', `if nobody needs it: rm ${path}`)];
}

function unitLeft(site: TeardownSite): readonly Notice[] {
  const unit = unitOfPool(site);
  if (unit === null || isOwnUnit(unit, site)) return [];
  const why = 'it was changed since dmctl wrote it';
  const fix = `systemctl disable ${BOOT_UNIT_NAME}; rm ${BOOT_UNIT_PATH}`;
  return [left(BOOT_UNIT_PATH, why, fix)];
}

function disksLeft({ facts, ownPvs, record }: TeardownSite): readonly Notice[] {
  const pvs = knownOr(facts.lvm, null)?.pvs ?? [];
  return pvs
    .filter(({ vg, uuid }) => vg !== null && vg === record.pool?.vg && !ownPvs.has(uuid))
    .map(({ device }) =>
      left(`the physical volume on ${device}`, 'dmctl did not make it', `pvremove ${device}`),
    );
}
