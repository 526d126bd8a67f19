import { configurationOf, dockerFacts } from '../../docker/engine.ts';
import type { Notice } from '../../model/notice.ts';
import { refusal, whenKnown } from '../steps/refusal.ts';
import { inUse, isEnginesPool, type TeardownSite } from '../steps/teardown-site.ts';
import { cannotEdit } from './daemon-json.ts';
import { mountRefusals } from './data-root-refusals.ts';
import { outsideRefusals, serviceRefusals } from './refusals.ts';
import { asideOf, poolsRoot } from './teardown-roots.ts';

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
