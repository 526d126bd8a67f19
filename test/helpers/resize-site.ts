import type { DeviceFacts } from '../../src/model/facts/device.ts';
import type { Facts } from '../../src/model/facts/facts.ts';
import type { Plan } from '../../src/model/plan/plan.ts';
import { planResizeDirectLvm } from '../../src/plan/resize/direct-lvm.ts';
import { refusedResize, resizeRefusals } from '../../src/plan/resize/refusals.ts';
import type { ResizeRequest, SizeChange } from '../../src/plan/resize/request.ts';
import { bytes } from '../../src/model/units.ts';
import { findPool, type NamedPool } from '../../src/pool/found-pool.ts';
import { healthy } from './facts.ts';

export const NOTHING_ASKED: ResizeRequest = {
  engine: null,
  size: null,
  metadataSize: null,
  add: [],
  pvresize: false,
  keepStep: false,
  allowOvercommit: false,
  wipeSignatures: false,
  confirmed: [],
};

export const to = (size: number): SizeChange => ({ kind: 'to', size: bytes(size) });
export const by = (size: number): SizeChange => ({ kind: 'by', size: bytes(size) });

export function namedPool(facts: Facts): NamedPool {
  const pool = findPool(facts);
  if (pool.kind === 'named') return pool;
  throw new Error(`the facts have no pool: ${pool.kind}`);
}

/** The plan for these facts; `disks` are what --add named. */
export function resizePlan(
  asked: Partial<ResizeRequest>,
  facts: Facts = healthy,
  disks: readonly DeviceFacts[] = [],
): Plan {
  const seen = { ...facts, devices: disks };
  const request = { ...NOTHING_ASKED, add: disks.map(({ path }) => path), ...asked };
  const site = { facts: seen, request, pool: namedPool(seen) };
  const refusals = resizeRefusals(site);
  if (refusals.length > 0) return refusedResize(refusals);
  return planResizeDirectLvm({ ...site, nonce: '0123456789abcdef0123456789abcdef' });
}
