/**
 * `npm run bench`: what dmctl costs, as ratios taken in one run. Times differ from machine to
 * machine; ratios and counts of child processes do not.
 *   npm run bench -- --rounds 5     more rounds (3; 7 of the freeze)
 *   npm run bench -- --start        only start-up, without the lab
 *   npm run bench -- --lab          only set-up and verify
 *   npm run bench -- --freeze       only how long a resize keeps writers waiting
 *   npm run bench -- --scale        only what many layers cost, without the lab
 */
import { performance } from 'node:perf_hooks';
import { join } from 'node:path';
import { $, argv } from 'zx';
import { Guest } from '../test/lab/guest/guest.ts';
import { rememberState, resetGuest } from '../test/lab/guest/reset.ts';
import { benchFreeze } from './bench-freeze.ts';
import { benchScale } from './bench-scale.ts';
import { row, type Times } from './figures.ts';

const rounds = Number(argv['rounds'] ?? 3);
const freezeRounds = Number(argv['rounds'] ?? 7);
const runJs = join(import.meta.dirname, '..', 'bin', 'run.js');

/** The documented commands, steps 2 to 15, as a person types them. */
const BY_HAND = `
set -eu
systemctl stop docker docker.socket
pvcreate /dev/xvdf
vgcreate docker /dev/xvdf
lvcreate --wipesignatures y -n thinpool docker -l 95%VG
lvcreate --wipesignatures y -n thinpoolmeta docker -l 1%VG
lvconvert -y --zero n -c 512K --thinpool docker/thinpool --poolmetadata docker/thinpoolmeta
printf 'activation {\\n  thin_pool_autoextend_threshold=80\\n  thin_pool_autoextend_percent=20\\n}\\n' \\
  >/etc/lvm/profile/docker-thinpool.profile
lvchange --metadataprofile docker-thinpool docker/thinpool
lvs -o+seg_monitor
mkdir /var/lib/docker.bk
mv /var/lib/docker/* /var/lib/docker.bk
cat >/etc/docker/daemon.json <<'JSON'
{ "iptables": false, "bridge": "none", "storage-driver": "devicemapper",
  "storage-opts": ["dm.thinpooldev=/dev/mapper/docker-thinpool",
    "dm.use_deferred_removal=true", "dm.use_deferred_deletion=true"] }
JSON
systemctl start docker
docker info >/dev/null
`;

async function startUp(): Promise<void> {
  const commands = {
    node: ['-e', '0'],
    version: [runJs, '--version'],
    help: [runJs, 'verify', '--help'],
  };
  const times: Record<keyof typeof commands, Times> = { node: [], version: [], help: [] };
  for (let round = 0; round < 15; round += 1) {
    for (const [name, args] of Object.entries(commands)) {
      const started = performance.now();
      await $({ quiet: true })`${process.execPath} ${args}`;
      times[name as keyof typeof commands].push(performance.now() - started);
    }
  }
  console.log('\nstart-up, median of 15 in turn, against node -e 0');
  row('node -e 0', times.node, times.node);
  row('dmctl --version', times.version, times.node, 'goal: 2 at most');
  row('dmctl verify --help', times.help, times.node);
}

async function timed(guest: Guest, command: string): Promise<number> {
  const { exitCode, durationMs, stdout, stderr } = await guest.run(command);
  if (exitCode !== 0) throw new Error(`${command}: exit ${String(exitCode)}\n${stdout}${stderr}`);
  return durationMs;
}

/** Child processes of a command: its successful execve calls, without the wrapper's and node's. */
async function children(guest: Guest, command: string): Promise<number> {
  const trace = 'strace -f -qq -e trace=execve -e status=successful -e signal=none';
  await guest.ok(`${trace} -o /tmp/calls ${command}`);
  return Number(await guest.ok('grep -c execve /tmp/calls')) - 2;
}

async function inTheLab(): Promise<void> {
  const guest = await Guest.create({ suite: 'bookworm', disks: ['10G'] });
  const times = { hand: [] as Times, setup: [] as Times, again: [] as Times, verify: [] as Times };
  const reads: Times = [];
  const counts: string[] = [];
  try {
    await rememberState(guest);
    for (let round = 0; round < rounds; round += 1) {
      await guest.ok('systemctl start docker');
      times.hand.push(await timed(guest, BY_HAND));
      await resetGuest(guest, ['xvdf']);
      await guest.ok('systemctl start docker');
      times.setup.push(await timed(guest, 'dmctl setup direct-lvm /dev/xvdf'));
      times.again.push(await timed(guest, 'dmctl setup direct-lvm /dev/xvdf'));
      times.verify.push(await timed(guest, 'dmctl verify'));
      reads.push(await timed(guest, 'lvs >/dev/null && docker info >/dev/null'));
      if (round === 0) {
        const again = await children(guest, 'dmctl setup direct-lvm /dev/xvdf');
        const verify = await children(guest, 'dmctl verify');
        counts.push(
          `child processes: verify ${String(verify)}, second setup ${String(again)} (8 at most)`,
        );
      }
      await resetGuest(guest, ['xvdf']);
    }
  } finally {
    await guest.remove();
  }
  console.log(
    `\nin the lab (bookworm, 10 GiB disk), median of ${String(rounds)} rounds in one guest`,
  );
  row('documented commands by hand', times.hand, times.hand);
  row('dmctl setup direct-lvm', times.setup, times.hand, 'goal: 1.4 at most, 1.23 wished for');
  row('dmctl setup direct-lvm, again', times.again, times.hand);
  row('dmctl verify (against lvs, docker info)', times.verify, reads);
  for (const line of counts) console.log(line);
}

const PARTS = {
  start: startUp,
  lab: inTheLab,
  freeze: () => benchFreeze(freezeRounds),
  scale: () => benchScale(rounds),
};
const named = Object.entries(PARTS).filter(([name]) => argv[name] === true);
for (const [, part] of named.length > 0 ? named : Object.entries(PARTS)) await part();
