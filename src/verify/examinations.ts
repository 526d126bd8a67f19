import { dataSizeAgrees, metadataSizeAgrees } from './docker/sizes.ts';
import { autoextendSettings, dataStep, metadataStep, profileAttached } from './autoextend.ts';
import { bootUnit } from './boot-unit.ts';
import * as daemon from './docker/daemon-json.ts';
import { deferredDeletion, deferredRemoval } from './docker/deferred.ts';
import { dockerRunning, dockerVersion, mode, storageDriver } from './docker/docker.ts';
import type { Examination } from './examination.ts';
import * as health from './health.ts';
import { dataRootBackup } from './docker/leftovers.ts';
import { eventDaemon, monitored, monitoringSetting } from './monitoring.ts';
import { logLimits, managed, rotational } from './docker/notes.ts';
import { poolActive, poolExists, poolTable, poolTarget } from './pool.ts';
import * as reboot from './reboot.ts';
import { dataUse, metadataUse, minFreeSpace } from './usage.ts';

/**
 * Every check of `dmctl verify`, in the order a person thinks: does it run, is it whole, is there
 * room, will it grow, is it configured, will it come back, and what else is worth knowing. */
export const EXAMINATIONS: readonly Examination[] = [
  dockerVersion,
  dockerRunning,
  storageDriver,
  mode,
  poolExists,
  poolActive,
  poolTarget,
  poolTable,
  health.poolWritable,
  health.poolNeedsNoCheck,
  health.volumeHealth,
  health.noForeignVolumes,
  dataUse,
  metadataUse,
  minFreeSpace,
  profileAttached,
  autoextendSettings,
  dataStep,
  metadataStep,
  monitored,
  eventDaemon,
  monitoringSetting,
  daemon.daemonJson,
  daemon.driverNamed,
  daemon.poolConfigured,
  daemon.noClash,
  daemon.spelling,
  daemon.storageOptions,
  deferredRemoval,
  deferredDeletion,
  dataSizeAgrees,
  metadataSizeAgrees,
  reboot.eventActivation,
  reboot.autoActivationList,
  reboot.volumeList,
  reboot.notSkipped,
  reboot.thinCheck,
  bootUnit,
  reboot.dockerEnabled,
  dataRootBackup,
  health.metadataSpare,
  managed,
  logLimits,
  rotational,
];
