import type { PlanStepId } from '../../src/model/plan/step-ids.ts';

/** The id of a step that only a test has. */
export const stepId = (id: string): PlanStepId => id as PlanStepId;
