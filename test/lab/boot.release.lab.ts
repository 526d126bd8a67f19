import { describe, test } from 'vitest';
import {
  bootAgain,
  EMPTY_LIST,
  keeper,
  limit,
  mustBeUpAgain,
  NO_EVENTS,
  type Limit,
} from './boots.ts';
import { useGuest } from './guest/use-guest.ts';

/** Half of them with what LVM activates by itself limited, by one setting or the other. */
const LIMITS: readonly Limit[] = [
  NO_EVENTS,
  null,
  EMPTY_LIST,
  null,
  NO_EVENTS,
  null,
  EMPTY_LIST,
  null,
  NO_EVENTS,
  null,
];

describe.each(['bookworm', 'bullseye'] as const)(
  'ten reboots and ten power cuts of %s',
  (suite) => {
    const lab = useGuest({ suite, disks: ['4G'] });

    test.for(['reboot', 'power cut'] as const)(
      'after each %s the pool is active and watched, Docker is up on it, its container is back',
      async (boot, { task }) => {
        const { guest } = lab;
        await guest.ok('dmctl setup direct-lvm /dev/xvdf');
        const hash = await keeper(guest);
        for (const [index, line] of LIMITS.entries()) {
          task.meta.cases = index + 1;
          await limit(guest, line);
          await bootAgain(guest, boot);
          await mustBeUpAgain(guest, `${boot} ${String(index + 1)}, ${String(line)}`, hash);
        }
      },
    );
  },
);
