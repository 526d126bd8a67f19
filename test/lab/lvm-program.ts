import type { Guest } from './guest/guest.ts';
import { withProgram } from './scenario.ts';

/** How one call of a program of LVM is cut off. */
export interface Cut {
  readonly program: 'pvcreate' | 'vgcreate' | 'lvcreate' | 'lvconvert';
  /** What it is about to do: write to a disk or a file, or ask the kernel's device-mapper. */
  readonly call: 'write' | 'ioctl';
  /** At the nth of those calls. */
  readonly nth: number;
  /** STOP: it stands still, for the power to be cut there. */
  readonly signal: 'KILL' | 'STOP';
  /** dmctl dies with it. */
  readonly withDmctl?: boolean;
}

/** There once the program has been hit. */
const HIT = '/run/lvm-hit';
const TRACE = '/run/lvm-trace';

/**
 * strace(1) hits the program on the way into the call; only the first call of the program, so that
 * what takes the run back can use it as well.
 */
function scriptOf({ program, call, nth, signal, withDmctl = false }: Cut): string {
  const only = call === 'ioctl' ? '-P /dev/mapper/control' : '';
  const inject = `-e trace=${call} -e inject=${call}:signal=${signal}:when=${String(nth)}`;
  return `#!/bin/sh
[ -e ${HIT} ] && exec /sbin/lvm ${program} "$@"
strace -qq -o ${TRACE} ${only} ${inject} /sbin/lvm ${program} "$@"
code=$?
[ $code = 137 ] || exit $code
touch ${HIT}
${withDmctl ? 'kill -9 $PPID' : ':'}
kill -9 $$
`;
}

/**
 * Has the program hit once while the work is done.
 * @returns whether it was: it makes fewer of those calls where it was not
 */
export async function whileCut(
  guest: Guest,
  cut: Cut,
  work: () => Promise<void>,
): Promise<boolean> {
  await guest.ok(`rm -f ${HIT} ${TRACE}`);
  // Disks are then written with write(2), not through io_submit(2), which LVM reads with as well.
  await guest.writeFile('/etc/lvm/lvmlocal.conf', 'global { use_aio = 0 }\n');
  await withProgram(guest, cut.program, scriptOf(cut), work);
  return (await guest.run(`test -e ${HIT}`)).exitCode === 0;
}

/** How many of those calls a program made that was not hit. */
export const callsMade = async (guest: Guest, call: Cut['call']): Promise<number> =>
  Number(await guest.ok(`grep -c '^${call}(' ${TRACE}`));

/** Waits until the program stands still. */
export const stopped = (guest: Guest): Promise<string> =>
  guest.ok(`until grep -qs 'stopped by SIGSTOP' ${TRACE}; do sleep 0.1; done`);

/** A volume group and a physical volume of others, on xvdg and xvdh. */
export async function makeBystanders(guest: Guest): Promise<void> {
  await guest.ok(
    'pvcreate -q /dev/xvdg /dev/xvdh && vgcreate -q other /dev/xvdg && ' +
      'lvcreate -q -y -l 4 -n keep other && udevadm settle && dd if=/dev/urandom of=/dev/other/keep bs=1M count=4',
  );
}
