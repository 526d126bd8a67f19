import { expect } from 'vitest';
import type { Guest } from './guest/guest.ts';

export const LOCAL = '/etc/lvm/lvmlocal.conf';

/** The pool is extended above half use, and dmeventd does not do it before the test looks. */
const POLICY =
  'activation { monitoring=0 thin_pool_autoextend_threshold=50 thin_pool_autoextend_percent=20 }\n';

const DAEMON_JSON = `{"iptables": false, "bridge": "none", "storage-driver": "devicemapper",
 "storage-opts": ["dm.thinpooldev=/dev/mapper/docker-thinpool"]}`;

/** A pool made by hand, of 100 extents, and the room that is left for it. */
export interface Made {
  readonly name: string;
  /** Arguments of lvcreate for data and metadata, and their disks; linear on xvdf without. */
  readonly way?: string;
  readonly on?: string;
  /** Run once the pool is there. */
  readonly then?: string;
  /** Extents that stay free on each disk of the group. */
  readonly free: Readonly<Record<string, number>>;
  /** Run last. */
  readonly last?: string;
}

export const RAID1 = { way: '--type raid1 -m1', on: '/dev/xvdf /dev/xvdg' };
export const STRIPED = { way: '-i2', on: '/dev/xvdf /dev/xvdg' };
const POOL = 100;

/** Makes the pool, after whatever was on the disks. */
export async function make(guest: Guest, made: Made): Promise<void> {
  const { way = '', on = '/dev/xvdf', then = 'true', last = 'true', free } = made;
  const disks = Object.keys(free).map((disk) => `/dev/${disk}`);
  await guest.ok(
    'lvremove -qq -ff -y docker; vgremove -qq docker; pvremove -qq -ff -y /dev/xvd?; true',
  );
  await guest.ok(
    'for d in /dev/xvd?; do dd if=/dev/zero of=$d bs=1M count=1 conv=fsync status=none; done; rm -f /run/lvm/hints',
  );
  const create = `lvcreate -qq -y --wipesignatures y ${way}`;
  await guest.ok(
    `vgcreate -qq docker ${disks.join(' ')} && ${create} -l ${String(POOL)} -n thinpool docker ${on} && ` +
      `${create} -l 4 -n meta docker ${on} && lvconvert -qq -y --zero n -c 512K ` +
      `--thinpool docker/thinpool --poolmetadata docker/meta && ${then}`,
  );
  for (const [disk, count] of Object.entries(free)) {
    const figures = `pvs --noheadings -o pv_pe_count,pv_pe_alloc_count /dev/${disk}`;
    const [all = 0, used = 0] = (await guest.ok(figures)).trim().split(/\s+/).map(Number);
    const rest = all - used - count;
    expect(rest, `${made.name}: room on ${disk}`).toBeGreaterThanOrEqual(0);
    if (rest > 0)
      await guest.ok(
        `lvcreate -qq -an -Zn -Wn -l ${String(rest)} -n fill${disk} docker /dev/${disk}`,
      );
  }
  await guest.ok(last);
}

/** Docker is to use the pool, and is stopped. */
export async function configure(guest: Guest): Promise<void> {
  await guest.writeFile('/etc/docker/daemon.json', DAEMON_JSON);
  await guest.writeFile(LOCAL, POLICY);
}
