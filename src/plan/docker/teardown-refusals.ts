import { configurationOf, dockerFacts } from '../../docker/engine.ts';
import type { EngineCounts } from '../../model/engine.ts';
import { knownOr } from '../../model/known.ts';
import type { Notice } from '../../model/notice.ts';
import { refusal, whenKnown } from '../steps/refusal.ts';
import { type TeardownSite, inUse, isEnginesPool, leftInPlace } from '../steps/teardown-site.ts';
import { cannotEdit } from './daemon-json.ts';
import { mountRefusals } from './data-root-refusals.ts';
import { outsideRefusals, serviceRefusals } from './refusals.ts';
import { asideOf, heldBesidesPool, poolsRoot, rootOfBefore } from './teardown-roots.ts';

/** Counts what Docker keeps in the pool, from what it says, else from its data root; null: unknown. */
export function heldInPool(site: TeardownSite): Pick<EngineCounts, 'images' | 'containers'> | null {
  return site.facts.engine.counts ?? poolsRoot(site)?.holdings ?? null;
}

/** Says that the data root of the pool stays, because it holds more than belonged to the pool. */
export function keptRoot(site: TeardownSite): readonly Notice[] {
  const root = poolsRoot(site);
  if (root === null || !isEnginesPool(site)) return [];
  const held = heldBesidesPool(site, root);
  if (held === '') return [];
  const path = asideOf(root);
  return [
    leftInPlace(path, `it holds ${held}`, `if nobody needs them: rm -rf --one-file-system ${path}`),
  ];
}

/** Says what a teardown leaves in place of data roots other than the pool's own. */
export const otherRootsLeft = (site: TeardownSite): readonly Notice[] => [
  ...asideLeft(site),
  ...backupLeft(site),
];

/** A teardown that was given up leaves the data root of its pool where it moved it. */
function asideLeft(site: TeardownSite): readonly Notice[] {
  if (isEnginesPool(site) || !knownOr(site.ground.engine.asideTaken, false)) return [];
  const path = asideOf(dockerFacts(site.facts).dataRoot);
  return [
    leftInPlace(path, 'an earlier teardown moved it there', `rm -rf --one-file-system ${path}`),
  ];
}

function backupLeft(site: TeardownSite): readonly Notice[] {
  const { record, ground, facts } = site;
  const moved = record.movedRoot;
  const backup = knownOr(ground.engine.backup, null);
  if (moved === null || backup === null || !isEnginesPool(site)) return [];
  if (rootOfBefore(site) !== null) return [];
  const why =
    moved.path === facts.engine.root
      ? 'it is not the directory that setup moved there'
      : `Docker's data root is now ${facts.engine.root}`;
  return [leftInPlace(moved.backup, why, 'check it, and move it where it belongs')];
}

/** Lists every reason of Docker's why the pool is not taken down. */
export const dockerTeardownRefusals = (site: TeardownSite): readonly Notice[] => [
  ...(isEnginesPool(site) ? useRefusals(site) : []),
  ...daemonJsonRefusals(site),
];

function useRefusals(site: TeardownSite): readonly Notice[] {
  const { docker } = dockerFacts(site.facts);
  const service = [...serviceRefusals(docker), ...outsideRefusals(docker)];
  const containers = whenKnown('docker info', docker.info, (info) => {
    const running = info?.running ?? 0;
    if (running === 0) return [];
    const message = `${String(running)} ${running === 1 ? 'container runs' : 'containers run'} on the pool`;
    const why = 'what they write would be destroyed';
    return [
      inUse(message, why, ['list them with docker ps', 'stop them with docker stop CONTAINER']),
    ];
  });
  return [...service, ...containers, ...dataRootRefusals(site)];
}

function dataRootRefusals(site: TeardownSite): readonly Notice[] {
  const { facts, ground } = site;
  const { docker, dataRoot } = dockerFacts(facts);
  const stays = (why: string, fix: string): readonly Notice[] => [
    refusal('DM045', `${dataRoot.path} cannot be moved aside`, why, [fix]),
  ];
  if (dataRoot.state === 'unusable') return stays(dataRoot.why, dataRoot.fix);
  const root = poolsRoot(site);
  if (root === null) return [];
  const aside = asideOf(root);
  return [
    ...mountRefusals(docker, root),
    ...whenKnown(aside, ground.engine.asideTaken, (taken) =>
      taken ? stays(`${aside} exists already`, 'move or remove it first') : [],
    ),
    ...whenKnown('the previous data root', ground.engine.inPlace, () => []),
  ];
}

function daemonJsonRefusals({ facts, record }: TeardownSite): readonly Notice[] {
  if (record.daemonJson === null) return [];
  const { file } = configurationOf(facts);
  return file.ok ? [] : [cannotEdit(facts.engine.configFile, file.why)];
}
