import type { Plan, PoolLayout, Step } from '../../model/plan/plan.ts';
import { extentsToBytes, type Extents } from '../../model/units.ts';
import { actionJson } from './action.ts';

/** How far a step got; `already` means that nothing had to be done. */
export type ShownState = 'planned' | 'pending' | 'begun' | 'done' | 'already' | 'undone';

function stepJson(step: Step, state: ShownState): Readonly<Record<string, unknown>> {
  const { id, title, why, documented, risk } = step;
  return { id, title, why, documented, ...actionJson(step.action), risk, state };
}

function layoutJson(layout: PoolLayout): Readonly<Record<string, unknown>> {
  const size = (n: Extents): number => extentsToBytes(n, layout.extentSize);
  return {
    extentBytes: layout.extentSize,
    chunkBytes: layout.chunkSize,
    totalBytes: size(layout.total),
    dataBytes: size(layout.data),
    metadataBytes: size(layout.metadata),
    spareBytes: size(layout.spare),
    freeBytes: size(layout.free),
    dataStepBytes: size(layout.dataExtension),
    fullDataStepBytes: size(layout.fullDataExtension),
    fullMetadataStepBytes: size(layout.fullMetadataExtension),
    canExtend: layout.canExtend,
  };
}

/**
 * A plan as the `plan` object of the JSON answer. File contents are left out.
 * @param stateOf how far the step of that id got
 */
export function planJson(
  plan: Pick<Plan, 'id' | 'steps' | 'layout'>,
  stateOf: (stepId: string) => ShownState,
): Readonly<Record<string, unknown>> {
  return {
    id: plan.id,
    steps: plan.steps.map((step) => stepJson(step, stateOf(step.id))),
    layout: plan.layout === null ? null : layoutJson(plan.layout),
  };
}
