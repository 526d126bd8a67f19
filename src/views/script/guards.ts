import type { EngineName } from '../../model/engine.ts';
import type { Condition } from '../../model/plan/condition.ts';
import {
  deviceNode,
  type DeviceIdentity,
  type DiskProof,
  type Signature,
} from '../../model/facts/device.ts';
import { dmName } from '../../model/names.ts';
import { formatBytes, type Bytes } from '../../model/units.ts';
import type { FunctionName } from './functions.ts';
import { quote } from './quote.ts';

/** A call of one of the script's functions. */
export interface GuardCall {
  readonly name: FunctionName;
  readonly args: readonly string[];
}

const call = (name: FunctionName, ...args: string[]): GuardCall => ({ name, args });

/** The line that makes the call. */
export const callLine = ({ name, args }: GuardCall): string =>
  [name, ...args].map((word) => (word === '' ? "''" : quote(word))).join(' ');

type DeviceCondition = Extract<Condition, { kind: `device-${string}` }>;

const isOnDevice = (condition: Condition): condition is DeviceCondition =>
  condition.kind.startsWith('device-');

function deviceGuards(condition: DeviceCondition): GuardCall[] {
  const { kind, device } = condition;
  const same = sameDisk(device);
  if (kind === 'device-end-blank') return same;
  const path = deviceNode(device);
  const free = [...same, call('in_no_use', path)];
  if (kind === 'device-as-seen') {
    const seen = condition.signatures.map(signatureWord);
    return [
      ...free,
      call('carries_only', path, ...seen),
      call('as_it_was', path, condition.sample),
    ];
  }
  if (kind === 'device-unsigned')
    return [...free, call('no_signature', path), call('as_it_was', path, condition.sample)];
  if (kind === 'device-leftover')
    return [...free, call('no_signature', path), ...proofGuard(path, condition.proof)];
  return [...free, call('no_signature', path), call('zeros_at_both_ends', path)];
}

/** The name that was given still leads to the disk, and so does the one that the commands get. */
function sameDisk(device: DeviceIdentity): GuardCall[] {
  const names = new Set([device.path, deviceNode(device)]);
  return [...names].map((name) => call('same_disk', name, device.majorMinor, String(device.size)));
}

function proofGuard(path: string, proof: DiskProof): GuardCall[] {
  if (proof.kind === 'label') return [call('own_pv', path, proof.uuid)];
  if (proof.kind === 'dockers-leftover')
    return [call('lvm_leftover', path, `${proof.vg} {`, String(proof.since))];
  const words = [`id = "${proof.uuid}"`, '0', ...(proof.wasBlank ? [] : ['data'])];
  return [call('lvm_leftover', path, ...words)];
}

type PvCondition = Extract<
  Condition,
  { kind: 'pv-present' | 'pv-half-used' | 'pv-size' | 'docker-made' }
>;

const isOnPv = (condition: Condition): condition is PvCondition =>
  /^(pv-present|pv-half-used|pv-size|docker-made)$/.test(condition.kind);

/** LVM refuses the others by itself; with -ff it refuses nothing. */
function pvGuards(condition: PvCondition): GuardCall[] {
  const path = deviceNode(condition.device);
  if (condition.kind === 'pv-size') {
    const { device, uuid, vg } = condition;
    return [...sameDisk(device), call('pv_in_group', path, uuid, vg)];
  }
  if (condition.kind !== 'docker-made') return [call('own_pv', path, condition.uuid)];
  const same = sameDisk(condition.device);
  const isAlone = condition.is === 'orphan' || condition.is === 'half-used';
  return isAlone ? [...same, call('own_pv', path, '')] : same;
}

/** As wipefs prints it, one word; the last part of a device's path tells disk and partitions apart. */
const signatureWord = ({ device, offset, type, uuid }: Signature): string =>
  [device.slice(device.lastIndexOf('/') + 1), `0x${offset.toString(16)}`, type, uuid ?? ''].join(
    '/',
  );

function directoryGuards({ path, is }: Extract<Condition, { kind: 'directory' }>): GuardCall[] {
  if (is === 'absent') return [call('absent', path)];
  if (is === 'present') return [call('is_directory', path)];
  if (is === 'empty') return [call('is_directory', path), call('is_empty', path)];
  return [call('is_directory', path, String(is.inode))];
}

type LoopCondition = Extract<Condition, { kind: 'file-size' | 'loop-size' | 'pool-table' }>;

function loopGuards(condition: LoopCondition): GuardCall[] {
  if (condition.kind === 'file-size') {
    const { file, size } = condition;
    return [call('is_file', file.path, String(file.inode), String(size))];
  }
  if (condition.kind === 'loop-size') {
    const { majorMinor, file, size } = condition;
    return [call('is_loop', majorMinor, file, String(size))];
  }
  const { swap, is } = condition;
  return is === 'untouched' ? [call('table_is', swap.pool, swap.saved)] : [];
}

