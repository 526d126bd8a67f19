import type { EngineName } from '../model/engine.ts';
import { AUTOEXTEND, MONITORING } from './autoextend.ts';
import { ENGINE_CHECKS } from './engines.ts';
import { DISKS } from './disks.ts';
import type { Examination } from './examination.ts';
import { HEALTH, ROOM_FOR_LAYERS, USAGE } from './health.ts';
import { LVM_HOST } from './lvm-host.ts';
import { NOTES } from './notes.ts';
import { POOL } from './pool.ts';
import { REBOOT } from './reboot.ts';

/**
 * Every check of a pool for Docker, in the order a person thinks: does it run, is it whole, is there
 * room, will it grow, is it configured, will it come back, and what else is worth knowing.
 */
const OF_DOCKER = [
  ...ENGINE_CHECKS.docker.runs,
  ...POOL,
  ...HEALTH,
  ...LVM_HOST,
  ...DISKS,
  ...USAGE,
  ...ROOM_FOR_LAYERS,
  ...AUTOEXTEND,
  ...MONITORING,
  ...ENGINE_CHECKS.docker.configured,
  ...REBOOT,
  ...ENGINE_CHECKS.docker.notes,
  ...NOTES,
] as const;

const OF_CONTAINERD = [
  ...ENGINE_CHECKS.containerd.runs,
  ...POOL,
  ...HEALTH,
  ...LVM_HOST,
  ...DISKS,
  ...USAGE,
  ...AUTOEXTEND,
  ...MONITORING,
  ...ENGINE_CHECKS.containerd.configured,
  ...REBOOT,
  ...ENGINE_CHECKS.containerd.notes,
  ...NOTES,
] as const;

/** The id of a check. */
export type CheckId = (typeof OF_DOCKER | typeof OF_CONTAINERD)[number]['id'];

type Identified = Examination & { readonly id: CheckId };

/** All checks of a pool for that engine, in that order. */
export const EXAMINATIONS: Readonly<Record<EngineName, readonly Identified[]>> = {
  docker: OF_DOCKER,
  containerd: OF_CONTAINERD,
};
