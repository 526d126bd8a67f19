import type { Guest } from './guest/guest.ts';

export const SETUP = 'dmctl setup direct-lvm /dev/xvdf --engine containerd';
export const CONFIRM = '--confirm containerd/thinpool';
export const CONFIG = '/etc/containerd/config.toml';
export const DROP_IN = '/etc/containerd/conf.d/dmctl.toml';
export const ROOT = '/var/lib/containerd/io.containerd.snapshotter.v1.devmapper';

/** Only guards against hangs. */
export const LIMIT = { timeoutMs: 600_000 } as const;

/** An image of three layers in the form of `docker save`, without a registry. */
const IMAGE = `mkdir -p /tmp/image/{a,b,c}; cd /tmp/image
cp /opt/lab/bb.tar a/layer.tar
dd if=/dev/urandom of=one bs=64K count=16 status=none; tar -cf b/layer.tar one
echo two >two; tar -cf c/layer.tar two
ids=$(sha256sum ?/layer.tar | awk '{printf "%s\\"sha256:%s\\"", sep, $1; sep=","}')
echo '{"architecture":"amd64","os":"linux","config":{"Cmd":["sh"],"Env":["PATH=/bin"]},"rootfs":{"type":"layers","diff_ids":['$ids']}}' >config.json
echo '[{"Config":"config.json","RepoTags":["docker.io/library/bb:1"],"Layers":["a/layer.tar","b/layer.tar","c/layer.tar"]}]' >manifest.json
tar -cf /tmp/bb.tar manifest.json config.json a b c`;

/** Starts containerd, and waits for its answer. */
export async function startContainerd(guest: Guest): Promise<void> {
  await guest.ok('systemctl start containerd && ctr version');
}

/** Imports image bb:1 into the pool. */
export async function importImage(guest: Guest): Promise<void> {
  await guest.ok(`${IMAGE} && ctr image import --snapshotter devmapper /tmp/bb.tar`, LIMIT);
}

/** Runs a container of it on the pool that stays. */
export async function runContainer(guest: Guest, name: string): Promise<void> {
  const of = 'docker.io/library/bb:1';
  await guest.ok(`ctr run --snapshotter devmapper -d ${of} ${name} sleep 100000 </dev/null`, LIMIT);
}

/** Runs a command in it. */
export const inContainer = (guest: Guest, name: string, script: string): Promise<string> =>
  guest.ok(['ctr', 'task', 'exec', '--exec-id', 'lab', name, 'sh', '-c', script]);

/** Ends its task; the container and its data stay. The exit code is the task's own in containerd 1.4. */
export async function endTask(guest: Guest, name: string): Promise<void> {
  await guest.ok(`ctr task rm -f ${name}; ! ctr task ls -q | grep -qx ${name}`, LIMIT);
}

/** The state of the plugin: `ok`, `error`, `skip`. */
export async function plugin(guest: Guest): Promise<string> {
  return (await guest.ok('ctr plugins ls | awk \'$2 == "devmapper" {print $NF}\'')).trim();
}

/** The settings in force, without the keys that a setup of dmctl is for. */
export async function otherSettings(guest: Guest): Promise<string> {
  return guest.ok(
    "containerd config dump | grep -vE '^imports = |^ +(pool_name|base_image_size|fs_type) = '",
  );
}

/** What a setup for containerd could change: configuration, LVM, devices, disks' first MiB, services. */
export async function picture(guest: Guest): Promise<string> {
  return guest.ok(
    [
      'find /etc/containerd /etc/lvm/profile /etc/systemd/system -type f -exec sha256sum {} + | sort -k2',
      'find /etc/containerd /etc/lvm/profile /etc/systemd/system -printf "%p %m %u %g %l\\n" | sort',
      'vgs --noheadings -o vg_name,vg_uuid,vg_tags,vg_free_count',
      'lvs -a --noheadings -o lv_name,lv_uuid,lv_size,lv_tags,lv_profile,seg_monitor',
      'dmsetup ls | sort',
      'for d in /dev/xvd?; do echo $d; head -c 1M $d | sha256sum; tail -c 1M $d | sha256sum; done',
      `stat -c "%n" ${ROOT}/*.db 2>&1 || true`,
      'systemctl is-active containerd.service docker.service || true',
    ].join('; '),
  );
}
