import { dockerFacts } from '../../../src/docker/engine.ts';
import { describe, expect, it } from 'vitest';
import { serviceLines } from '../../../src/logs/journal.ts';
import { showUnits } from '../../../src/lvm/systemctl.ts';
import { known } from '../../../src/model/known.ts';
import { observeForVerify } from '../../../src/observe/host-facts.ts';
import { recordedHost, recordedOutcome, type Changes } from '../../helpers/recorded-host.ts';
import { questionOf } from '../../helpers/recording.ts';

async function forVerify(name: string, changes: Changes = {}) {
  const { host, started } = recordedHost(name, changes);
  return { facts: await observeForVerify(host, 'docker'), started };
}

const programs = (started: readonly string[]) => started.map((call) => call.split(' ')[0]);

/** The host whose docker.service ended so, and what its journal has. */
function withService(name: string, active: string, lines: string): Changes {
  const names = ['docker.service', 'docker.socket', 'lvm2-monitor.service', 'dm-event.socket'];
  const show = showUnits([...names, 'dm-event.service', 'dmctl-activate.service']);
  const shown = recordedOutcome(name, show);
  const stdout = shown.stdout.replace(
    /^(Id=docker.service\n(?:.*\n)*?ActiveState=)\w+$/m,
    `$1${active}`,
  );
  return {
    [questionOf('run', [show])]: { value: { ...shown, stdout } },
    [questionOf('run', [serviceLines('docker.service')])]: { value: { ...shown, stdout: lines } },
  };
}

const WORDS = 'failed to start daemon: error initializing graphdriver: devmapper: Unable to';

describe.each(['bookworm', 'bullseye'])('a Docker that does not start on %s', (suite) => {
  const state = `${suite}-direct-stopped`;

  it('is seen with the error with which it ended, for one process more', async () => {
    const { facts, started } = await forVerify(`${suite}-docker-down`);

    expect(dockerFacts(facts).docker.startError).toMatchObject({
      words: expect.stringMatching(
        /^failed to start daemon: .*take ownership of thin-pool/,
      ) as string,
      known: { code: 'DM240' },
    });
    expect(started).toHaveLength(7);
    expect(facts.engine.service.running).toEqual(known(false));
  });

  it('is not asked while systemd is about to start it again: its socket would wait for it', async () => {
    const { facts } = await forVerify(state, withService(state, 'activating', `${WORDS} x\n`));

    expect(dockerFacts(facts).docker).toMatchObject({
      startError: { words: `${WORDS} x` },
      info: { known: false, why: expect.stringMatching(/fails to start/) as string },
    });
  });

  it('has no error where it was stopped, and the journal is not asked', async () => {
    const { facts, started } = await forVerify(state);

    expect(dockerFacts(facts).docker.startError).toBeNull();
    expect(programs(started)).not.toContain('journalctl');
  });
});
