import { knownMessage as row, type KnownMessage } from './known-message.ts';

/**
 * What systemd says of the units of LVM, Docker and dmctl (src/core/unit.c, src/core/service.c). The
 * first row that fits counts.
 */
export const SYSTEMD_MESSAGES: readonly KnownMessage[] = [
  row(
    /Start request repeated too quickly|start-limit-hit/,
    'systemd has given up: mend the cause, then systemctl reset-failed and start it',
    'DM100',
  ),
];
