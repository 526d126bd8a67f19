import type { Notice } from '../../model/notice.ts';
import { poolPath, type NamedPool } from '../../pool/found-pool.ts';
import { refusal, whenKnown } from '../steps/refusal.ts';

export const COMMAND = 'reclaim';

const SEE = 'dmctl verify shows the state of the pool, and what to do about it';

/** Says why the kernel would give nothing back to the pool now; empty if it would. */
export const poolRefusals = (pool: NamedPool): readonly Notice[] =>
  whenKnown('the pool', pool.target, (target) => {
    const no = (why: string, fix: string = SEE): readonly Notice[] => [
      refusal('DM270', `${poolPath(pool)} takes nothing back now`, why, [fix]),
    ];
    const device = pool.device.known ? pool.device.value : null;
    if (target === null || device === null) return no('it is not active', 'dmctl activate');
    if (device.suspended) return no('it is suspended');
    if (target.status.state !== 'running') return no('the kernel has given it up');
    if (target.status.needsCheck) return no('its metadata needs a check');
    return target.status.mode === 'ro' ? no('it is read-only') : [];
  });
