import { compareVersions } from '../../model/version.ts';
import type { Facts, ToolName } from '../../model/facts/facts.ts';
import { EXIT } from '../../model/exit-codes.ts';
import type { Notice } from '../../model/notice.ts';
import { refusal, whenKnown } from './refusal.ts';

/**
 * Oldest versions that serve: lvm2 2.02.158 reports as JSON. LVM calls thin_check with
 * --clear-needs-check-flag, which 0.2 does not know, and then activates no pool (lvm2, configure.ac).
 * lsblk of util-linux 2.23 says what a device stands on.
 */
const OLDEST: Partial<Record<ToolName, string>> = {
  lvm: '2.02.158',
  thin_check: '0.3.0',
  wipefs: '2.23',
  lsblk: '2.23',
};

const PACKAGE: Record<ToolName, string> = {
  lvm: 'lvm2',
  dmsetup: 'dmsetup (Debian, Ubuntu) or device-mapper',
  thin_check: 'thin-provisioning-tools (Debian, Ubuntu, SLES 15) or device-mapper-persistent-data',
  wipefs: 'util-linux',
  lsblk: 'util-linux',
  docker: 'docker.io or docker-ce',
  systemctl: 'systemd',
};

const NEEDED: readonly ToolName[] = ['lvm', 'dmsetup', 'thin_check', 'wipefs', 'lsblk'];

/**
 * Checks root, the tools and the kernel, which every setup needs. Versions are checked only where
 * something is created with the tools.
 */
export function hostRefusals(facts: Facts, making: boolean): readonly Notice[] {
  const versions = making ? versionRefusals(facts) : [];
  const tools = missingTools(facts, NEEDED);
  return [...rootRefusals(facts), ...tools, ...versions, ...kernelRefusals(facts)];
}

/** Refuses to run without root, which even reading needs. */
export function rootRefusals(facts: Facts): readonly Notice[] {
  if (facts.euid === 0) return [];
  const why = 'only root can access devices, LVM and the Docker daemon';
  return [refusal('DM003', 'this command needs root', why, ['sudo dmctl ...'], EXIT.needsRoot)];
}

/** Refuses if one of these tools is missing: exit 5. */
export const missingTools = (facts: Facts, needed: readonly ToolName[]): readonly Notice[] =>
  needed.filter((name) => facts.tools[name].path === null).map(missing);

/** A version nobody asked for is no reason: the tool has answered in a form only newer ones know. */
export function versionRefusals(facts: Facts): readonly Notice[] {
  return NEEDED.flatMap((name) => {
    const { version } = facts.tools[name];
    const oldest = OLDEST[name];
    if (oldest === undefined || !version.known) return [];
    return compareVersions(version.value, oldest) < 0 ? [tooOld(name, version.value, oldest)] : [];
  });
}

/** Refuses for one tool that is missing. */
export function missing(name: ToolName): Notice {
  const why = 'no system directory has one that only root can have put there';
  const fix = [`install package ${PACKAGE[name]}`];
  return refusal('DM004', `${name} is missing`, why, fix, EXIT.toolMissing);
}

function tooOld(name: ToolName, version: string, oldest: string): Notice {
  const why = `dmctl needs ${oldest} or newer`;
  const fix = [`upgrade package ${PACKAGE[name]}`];
  return refusal('DM005', `${name} ${version} is too old`, why, fix, EXIT.toolMissing);
}

function kernelRefusals(facts: Facts): readonly Notice[] {
  return whenKnown('the targets of the kernel', facts.kernel.thinPool, (present) => {
    if (present) return [];
    const message = `kernel ${facts.kernel.release} has no thin-pool target`;
    const fix = ['modprobe dm_thin_pool', 'install the modules of the running kernel'];
    return [
      refusal(
        'DM006',
        message,
        'a thin pool needs the kernel module dm_thin_pool',
        fix,
        EXIT.toolMissing,
      ),
    ];
  });
}
