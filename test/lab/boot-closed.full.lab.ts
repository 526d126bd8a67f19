import { describe, expect, test } from 'vitest';
import { keeper, mustBeUp, mustBeUpAgain } from './boots.ts';
import type { Guest } from './guest/guest.ts';
import type { Suite } from './guest/recipe.ts';
import { useGuest } from './guest/use-guest.ts';
import { answerOf } from './scenario.ts';

const LOCAL = '/etc/lvm/lvmlocal.conf';
const DEVICES = '/etc/lvm/devices';

/** Something that decides whether the pool is activated at boot. */
interface Change {
  readonly title: string;
  readonly make: string;
  readonly undo: string;
}

/** A change that keeps the pool inactive. */
interface Closing extends Change {
  /** The checks that fail, besides that of the next boot as a whole. */
  readonly checks: readonly { readonly id: string; readonly code: string }[];
}

const setting = (line: string): Change => ({
  title: line,
  make: `echo '${line}' > ${LOCAL}`,
  undo: `rm ${LOCAL}`,
});

/** LVM uses a devices file, and this is what it lists. */
const devicesFile = (title: string, list: string): Change => ({
  title,
  make: `mkdir -p ${DEVICES} && ${list} && echo 'devices { use_devicesfile=1 }' > ${LOCAL}`,
  undo: `rm -r ${LOCAL} ${DEVICES}`,
});

const skip = 'lvchange --setactivationskip';
const withoutUnit = setting('activation { auto_activation_volume_list=[] }');

const CLOSING: readonly Closing[] = [
  {
    title: 'the skip flag',
    make: `${skip} y docker/thinpool`,
    undo: `${skip} n docker/thinpool`,
    checks: [{ id: 'reboot-skip-flag', code: 'DM172' }],
  },
  {
    ...setting('activation { volume_list=["other"] }'),
    checks: [{ id: 'reboot-volume-list', code: 'DM171' }],
  },
  {
    ...setting('activation { read_only_volume_list=["docker"] }'),
    checks: [{ id: 'lvm-may-activate', code: 'DM177' }],
  },
  {
    ...setting('global { activation=0 }'),
    checks: [{ id: 'lvm-may-activate', code: 'DM177' }],
  },
  {
    title: `${withoutUnit.title}, and no boot unit`,
    make: `${withoutUnit.make} && systemctl disable dmctl-activate.service`,
    undo: `${withoutUnit.undo} && systemctl enable dmctl-activate.service`,
    checks: [{ id: 'reboot-auto-activation-list', code: 'DM171' }],
  },
];

/** LVM of bullseye, 2.03.11, has no devices file. */
const CLOSING_BY_DEVICES: Closing = {
  ...devicesFile(
    'a devices file without the disk',
    `echo 'IDTYPE=devname IDNAME=/dev/ubdc DEVNAME=/dev/ubdc PVID=none' > ${DEVICES}/system.devices`,
  ),
  checks: [{ id: 'lvm-sees-disks', code: 'DM176' }],
};

const OPEN: readonly Change[] = [setting('activation { volume_list=["docker/thinpool"] }')];

const OPEN_BY_DEVICES = devicesFile(
  'a devices file with the disk',
  'lvm lvmdevices --config devices/use_devicesfile=1 --adddev /dev/xvdf',
);

const CASES = {
  bookworm: { closing: [...CLOSING, CLOSING_BY_DEVICES], open: [...OPEN, OPEN_BY_DEVICES] },
  bullseye: { closing: CLOSING, open: OPEN },
} as const satisfies Partial<Record<Suite, unknown>>;

/** Checks that have failed, in the order of their ids. */
async function failedChecks(guest: Guest): Promise<readonly unknown[]> {
  const { exitCode, data } = answerOf(await guest.run('dmctl verify --json'));
  expect(exitCode).toBe(11);
  const checks = data['checks'] as readonly { id: string; code: string; status: string }[];
  const failed = checks.filter(({ status }) => status === 'failed');
  return failed.map(({ id, code }) => ({ id, code }));
}

/** The pool is inactive, and Docker has given up: its unit has failed for good. */
async function mustBeDown(guest: Guest, what: string): Promise<void> {
  const failed = 'systemctl is-failed --quiet docker.service';
  await guest.ok(`timeout 150 sh -c 'until ${failed}; do sleep 1; done'`);
  expect((await guest.run('test -e /dev/mapper/docker-thinpool')).exitCode, what).toBe(1);
}

const START = [
  'systemctl reset-failed',
  'systemctl restart dmctl-activate.service',
  'systemctl start docker.service',
].join(' && ');

describe.each(['bookworm', 'bullseye'] as const)('the next boot of %s', (suite) => {
  const lab = useGuest({ suite, disks: ['4G', '2G'] });
  const { closing, open } = CASES[suite];

  test('leaves the pool inactive where verify says so, and Docker down', async ({ task }) => {
    task.meta.cases = closing.length;
    const { guest } = lab;
    await guest.ok('dmctl setup direct-lvm /dev/xvdf');
    const hash = await keeper(guest);
    for (const { title, make, undo, checks } of closing) {
      await guest.ok(`${make} && sync`);
      const failed = await failedChecks(guest);
      expect(failed, title).toEqual(
        expect.arrayContaining([...checks, { id: 'reboot-way-up', code: 'DM183' }]),
      );

      await guest.reboot();
      await mustBeDown(guest, title);

      await guest.ok(`${undo} && ${START}`);
      await mustBeUp(guest, `without ${title}`, hash);
      expect((await guest.run('dmctl verify')).exitCode, `without ${title}`).toBe(0);
    }
  });

  test('brings the pool and Docker up where verify finds no problem', async ({ task }) => {
    task.meta.cases = open.length;
    const { guest } = lab;
    await guest.ok('dmctl setup direct-lvm /dev/xvdf');
    const hash = await keeper(guest);
    for (const { title, make, undo } of open) {
      await guest.ok(`${make} && sync`);
      expect((await guest.run('dmctl verify')).exitCode, title).toBe(0);

      await guest.reboot();
      await mustBeUpAgain(guest, title, hash);
      await guest.ok(undo);
    }
  });
});
