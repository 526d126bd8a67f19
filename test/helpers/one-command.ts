/**
 * A process of dmctl whose only command is `work FOLDER HOW`: a run of files in FOLDER, and HOW it goes.
 * `well`; `asks`: only if a person says so; `slow`: it waits for FOLDER/go in its first step; `timer` and
 * `rejection`: meanwhile an error comes up that nobody catches; `throws`: the run itself meets one. Without a run: `look`, which never
 * ends and meets such an error; `lost`: it waits for something that never comes.
 */
import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { Args } from '@oclif/core';
import { applyPlan } from '../../src/apply/apply.ts';
import type { ApplyParts } from '../../src/apply/parts.ts';
import { DmctlCommand } from '../../src/cli/base-command.ts';
import { BundledPlugin, type Bundle } from '../../src/cli/bundled-plugin.ts';
import { walkRun, whileChanging } from '../../src/run/session.ts';
import { READING_FLAGS } from '../../src/cli/flags/common.ts';
import { consent } from '../../src/run/consent.ts';
import { main } from '../../src/cli/main.ts';
import { ranAnswer } from '../../src/run/carry-out.ts';
import type { Answer } from '../../src/views/answer.ts';
import { changingParts } from './changing-parts.ts';
import { opening, planOfFiles } from './run-of-files.ts';

const never = new Promise<Answer>(() => undefined);
const bug = (): Error => new Error('nobody catches this');

/** Lets something happen within the first step, in which a run is half done. */
async function meanwhile(root: string, how: string): Promise<void> {
  if (how === 'throws') throw bug();
  if (how === 'rejection') void Promise.reject(bug());
  if (how === 'timer') {
    setTimeout(() => {
      throw bug();
    });
  }
  await pause(50);
  while (how === 'slow' && !existsSync(`${root}/go`)) await pause(20);
}

class Work extends DmctlCommand {
  static override args = {
    folder: Args.string({ required: true }),
    how: Args.string({ required: true }),
  };
  static override flags = READING_FLAGS;

  async run(): Promise<Answer> {
    const { args } = await this.parse(Work);
    const { folder: root, how } = args;
    if (how === 'lost') return never;
    if (how === 'look') {
      setTimeout(() => {
        throw bug();
      });
      setInterval(() => undefined, 1000);
      return never;
    }
    const parts = changingParts(root);
    const options = { command: 'work', lockTimeoutSeconds: 0, output: this.call.output };
    return whileChanging(parts, options, async (changing) => {
      if (how === 'asks') await consent('Go on?', { yes: false, silent: false });
      const failpoint: ApplyParts['failpoint'] = (moment, step) =>
        moment === 'after-intent' && step === 'fresh' ? meanwhile(root, how) : Promise.resolve();
      const walked = await walkRun(changing, opening.runId, (apply) =>
        applyPlan({ ...apply, failpoint }, planOfFiles(`${root}/etc`), opening),
      );
      return ranAnswer('work', walked, { data: {}, warnings: [] }, () => 'Done.\n');
    });
  }
}

const oclif = { bin: 'dmctl', dirname: 'dmctl' };
const pjson = { name: 'dmctl', version: '0.0.0', oclif } as unknown as Bundle['pjson'];
const cached = { id: 'work', args: {}, flags: {}, aliases: [], hiddenAliases: [] };
const manifest = { version: '0.0.0', commands: { work: cached } } as unknown as Bundle['manifest'];
const commands = { work: () => Promise.resolve({ default: Work }) };
await main(process.argv.slice(2), new BundledPlugin({ pjson, manifest, commands }));
