import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Guest } from '../../test/lab/guest/guest.ts';
import { rememberState, resetGuest } from '../../test/lab/guest/reset.ts';
import { cpuOf } from './every-minute.ts';
import { row, type Times } from './figures.ts';

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

async function timed(guest: Guest, command: string): Promise<number> {
  const { exitCode, durationMs, stdout, stderr } = await guest.run(command);
  if (exitCode !== 0) throw new Error(`${command}: exit ${String(exitCode)}\n${stdout}${stderr}`);
  return durationMs;
}

/** Child processes of a command: its successful execve calls, but those that become dmctl itself. */
async function children(guest: Guest, command: string): Promise<number> {
  const trace = 'strace -f -qq -e trace=execve -e status=successful -e signal=none';
  await guest.ok(`${trace} -o /tmp/calls ${command}`);
  const others = String.raw`grep -vcE 'execve\("[^"]*/(dmctl|node)"' /tmp/calls`;
  return Number(await guest.ok(others));
}

interface Measured {
  readonly what: string;
  /** As it is called in the guest. */
  readonly dmctl: string;
  readonly setup: Times;
  readonly again: Times;
  readonly verify: Times;
  /** A second setup, with that many runs on record. */
  readonly manyRuns: Times;
  /** CPU time. */
  readonly check: Times;
  readonly metrics: Times;
}

const measured = (what: string, dmctl: string): Measured => ({
  what,
  dmctl,
  setup: [],
  again: [],
  verify: [],
  manyRuns: [],
  check: [],
  metrics: [],
});

const RUNS = 1500;

async function setUp(guest: Guest, program: Measured): Promise<void> {
  const { dmctl, setup, again, verify } = program;
  await guest.ok('systemctl start docker');
  setup.push(await timed(guest, `${dmctl} setup direct-lvm /dev/xvdf`));
  again.push(await timed(guest, `${dmctl} setup direct-lvm /dev/xvdf`));
  verify.push(await timed(guest, `${dmctl} verify`));
}

/** Measures what is called every minute, and a second setup on a host with a long history. */
async function inTheLongRun(guest: Guest, program: Measured): Promise<void> {
  const { dmctl, check, metrics, manyRuns } = program;
  check.push(await cpuOf(guest, `${dmctl} check`));
  metrics.push(await cpuOf(guest, `${dmctl} metrics`));
  await guest.ok(`node /opt/dmctl-src/scripts/bench/many-runs.mjs ${String(RUNS)} && sync`);
  manyRuns.push(await timed(guest, `${dmctl} setup direct-lvm /dev/xvdf`));
}

/** On the guest's own disk, as an installed one, where no reset takes it away. */
const EXECUTABLE = '/opt/bench/dmctl';

/**
 * Prints what setup and verify cost in a guest of the lab, with Node and as the executable, against
 * the same done by hand.
 *
 * @param executable path of the executable (scripts/packaging/executable.ts)
 */
export async function benchLab(executable: string, rounds: number): Promise<void> {
  const guest = await Guest.create({ suite: 'bookworm', disks: ['10G'] });
  const programs = [
    measured('dmctl', '/usr/local/bin/dmctl'),
    measured('the executable', EXECUTABLE),
  ];
  const [hand, reads, cpu]: [Times, Times, Times] = [[], [], []];
  const counts: string[] = [];
  const kernel = (await guest.ok('uname -r')).trim();
  try {
    await copyFile(executable, join(guest.folder, 'dmctl'));
    await guest.ok(`install -D /run/lab/dmctl ${EXECUTABLE}`);
    await rememberState(guest);
    for (let round = 0; round < rounds; round += 1) {
      await guest.ok('systemctl start docker');
      hand.push(await timed(guest, BY_HAND));
      await resetGuest(guest, ['xvdf']);
      for (const program of programs) {
        await setUp(guest, program);
        reads.push(await timed(guest, 'lvs >/dev/null && docker info >/dev/null'));
        if (round === 0) {
          const again = await children(guest, `${program.dmctl} setup direct-lvm /dev/xvdf`);
          const verify = await children(guest, `${program.dmctl} verify`);
          counts.push(
            `child processes of ${program.what}: verify ${String(verify)}, second setup ${String(again)} (8 at most)`,
          );
        }
        cpu.push(await cpuOf(guest, 'lvs; dmsetup status'));
        await inTheLongRun(guest, program);
        await resetGuest(guest, ['xvdf']);
      }
    }
  } finally {
    await guest.remove();
  }
  const times = `median of ${String(rounds)} rounds in one guest`;
  console.log(`\nin the lab (bookworm on Linux ${kernel}, 10 GiB disk), ${times}`);
  row('documented commands by hand', hand, hand);
  for (const { what, setup, again, verify, manyRuns, check, metrics } of programs) {
    row(`${what}: setup direct-lvm`, setup, hand, 'goal: 1.25 at most');
    row(`${what}: setup direct-lvm, again`, again, hand);
    row(`${what}: verify (by lvs, docker info)`, verify, reads, 'goal: 1.5 at most');
    row(`${what}: again, ${String(RUNS)} runs on record`, manyRuns, again, 'goal: 1.2 at most');
    row(`${what}: CPU of check (by lvs, dmsetup status)`, check, cpu, 'goal: 2 at most');
    row(`${what}: CPU of metrics (by the same)`, metrics, cpu, 'goal: 2 at most');
  }
  for (const line of counts) console.log(line);
}
