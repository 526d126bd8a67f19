import type { Check, CheckStatus } from '../model/check.ts';
import type { Facts } from '../model/facts/facts.ts';
import { knownOr } from '../model/known.ts';
import type { DockerReport, DockersCounts, DockersFigure, Status } from '../model/status.ts';
import { readConfiguration } from '../pool/configuration.ts';
import { findPool, type FoundPool } from '../pool/found-pool.ts';
import { poolReport } from '../pool/pool-report.ts';
import { minFreePercent } from './usage.ts';
import { verify } from './verify.ts';

const WORST_FIRST: readonly CheckStatus[] = ['failed', 'warning', 'unknown'];

/** The pool, Docker's view of it and its health, for one screen. */
export function statusOf(facts: Facts): Status {
  const config = readConfiguration(facts);
  const pool = findPool(facts, config);
  const { mode, checks } = verify(facts);
  const problems = WORST_FIRST.flatMap((status) => checks.filter((one) => one.status === status));
  return {
    mode,
    pool: poolReport(facts),
    devices: devicesOf(facts, pool),
    docker: dockerReport(facts),
    dockersView: dockersView(facts),
    counts: counts(facts),
    minFreePercent: knownOr(minFreePercent(config), null),
    problems,
    next: nextThing(problems, checks),
  };
}

/** Of the worst problem the first way out; where all is well, the step that would not fit. */
function nextThing(problems: readonly Check[], checks: readonly Check[]): string | null {
  const mended = problems.find(({ fix }) => fix.length > 0)?.fix[0];
  if (mended !== undefined) return mended;
  if (problems.length > 0) return 'dmctl verify says what could not be seen';
  const tight = checks.find(({ id, status }) => id === 'data-step' && status === 'note');
  const room = tight?.fix[0];
  return room === undefined ? null : `before it fills up: ${room}`;
}

function devicesOf(facts: Facts, pool: FoundPool): readonly string[] {
  if (pool.kind !== 'named') return [];
  const vg = knownOr(pool.volume, null)?.vg;
  const pvs = facts.lvm.known ? facts.lvm.value.pvs : [];
  if (vg !== undefined) return pvs.filter((pv) => pv.vg === vg).map(({ device }) => device);
  const info = knownOr(facts.docker.info, null)?.devicemapper ?? null;
  return [info?.dataLoopFile, info?.metadataLoopFile].filter((file) => typeof file === 'string');
}

function dockerReport({ docker, dataRoot }: Facts): DockerReport {
  const info = knownOr(docker.info, null);
  return {
    version: info?.serverVersion ?? knownOr(docker.version, null),
    storageDriver: info?.storageDriver ?? null,
    dataRoot: info?.dataRoot ?? dataRoot.path,
    running: knownOr(docker.running, null),
  };
}

function dockersView({ docker }: Facts): Status['dockersView'] {
  const seen = knownOr(docker.info, null)?.devicemapper ?? null;
  if (seen === null) return null;
  const data: DockersFigure = { used: seen.dataUsed, total: seen.dataTotal };
  return { data, metadata: { used: seen.metadataUsed, total: seen.metadataTotal } };
}

function counts({ docker }: Facts): DockersCounts | null {
  const info = knownOr(docker.info, null);
  if (info === null) return null;
  const { images, containers, running } = info;
  return { images, containers, running };
}
