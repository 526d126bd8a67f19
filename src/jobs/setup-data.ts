import type { RunEnd } from '../apply/apply.ts';
import { dmName } from '../model/names.ts';
import type { Facts } from '../model/facts/facts.ts';
import type { PoolReport } from '../model/check.ts';
import type { Plan } from '../model/plan/plan.ts';
import { extentsToBytes, type Extents } from '../model/units.ts';
import { poolReport } from '../pool/pool-report.ts';
import { planJson, type ShownState } from '../views/changes/plan-json.ts';
import type { SetupDirectLvmRequest } from '../model/plan/journal.ts';

/** The files that a setup changes. */
interface SetupPlaces {
  readonly dataRoot: { readonly path: string | null; readonly movedTo: string | null };
  readonly daemonJson: { readonly path: string | null };
}

/** Finds where a plan moves the data root, and which daemon.json it writes; null if it does not. */
export function placesOf(plan: Plan): SetupPlaces {
  const file = plan.steps.find(({ id }) => id === 'daemon-json')?.action;
  return {
    dataRoot: moveOf(plan),
    daemonJson: { path: file?.kind === 'write-file' ? file.path : null },
  };
}

/** A data root is renamed, or its entries are moved into a directory that is then renamed. */
function moveOf({ steps }: Plan): SetupPlaces['dataRoot'] {
  const actions = steps.map(({ action }) => action);
  const entries = actions.find((action) => action.kind === 'move-entries');
  const directory = actions.find((action) => action.kind === 'rename-directory');
  return { path: entries?.root.path ?? directory?.from ?? null, movedTo: directory?.to ?? null };
}

/** The part of the contract's `data` that is the same for all jobs that look at the pool. */
export const seenData = (facts: Facts, plan: Plan, end: RunEnd | null) => ({
  pool: poolReport(facts),
  dataRoot: { path: facts.engine.root, movedTo: placesOf(plan).dataRoot.movedTo },
  daemonJson: { path: facts.engine.configFile },
  plan: planJson(plan, statesOf(end)),
});

type Named = Pick<
  SetupDirectLvmRequest,
  'engine' | 'vg' | 'pool' | 'autoextendThreshold' | 'autoextendPercent'
>;

/** The pool as the last step of the plan confirmed it. What that step does not observe is null. */
export function poolAsMade(named: Named, plan: Plan): PoolReport {
  const { vg, pool, autoextendThreshold: threshold, autoextendPercent: percent } = named;
  const { layout } = plan;
  const size = (n: Extents | undefined): number | null =>
    layout === null || n === undefined ? null : extentsToBytes(n, layout.extentSize);
  const name = dmName(vg, pool);
  return {
    engine: named.engine,
    name,
    vg,
    lv: pool,
    dmName: name,
    active: true,
    monitored: true,
    suspended: null,
    needsCheck: null,
    health: null,
    dataBytes: size(layout?.data),
    dataUsedPercent: null,
    metadataBytes: size(layout?.metadata),
    metadataUsedPercent: null,
    chunkBytes: layout?.chunkSize ?? null,
    autoextend: {
      threshold,
      percent,
      profile: `${vg}-${pool}`,
      canExtend: layout?.canExtend ?? null,
      neededBytes: size(layout?.fullDataExtension),
      freeBytes: size(layout?.free),
    },
    metadataCanExtend: layout === null ? null : layout.free >= layout.fullMetadataExtension,
  };
}

/** The disks that a plan leaves blank. */
export const blankDisksOf = ({ steps }: Plan): readonly string[] =>
  steps.flatMap(({ after }) =>
    after.flatMap((one) => (one.kind === 'device-blank' ? [one.device.path] : [])),
  );

/** The state of each step after a run; without a run, all are planned. */
export function statesOf(end: RunEnd | null): (stepId: string) => ShownState {
  const states = new Map(end?.steps.map(({ id, state }) => [id, state]));
  return (id) => states.get(id) ?? 'planned';
}
