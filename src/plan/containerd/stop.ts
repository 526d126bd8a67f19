import { startContainerd, stopContainerd } from '../../containerd/commands.ts';
import type { Facts } from '../../model/facts/facts.ts';
import { knownOr } from '../../model/known.ts';
import type { Condition } from '../../model/plan/condition.ts';
import { makeStep, type Step } from '../../model/plan/plan.ts';
import type { Grown } from '../steps/pool-in-use.ts';

const STOPPED: Condition = { kind: 'units', names: ['containerd.service'], active: false };

/**
 * Stops containerd while its pool is repaired. Containers outlive it, so none may run in the pool. On the way back
 * it is started, with or without its snapshotter.
 */
export function stopContainerdForRepair({ engine }: Facts): Grown<Step> {
  const wasRunning = knownOr(engine.service.running, true);
  const back = makeStep({
    id: 'undo-stop-containerd',
    title: 'Start containerd, if it can',
    why: 'it was running before',
    risk: 'safe',
    before: [STOPPED],
    action: { kind: 'run', command: startContainerd() },
    after: [],
  });
  const step = makeStep({
    id: 'stop-containerd',
    title: 'Stop containerd',
    why: 'nothing may change the pool while its metadata is read; containers on other snapshotters go on',
    risk: 'reversible',
    before: wasRunning ? [{ kind: 'containerd-idle' }] : [],
    action: { kind: 'run', command: stopContainerd() },
    after: [STOPPED],
    undo: wasRunning ? [back] : [],
  });
  return { ok: true, value: step };
}
