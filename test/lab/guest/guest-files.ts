import { diskRules } from './disks.ts';

/** Docker's network needs tables that this kernel has not; dmctl must keep both keys. */
export const DAEMON_JSON = '{"iptables": false, "bridge": "none"}\n';

/** Early, so that units of a scenario find dmctl at boot. /run/lab is the folder of the run. */
const MOUNTS_UNIT = `[Unit]
Description=Folders of the lab's host
DefaultDependencies=no
After=systemd-remount-fs.service
Before=local-fs.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh /opt/lab/mounts.sh

[Install]
WantedBy=local-fs.target
`;

/** Newer kernels want hostfs's one option by its name, older ones take the bare path. */
const MOUNTS = `set -e
from_host() {
  mount $3 -t hostfs none -o "hostfs=$1" $2 2>/dev/null || mount $3 -t hostfs none -o "$1" $2
}
for word in $(cat /proc/cmdline); do
  case $word in
    lab.run=*) mkdir -p /run/lab; from_host "\${word#*=}" /run/lab ;;
    lab.project=*) from_host "\${word#*=}" /opt/dmctl-src -r ;;
  esac
done
`;

const AGENT_UNIT = `[Unit]
Description=Agent of the lab
Requires=lab-mounts.service
After=lab-mounts.service dbus.service

[Service]
ExecStart=/opt/node/bin/node /run/lab/agent.mjs
StandardInput=tty-force
StandardOutput=tty
StandardError=journal
TTYPath=/dev/ttyS0
OOMScoreAdjust=-1000
TasksMax=infinity

[Install]
WantedBy=multi-user.target
`;

/** Hundreds of consoles and serial lines would be announced else: three seconds of a boot. */
const TRIGGER_BLOCK_ONLY = `[Service]
ExecStart=
ExecStart=udevadm trigger --type=devices --action=add --subsystem-match=block
`;

const DMCTL = `#!/bin/sh
exec /opt/node/bin/node /opt/dmctl-src/bin/run.js "$@"
`;

const BASHRC = `PS1='\\u@\\h:\\w\\$ '
[ -r /usr/share/bash-completion/bash_completion ] && . /usr/share/bash-completion/bash_completion
`;

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/node/bin';

/** The environment of every command in a guest. */
export const GUEST_ENV: Readonly<Record<string, string>> = {
  PATH,
  HOME: '/root',
  USER: 'root',
  SHELL: '/bin/bash',
  LANG: 'C.UTF-8',
};

export interface GuestFile {
  readonly text: string;
  readonly mode?: number;
}

const UNITS = '/etc/systemd/system';

/** Files that the image has on top of its packages, by path. */
export const GUEST_FILES: Readonly<Record<string, GuestFile>> = {
  '/etc/hostname': { text: 'lab\n' },
  '/etc/hosts': { text: '127.0.0.1 localhost lab\n' },
  '/etc/machine-id': { text: 'd3c71000000000000000000000000001\n' },
  '/etc/fstab': { text: '/dev/ubda / ext4 defaults,noatime,noinit_itable 0 0\n' },
  '/etc/docker/daemon.json': { text: DAEMON_JSON },
  '/etc/udev/rules.d/10-lab-disks.rules': { text: diskRules() },
  [`${UNITS}/lab-mounts.service`]: { text: MOUNTS_UNIT },
  [`${UNITS}/lab-agent.service`]: { text: AGENT_UNIT },
  [`${UNITS}/systemd-udev-trigger.service.d/lab.conf`]: { text: TRIGGER_BLOCK_ONLY },
  '/opt/lab/mounts.sh': { text: MOUNTS },
  '/usr/local/bin/dmctl': { text: DMCTL, mode: 0o755 },
  '/root/.bashrc': { text: BASHRC },
};
