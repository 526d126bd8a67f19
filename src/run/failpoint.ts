import type { ApplyParts } from '../apply/parts.ts';

/**
 * DMCTL_FAILPOINT=MOMENT:STEP kills dmctl there as kill -9 would (docs/apply.md): how crash safety
 * is proven. Not set, nothing happens.
 */
export function failpointFrom(environment: NodeJS.ProcessEnv): ApplyParts['failpoint'] {
  const wanted = environment['DMCTL_FAILPOINT'];
  return (moment, step) => {
    if (wanted === `${moment}:${step}`) process.kill(process.pid, 'SIGKILL');
  };
}
