import { AUTOEXTEND, MONITORING } from './autoextend.ts';
import { ENGINE_CHECKS } from './engines.ts';
import type { Examination } from './examination.ts';
import { HEALTH, USAGE } from './health.ts';
import { LVM_HOST } from './lvm-host.ts';
import { NOTES } from './notes.ts';
import { POOL } from './pool.ts';
import { REBOOT } from './reboot.ts';

/**
 * Every check of `dmctl verify`, in the order a person thinks: does it run, is it whole, is there
 * room, will it grow, is it configured, will it come back, and what else is worth knowing. */
const ALL = [
  ...ENGINE_CHECKS.runs,
  ...POOL,
  ...HEALTH,
  ...LVM_HOST,
  ...USAGE,
  ...AUTOEXTEND,
  ...MONITORING,
  ...ENGINE_CHECKS.configured,
  ...REBOOT,
  ...ENGINE_CHECKS.notes,
  ...NOTES,
] as const;

/** The id of a check. */
export type CheckId = (typeof ALL)[number]['id'];

/** All checks, in that order. */
export const EXAMINATIONS: readonly (Examination & { readonly id: CheckId })[] = ALL;
