import { expect } from 'vitest';
import type { Guest } from './guest/guest.ts';

const SCRIPT = 'bash /opt/dmctl-src/test/lab/migrate-bed.sh';

/** Only guards against hangs. */
export const PATIENT = { timeoutMs: 600_000 };

export const MIGRATE = 'dmctl migrate overlay2';

/** Images and containers with what copies lose. Docker has to run on the pool. */
export const makeBed = (guest: Guest): Promise<string> => guest.ok(`${SCRIPT} make`, PATIENT);

/** Builds an image of 100 layers with 8,000 files, and returns what the builder says. */
export const buildDeep = (guest: Guest): Promise<string> => guest.ok(`${SCRIPT} deep`, PATIENT);

/** All of it, with each container's files: what has to be the same afterwards. */
export const look = (guest: Guest): Promise<string> => guest.ok(`${SCRIPT} look`, PATIENT);

/** Docker has everything that it had, on that driver. */
export async function mustHaveAll(guest: Guest, driver: string, before: string): Promise<void> {
  expect(await guest.ok('docker info --format "{{.Driver}}"')).toBe(`${driver}\n`);
  expect(await look(guest)).toBe(before);
}

/** Nothing of a conversion is left mounted, no device, and no directory of layers. */
export async function mustBeClean(guest: Guest): Promise<void> {
  const left = await guest.ok(
    'findmnt -rno TARGET | grep /run/dmctl; dmsetup ls | grep dmctl; losetup --list; ' +
      'ls -d /run/dmctl /var/lib/docker/overlay2.dmctl /var/lib/docker/image/overlay2.dmctl 2>/dev/null; true',
  );
  expect(left).toBe('');
}

/** The command refuses with this code, changes nothing, and Docker is as it was. */
export async function mustRefuse(
  guest: Guest,
  command: string,
  [exitCode, code]: readonly [number, string],
): Promise<string> {
  const state =
    'ls -lR --time-style=full-iso /etc/docker /var/lib/docker/image /var/lib/docker/overlay2 2>&1; ' +
    'ls /var/lib/docker; docker ps -aq --no-trunc; systemctl is-active docker; dmsetup ls; true';
  const before = await guest.ok(state);
  const run = await guest.run(command);
  expect([run.exitCode, run.stderr], run.stdout).toEqual([exitCode, expect.stringContaining(code)]);
  expect(await guest.ok(state)).toBe(before);
  return run.stderr;
}

/** One image, a container that runs again after each start of Docker, and one that has ended. */
export const makeSmallBed = (guest: Guest): Promise<string> =>
  guest.ok(
    'docker import /opt/lab/bb.tar bb >/dev/null && ' +
      'docker run --name once --net=none bb sh -c "rm /bin/vi; echo once >/once" && ' +
      'docker commit once app >/dev/null && ' +
      `docker run -d --name web --restart always --net=none app sh -c '${WAIT}'`,
    PATIENT,
  );

const WAIT = 'trap "exit 0" TERM; while :; do sleep 1 & wait; done';

/** What the small bed wrote, also after its making. */
export async function mustHaveSmallBed(guest: Guest, driver: string): Promise<void> {
  await guest.ok('docker exec web true');
  expect(
    await guest.ok(
      'docker info --format "{{.Driver}}"; docker cp once:/once - | tar -xO; docker exec web cat /once; ' +
        'docker exec web ls /bin/vi; docker ps -aq | wc -l; docker images -q | wc -l; true',
    ),
  ).toBe(`${driver}\nonce\nonce\n2\n2\n`);
}

/** The id of the layer that a container writes to, on devicemapper. */
export async function layerOf(guest: Guest, name: string): Promise<string> {
  const path = '/var/lib/docker/image/devicemapper/layerdb/mounts';
  return (await guest.ok(`cat ${path}/$(docker inspect -f "{{.Id}}" ${name})/mount-id`)).trim();
}