function tableChecks({ swap, is }: Extract<Condition, { kind: 'pool-table' }>): GuardCall[] {
  if (is !== 'swapped') return [];
  const { pool, wanted, metadataBlocks, dataBlocks } = swap;
  return [
    call('table_is', pool, wanted),
    call('pool_has', pool, String(metadataBlocks), String(dataBlocks)),
  ];
}

/** How the names of devices begin that an engine makes in its pool. */
const OWN_DEVICES: Readonly<Record<EngineName, (pool: string) => string>> = {
  docker: () => 'docker-',
  containerd: (pool) => `${pool}-snap-`,
};

function holdersGuard({ vg, lv, are }: Extract<Condition, { kind: 'pool-holders' }>): GuardCall {
  const beginning = are === 'none' ? '' : OWN_DEVICES[are](dmName(vg, lv));
  return call('only_on_pool', `${vg}/${lv}`, dmName(vg, lv), beginning);
}

function engineGuards(condition: Condition): GuardCall[] {
  if (condition.kind === 'thin-not-on-record') return recordGuards(condition);
  if (condition.kind === 'containerd-config-same') {
    const { program, config, copy } = condition;
    return [call('same_but_snapshotter', program, config, copy)];
  }
  return condition.kind === 'containerd-idle' ? [call('no_tasks')] : [];
}

function recordGuards({
  deviceId,
  records,
}: Extract<Condition, { kind: 'thin-not-on-record' }>): GuardCall[] {
  if (records.engine !== 'docker') return [call('only_dmctl')];
  return [call('no_dockerd'), call('not_on_record', String(deviceId), records.root)];
}

/**
 * What the script checks right before a step. Volumes that must not be there yet need no check of
 * their own: pvcreate, vgcreate and lvcreate refuse a name that is taken. Files are looked at by
 * the function that replaces them.
 */
export function guardsBefore(condition: Condition): readonly GuardCall[] {
  const { kind } = condition;
  if (isOnDevice(condition)) return deviceGuards(condition);
  if (isOnPv(condition)) return pvGuards(condition);
  if (kind === 'directory') return directoryGuards(condition);
  if (kind === 'file-size' || kind === 'loop-size' || kind === 'pool-table') {
    return loopGuards(condition);
  }
  if (kind === 'data-root-bare' || kind === 'data-root-spent') {
    return [call(kind === 'data-root-bare' ? 'holds_nothing' : 'holds_no_volumes', condition.path)];
  }
  if (kind === 'pool-holders') return [holdersGuard(condition)];
  if (kind === 'pool-sound') return [call('pool_is_sound', condition.pool)];
  return engineGuards(condition);
}

/** As docker info prints a size, its blank left out: there is one from some releases on. */
const printed = (size: Bytes): string => formatBytes(size, 'si').replaceAll(' ', '');

function dockerChecks({
  driver,
  pool,
}: Extract<Condition, { kind: 'docker-driver' }>): GuardCall[] {
  if (pool === null || typeof pool === 'string')
    return [call('docker_runs_on', driver, pool ?? '')];
  const { data, metadata } = pool.onLoopFiles;
  const bytes = [data, metadata].map((size) => (size === null ? '' : String(size)));
  return [call('docker_runs_on', driver, ''), call('docker_on_loop_files', ...bytes)];
}

/** What the script checks at its end, of what its steps were to bring about. */
export function checksAfter(condition: Condition): readonly GuardCall[] {
  if (condition.kind === 'docker-driver') return dockerChecks(condition);
  if (condition.kind === 'containerd-on-pool') return [call('plugin_is', 'ok')];
  if (condition.kind === 'engine-pool-size') {
    const { pool, data, metadata } = condition;
    return [call('docker_shows', pool, printed(data), printed(metadata))];
  }
  if (condition.kind === 'file-size') return loopGuards(condition);
  if (condition.kind === 'device-blank') return deviceGuards(condition);
  if (condition.kind === 'pool-table') return tableChecks(condition);
  return 'lv' in condition ? volumeChecks(condition) : [];
}

function volumeChecks(
  condition: Extract<Condition, { readonly lv: string }>,
): readonly GuardCall[] {
  const name = `${condition.vg}/${condition.lv}`;
  if (condition.kind === 'thin-pool' && condition.active) {
    return [call('is_thin_pool', name, String(condition.size), String(condition.chunkSize))];
  }
  if (condition.kind === 'pool-size' && condition.is === 'at-least') {
    const field = condition.part === 'data' ? 'lv_size' : 'lv_metadata_size';
    return [call('lv_has', name, field, String(condition.size))];
  }
  if (condition.kind === 'lv-profile') {
    return [call('lv_says', name, 'lv_profile', condition.profile ?? '')];
  }
  if (condition.kind === 'lv-monitored') {
    return [call('lv_says', name, 'seg_monitor', 'monitored')];
  }
  return [];
}
