import { whyNotProven } from '../lvm/disk-proof.ts';
import type { DiskProof } from '../model/facts/device.ts';
import type { Host } from '../model/host.ts';
import { bytes, MIB } from '../model/units.ts';
import { resolveDevice } from './devices.ts';

/**
 * Reads the first MiB of a disk for a proof that it is this run's.
 * @param rest what of these bytes is to be looked at
 * @returns null: it is there
 * @throws HostError
 */
export async function proofFault(
  host: Host,
  path: string,
  proof: DiskProof,
  rest: (firstMiB: Uint8Array) => Uint8Array = (all) => all,
): Promise<string | null> {
  const { realPath } = await resolveDevice(host, path);
  return whyNotProven(rest(await host.readRange(realPath, bytes(0), bytes(MIB))), proof);
}

/** Applies the proof to bytes that were already read. */
export const faultIn =
  (proof: DiskProof) =>
  (firstMiB: Uint8Array): string | null =>
    whyNotProven(firstMiB, proof);
