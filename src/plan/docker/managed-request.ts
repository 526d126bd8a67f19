import { MANAGED } from '../../docker/managed.ts';
import type { ManagedConfig } from '../../model/facts/managed.ts';
import { bytes, KIB } from '../../model/units.ts';
import type { SetupDirectLvmRequest } from '../../model/plan/journal.ts';

/** The options that Docker gets for this request. */
export const managedConfig = (request: SetupDirectLvmRequest): ManagedConfig => ({
  device: request.devices[0] ?? '',
  thinpPercent: request.dataPercent,
  thinpMetapercent: request.metadataPercent,
  autoextendThreshold: request.autoextendThreshold,
  autoextendPercent: request.autoextendPercent,
});

type Rule = (request: SetupDirectLvmRequest) => string | null;

const isShare = (percent: number): boolean =>
  Number.isInteger(percent) && percent >= 1 && percent <= 99;

/** moby, device_setup.go: what is fixed there, and what its options take. */
const RULES: readonly Rule[] = [
  ({ devices }) =>
    devices.length === 1
      ? null
      : 'Docker sets up one device; add other disks later with dmctl resize --add',
  ({ vg }) => (vg === MANAGED.vg ? null : `--vg: Docker always uses ${MANAGED.vg}`),
  ({ pool }) => (pool === MANAGED.pool ? null : `--pool: Docker always uses ${MANAGED.pool}`),
  ({ chunkSize }) =>
    chunkSize === bytes(512 * KIB) ? null : '--chunk-size: Docker always uses 512K',
  ({ reserveStep }) =>
    reserveStep
      ? '--reserve-step: Docker accepts whole percentages only; use a smaller --data-percent instead'
      : null,
  ({ dataPercent }) =>
    isShare(dataPercent) ? null : '--data-percent: Docker accepts a whole number from 1 to 99',
  ({ metadataPercent }) =>
    isShare(metadataPercent)
      ? null
      : '--metadata-percent: Docker accepts a whole number from 1 to 99',
];

/** Says why Docker cannot do this itself on any host; null if it can, or need not. */
export function managedFault(request: SetupDirectLvmRequest): string | null {
  if (!request.managed) return null;
  const fault = RULES.map((rule) => rule(request)).find((found) => found !== null) ?? null;
  return fault === null ? null : `with --managed, ${fault}`;
}
