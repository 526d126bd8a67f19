import { Flags } from '@oclif/core';
import { DmctlCommand } from '../cli/base-command.ts';
import { READING_FLAGS } from '../cli/flags/common.ts';
import { createParts } from '../run/context.ts';
import { verifyHost } from '../reports/verify.ts';

/** `dmctl verify`. */
export default class Verify extends DmctlCommand {
  static override summary = 'Check whether this host is set up correctly. Reads only.';

  static override description =
    'Checks Docker or containerd, its configuration, LVM, the kernel, and what happens at the next boot. ' +
    'Lists what is not ok and counts the rest; -v lists all checks. Exits with 0 if all ' +
    'checks passed, 6 if there is no pool, and 11 if a check failed, warned or could not be ' +
    'made.';

  static override flags = {
    probe: Flags.boolean({
      summary: 'Have containerd make and remove a snapshot, too (containerd).',
    }),
    ...READING_FLAGS,
  };

  static override examples = ['dmctl verify', 'dmctl verify --json | jq .data.checks'];

  override async run() {
    const { flags } = await this.parse(Verify);
    const { verbose, probe } = flags;
    return verifyHost(createParts(this.call), { verbose, probe });
  }
}
