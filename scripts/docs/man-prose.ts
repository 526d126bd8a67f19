/** Texts of dmctl(8) that exist nowhere else in the source. */

export const NAME = "the whole life of an LVM thin pool for Docker's devicemapper driver";

export const DESCRIPTION: readonly string[] = [
  'dmctl sets up, verifies, extends, monitors, recovers and takes down the LVM thin pool that Docker ' +
    '(17.06 to 24) uses with its devicemapper storage driver. It does what the procedures in ' +
    "Docker's documentation do, with the commands of lvm(8), and is no part of the data path: what " +
    'it leaves behind is a plain thin pool, a profile, a daemon.json and a systemd unit.',
  'A command observes the host, makes a plan and carries it out step by step. Each step is journaled ' +
    'before and after it, and verified by observing again. If a step fails, every change is undone. An ' +
    'interrupted run is continued by the same command or dmctl resume, or undone by dmctl rollback.',
];

/** Rules of all commands. */
export const RULES: readonly string[] = [
  'Changing the host needs root, and so does reading LVM. Only one dmctl changes the host at a time.',
  'Scripts need no flags: on a blank disk and a Docker without images, containers and volumes nothing is ' +
    'asked. Running a command again changes nothing and exits with 0.',
  '--dry-run shows the plan and changes nothing; --script prints it as a bash script to run by hand.',
  '--json prints exactly one document on standard output, errors included. Sizes in it are bytes.',
  'Size letters are binary: 200G is 200 GiB. 200GB is refused, since it has two readings.',
  'Nothing is ever shrunk. A device that is in use or belongs to LVM is refused; no flag overrides this.',
  'Messages have codes such as DM020; dmctl explain shows what one means and what to do.',
];

export const FILES: Readonly<Record<string, string>> = {
  '/var/lib/dmctl/runs/ID': 'Journal and old configuration files of one run.',
  '/var/log/dmctl/ID.log': 'The programs a run called, and their output.',
  '/var/lib/dmctl/ended.jsonl': 'An index of the runs that are over.',
  '/etc/containerd/conf.d/dmctl.toml':
    "Settings of containerd's snapshotter; config.toml imports it.",
  '/run/dmctl.lock': 'Held by the dmctl that changes the host.',
  '/run/dmctl/layers': 'Where migrate mounts layers, read-only, while it converts them.',
  '/var/lib/dmctl/metadata/POOL-ID': "The copy of a pool's metadata from before a repair.",
  '/etc/lvm/profile/VG-POOL.profile': 'The auto-extension policy of the pool.',
  '/etc/docker/daemon.json': 'The storage settings, among those that are yours.',
  '/etc/systemd/system/dmctl-activate.service': 'Activates the pool before Docker at boot.',
};

export const ENVIRONMENT: Readonly<Record<string, string>> = {
  'NO_COLOR, FORCE_COLOR': 'No colour, or colour also where there is no terminal; --color wins.',
  'TERM, CI': 'On a dumb terminal, or where CI is set, progress is printed as plain lines.',
  SUDO_USER: 'Who is named in the history as the one who typed the command.',
};

export const ENVIRONMENT_OF_PROGRAMS =
  'The programs dmctl starts see none of the variables of its caller, such as PATH, the language, ' +
  'or those of LVM and Docker.';

/** Manual pages of others. */
export const SEE_ALSO: readonly (readonly [name: string, section: number])[] = [
  ['lvm.conf', 5],
  ['lvmthin', 7],
  ['dmeventd', 8],
  ['dmsetup', 8],
  ['dockerd', 8],
  ['lvm', 8],
  ['losetup', 8],
  ['systemctl', 1],
];
