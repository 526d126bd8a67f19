import type { Command } from '../../src/model/command.ts';
import { failure, success, type Answer } from './answer.ts';
import { blkdiscard, lsblk, wipefsProbe } from './block.ts';
import { NEEDED_TAR_OPTIONS } from '../../src/lvm/tar.ts';
import { containerd } from './containerd-config.ts';
import { ctr } from './containerd.ts';
import { dmInfo, dmRemove, dmStatus, thinTable } from './device-mapper.ts';
import { dockerInfo } from './docker.ts';
import type { Moment } from './files.ts';
import { chmod, makeFs, mountCarrier, unmountCarrier } from './carrier.ts';
import { copyTree, syncAll } from './copies.ts';
import { closeThin, mountThin, openThin, unmountThin } from './thin-devices.ts';
import { losetupList, setCapacity } from './loop.ts';
import { changeTable, dmTable } from './loop-pool.ts';
import { lvchange, lvconvert, lvcreate, lvextend, lvremove } from './lv.ts';
import { creationTimes, diskScan, fullreport } from './lvm-report.ts';
import {
  pvcreate,
  pvremove,
  pvresize,
  vgcreate,
  vgextend,
  vgreduce,
  vgremove,
  wipefsAll,
} from './pv-vg.ts';
import type { State } from './state.ts';
import { change, dockersWords, show } from './systemd.ts';

type Program = (state: State, moment: Moment, args: readonly string[]) => Answer;

const SETTINGS = {
  config: { profile_dir: '"/etc/lvm/profile"' },
  global: { event_activation: '1', thin_check_executable: '"/usr/sbin/thin_check"' },
  activation: {
    thin_pool_autoextend_threshold: '100',
    thin_pool_autoextend_percent: '20',
    monitoring: '1',
  },
  dmeventd: { executable: '"/sbin/dmeventd"' },
};

/**
 * `lvmconfig --typeconfig full [--mergedconfig --metadataprofile P] [SETTING...]`: all settings by
 * section, or the named ones alone.
 */
function lvmconfig(state: State, args: readonly string[]): Answer {
  const at = args.indexOf('--metadataprofile');
  const profile = at === -1 ? null : `/etc/lvm/profile/${args[at + 1] ?? ''}.profile`;
  const entry = profile === null ? undefined : state.files.get(profile);
  if (profile !== null && entry?.kind !== 'file') return failure(5, '  Failed to read profile.');
  const text = entry?.kind === 'file' ? entry.text : '';
  const set = new Map([...text.matchAll(/(\w+)=(\d+)/g)].map(([, key, value]) => [key, value]));
  const named = args.filter((word) => word.includes('/'));
  const sections = Object.entries(SETTINGS).map(([section, settings]) => {
    const lines = Object.entries(settings).map(([key, value]) => ({
      name: `${section}/${key}`,
      line: `${key}=${set.get(key) ?? value}\n`,
    }));
    if (named.length > 0)
      return lines.map(({ name, line }) => (named.includes(name) ? line : '')).join('');
    return `${section} {\n${lines.map(({ line }) => `\t${line}`).join('')}}\n`;
  });
  return success(sections.join(''));
}

const VERSIONS: Readonly<Record<string, string>> = {
  thin_check: '0.9.0\n',
  dockerd: 'Docker version 20.10.24+dfsg1, build 5d6db84\n',
};

/** What each program does that changes the machine. */
const WRITING: Readonly<Record<string, Program>> = {
  pvcreate,
  pvremove: (state, _, args) => pvremove(state, args),
  pvresize,
  vgcreate,
  vgremove,
  vgextend,
  vgreduce,
  lvcreate,
  lvextend,
  lvconvert,
  lvremove,
  lvchange,
  wipefs: wipefsAll,
  blkdiscard,
  systemctl: change,
  dmsetup: (state, _, args) => {
    const [verb = '', name = ''] = args;
    if (verb === 'create') return openThin(state, args);
    if (verb === 'remove' && name === '--retry') return closeThin(state, args.at(-1) ?? '');
    if (verb === 'remove') return dmRemove(state, name);
    if (['reload', 'resume', 'clear'].includes(verb)) return changeTable(state, args);
    return failure(1, 'Unknown command.');
  },
  losetup: (state, _, [, device = '']) => setCapacity(state, device),
  mount: (state, _, args) =>
    args.includes('-o') ? mountThin(state, args) : mountCarrier(state, args),
  umount: (state, _, [at = '']) =>
    state.carrier?.at === at ? unmountCarrier(state, at) : unmountThin(state, at),
  'mkfs.xfs': makeFs,
  chmod: (state, _, args) => chmod(state, args),
  sync: (state) => syncAll(state),
  cp: copyTree,
  ctr: (state, _, args) => ctr(state, args),
};

const READING: Readonly<Record<string, Program>> = {
  lvm: (state, _, [verb]) => {
    if (verb === 'lvs') return creationTimes(state);
    return verb === 'fullreport' ? fullreport(state) : failure(3, 'No such command');
  },
  lvmdiskscan: diskScan,
  lvmconfig: (state, _, args) => lvmconfig(state, args),
  lsblk: (state, _, args) => lsblk(state, args),
  wipefs: (state, _, args) => wipefsProbe(state, args),
  systemctl: (state, _, args) => show(state, args),
  docker: (state) => dockerInfo(state),
  containerd: (state, _, args) => containerd(state, args),
  ctr: (state, _, args) => ctr(state, args),
  dmsetup: (state, _, args) => {
    if (args[0] === 'table') return args.includes('thin') ? thinTable(state) : dmTable(state, args);
    return args[0] === 'info' ? dmInfo(state) : dmStatus(state);
  },
  losetup: losetupList,
  blkdiscard: () => success(' -z, --zeroout       zero-fill rather than discard\n'),
  journalctl: dockersWords,
  tar: () => success(`GNU tar\n${NEEDED_TAR_OPTIONS.join('\n')}\n`),
};

/** Runs a program. One that the simulation does not know is an error of the test. */
export function runProgram(state: State, moment: Moment, command: Command): Answer {
  const { program, args, writes } = command;
  const version = VERSIONS[program];
  if (version !== undefined && args[0] === '--version') return success(version);
  const known = (writes ? WRITING : READING)[program];
  if (known === undefined) throw new Error(`not simulated: ${program} ${args.join(' ')}`);
  return known(state, moment, args);
}
