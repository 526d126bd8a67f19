import type { RunEnd } from '../apply/apply.ts';
import { dmName } from '../model/names.ts';
import type { Facts } from '../model/facts/facts.ts';
import type { Mode, PoolReport } from '../model/check.ts';
import type { Plan } from '../model/plan/plan.ts';
import { extentsToBytes, type Extents } from '../model/units.ts';
import { planJson, type ShownState } from '../views/changes/plan-json.ts';
import type { SetupDirectLvmRequest } from '../model/plan/requests.ts';

/** The files a set-up is about, as its plan names them or as they were seen. */
export interface SetupPlaces {
  readonly dataRoot: { readonly path: string | null; readonly movedTo: string | null };
  readonly daemonJson: { readonly path: string | null };
}

/** Where a plan moves the data root, and which daemon.json it writes; null: it does neither. */
export function placesOf(plan: Plan): SetupPlaces {
  const file = plan.steps.find(({ id }) => id === 'daemon-json')?.action;
  return {
    dataRoot: moveOf(plan),
    daemonJson: { path: file?.kind === 'write-file' ? file.path : null },
  };
}

/** A data root is renamed, or what is in it is moved into a folder that is renamed then. */
function moveOf({ steps }: Plan): SetupPlaces['dataRoot'] {
  const actions = steps.map(({ action }) => action);
  const entries = actions.find((action) => action.kind === 'move-entries');
  const folder = actions.find((action) => action.kind === 'rename-directory');
  return { path: entries?.root.path ?? folder?.from ?? null, movedTo: folder?.to ?? null };
}

/** The files as they were seen, and where the plan moves the data root. */
export function placesSeen(facts: Facts, plan: Plan): SetupPlaces {
  return {
    dataRoot: { path: facts.engine.root, movedTo: placesOf(plan).dataRoot.movedTo },
    daemonJson: { path: facts.engine.configFile },
  };
}

type Named = Pick<
  SetupDirectLvmRequest,
  'vg' | 'pool' | 'autoextendThreshold' | 'autoextendPercent'
>;

/**
 * The pool as the last step's look at the host confirmed it. What that look does not cover is
 * null: nobody looked.
 */
export function poolAsMade(named: Named, plan: Plan): PoolReport {
  const { vg, pool, autoextendThreshold: threshold, autoextendPercent: percent } = named;
  const { layout } = plan;
  const size = (n: Extents | undefined): number | null =>
    layout === null || n === undefined ? null : extentsToBytes(n, layout.extentSize);
  const name = dmName(vg, pool);
  return {
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
      neededBytes: size(layout?.fullDataStep),
      freeBytes: size(layout?.free),
    },
    metadataCanExtend: layout === null ? null : layout.free >= layout.fullMetadataStep,
  };
}

/** The state of each step after a run; a step that no run took is as planned. */
export function statesOf(end: RunEnd | null): (stepId: string) => ShownState {
  const states = new Map(end?.steps.map(({ id, state }) => [id, state]));
  return (id) => states.get(id) ?? 'planned';
}

/** The contract's `data` of a set-up. */
export function setupData(
  mode: Mode,
  devices: readonly string[],
  plan: Plan,
  seen: {
    readonly pool: PoolReport | null;
    readonly places: SetupPlaces;
    readonly end: RunEnd | null;
  },
): Readonly<Record<string, unknown>> {
  return {
    mode,
    pool: seen.pool,
    devices,
    ...seen.places,
    plan: planJson(plan, statesOf(seen.end)),
  };
}
