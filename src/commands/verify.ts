import { DmctlCommand } from '../cli/base-command.ts';
import { READING_FLAGS } from '../cli/flags/common.ts';
import { createParts } from '../run/context.ts';
import { verifyHost } from '../reports/verify.ts';

/** `dmctl verify`. */
export default class Verify extends DmctlCommand {
  static override summary = 'Is this host set up right? Reads only.';

  static override description =
    'Looks at Docker, its configuration, LVM, the kernel and what a reboot would bring. ' +
    'Exit 0: all is right; 6: there is no pool; 11: warnings, failures or unknowns were found.';

  static override flags = READING_FLAGS;

  static override examples = [
    '<%= config.bin %> verify',
    '<%= config.bin %> verify --json | jq .data.checks',
  ];

  override async run() {
    const { flags } = await this.parse(Verify);
    return verifyHost(createParts(this.call), flags.verbose);
  }
}
