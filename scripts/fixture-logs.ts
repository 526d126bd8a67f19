/**
 * What a pool's life leaves in the journal and in rsyslog's files: fixtures/logs/SUITE/. The pool is
 * set up, fills, gets more room and is taken down; then Docker runs on loop files, misses its pool,
 * and the metadata of another pool is filled.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { journalQuery } from '../src/logs/journal.ts';
import type { Guest, Suite } from '../test/lab/guest/index.ts';
import { withGuest } from '../test/lab/guest/with-guest.ts';
import { fill, poolWithFiller } from './fixture-states.ts';
import { withoutOurPaths } from './our-paths.ts';

const FOLDER = join(import.meta.dirname, '../fixtures/logs');
/** Debian 12 has no messages. */
const FILES = ['syslog', 'messages', 'kern.log'];

const onDriver = (options: string): string => `
  echo '{"iptables": false, "bridge": "none", "storage-driver": "devicemapper"${options}}' \\
    >/etc/docker/daemon.json
  systemctl start docker.service || true
  systemctl stop docker.socket docker.service`;

/** Steps that fail are meant to. */
const LIFE: readonly string[] = [
  `systemctl enable --now rsyslog.service
  modprobe dm_thin_pool
  echo 12 >/sys/module/dm_thin_pool/parameters/no_space_timeout`,
  `dmctl setup direct-lvm /dev/xvdf
  docker import /opt/lab/bb.tar bb`,
  'docker run --net=none bb dd if=/dev/zero of=/f bs=1M count=1500 conv=fsync',
  'docker run --net=none bb true',
  'dmctl resize --add /dev/xvdg',
  `docker rm -f $(docker ps -aq); docker rmi bb
  dmctl teardown --confirm docker/thinpool
  systemctl stop docker.socket docker.service`,
  onDriver(''),
  onDriver(', "storage-opts": ["dm.thinpooldev=/dev/mapper/docker-thinpool"]'),
  `${poolWithFiller('9G', '2M', '/dev/xvdg')}
  ${fill}
  sync`,
  'journalctl --sync; systemctl stop rsyslog.service syslog.socket',
];

/** Records both logs of one release. */
export async function recordLogs(suite: Suite): Promise<void> {
  await withGuest({ suite, disks: ['1G', '10G'] }, async (guest) => {
    const start = Number((await guest.ok('date +%s')).trim()) * 1000;
    for (const script of LIFE) await guest.run(script, { timeoutMs: 600_000 });
    const { args } = journalQuery(start, false);
    const journal = await guest.ok(['journalctl', ...args]);
    const folder = join(FOLDER, suite);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'journal.jsonl'), withoutOurPaths(journal, guest));
    await copyFiles(guest, folder);
    console.error(`fixtures: ${folder}`);
  });
}

async function copyFiles(guest: Guest, folder: string): Promise<void> {
  for (const name of FILES) {
    const { exitCode, stdout } = await guest.run(['cat', `/var/log/${name}`]);
    if (exitCode === 0) writeFileSync(join(folder, name), withoutOurPaths(stdout, guest));
  }
}
