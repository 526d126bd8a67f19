import type { Guest } from '../../test/lab/guest/index.ts';

/** An image of one layer, of so many files of random bytes. */
interface Flat {
  readonly name: string;
  readonly files: number;
  /** Of each file. */
  readonly bytes: number;
}

const KIB = 1024;
const MIB = 1024 * KIB;

/** Twice the files, and twice the bytes, of an image are an image of their own: growth shows in one run. */
export const FEW_FILES: Flat = { name: 'few-files', files: 2000, bytes: 4 * KIB };
export const MANY_FILES: Flat = { name: 'many-files', files: 4000, bytes: 4 * KIB };
export const FEW_BYTES: Flat = { name: 'few-bytes', files: 4, bytes: 8 * MIB };
export const MANY_BYTES: Flat = { name: 'many-bytes', files: 8, bytes: 8 * MIB };

/** Layers of the image `stack`, on top of that of FEW_FILES: as many builds as a Dockerfile has steps. */
const STACKED = 4;

/** What each of these layers adds. */
const ADDED = { files: 50, bytes: 8 * KIB };

/** What the container has written to its layer, in MiB. */
const WRITTEN = 8;

/** Only guards against hangs. */
export const PATIENT = { timeoutMs: 1_800_000 };

const write = (directory: string, { files, bytes }: Omit<Flat, 'name'>): string =>
  `node /opt/dmctl-src/scripts/bench/many-files.mjs ${directory} ${String(files)} ${String(bytes)}`;

const importOf = (image: Flat): string => `
${write('/root/content', image)}
tar -C /root/content -c . | docker import - ${image.name}
rm -r /root/content
`;

const STACK = `
mkdir /root/stack && cd /root/stack
echo FROM ${FEW_FILES.name} >Dockerfile
for layer in $(seq ${String(STACKED)}); do
  ${write('$layer', ADDED)}
  echo COPY $layer /layers/$layer >>Dockerfile
done
DOCKER_BUILDKIT=0 docker build -q --network none -t stack .
rm -r /root/stack
`;

const CONTAINER = `
docker import /opt/lab/bb.tar bb
docker run -d --name web --restart always --net=none bb sh -c '
  [ -e /written ] || dd if=/dev/urandom of=/written bs=1M count=${String(WRITTEN)}
  trap "exit 0" TERM; while :; do sleep 1 & wait; done'
timeout 60 sh -c 'until docker exec web test -s /written; do :; done'
`;

const run = (guest: Guest, parts: readonly string[]): Promise<string> =>
  guest.ok(['set -euo pipefail', ...parts].join('\n'), PATIENT);

/** Makes FEW_FILES, with a container that runs and has written to its layer. Docker has to run. */
export async function makeFirstImages(guest: Guest): Promise<void> {
  await run(guest, [importOf(FEW_FILES), CONTAINER]);
}

/** Makes the others, and `stack`: small layers on top of FEW_FILES. */
export async function makeOtherImages(guest: Guest): Promise<void> {
  await run(guest, [...[MANY_FILES, FEW_BYTES, MANY_BYTES].map(importOf), STACK]);
}

/** Returns the id of an image's uppermost layer on devicemapper: `docker-MAJOR:MINOR-INODE-ID`. */
export async function layerOf(guest: Guest, image: string): Promise<string> {
  const device = await guest.ok([
    ...['docker', 'inspect', '-f', '{{.GraphDriver.Data.DeviceName}}', image],
  ]);
  return device.trim().slice(device.lastIndexOf('-') + 1);
}
