import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command, Outcome } from '../../src/model/command.ts';
import { questionOf } from './recording.ts';
import type { Changes } from './recorded-host.ts';
import { showStart, showStates, showUnits } from '../../src/lvm/systemctl.ts';

type Answer = Pick<Outcome, 'exitCode' | 'stdout' | 'stderr'>;

const FILE = join(import.meta.dirname, '../../fixtures/systemd/219-rhel7/answers.json');
const answers = JSON.parse(readFileSync(FILE, 'utf8')) as Readonly<Record<string, Answer>>;

/** Returns an answer of RHEL 7's systemctl. @param asked the words after `systemctl show --no-pager` */
export function fromRhel7(asked: string): Answer {
  const answer = answers[`systemctl show --no-pager ${asked}`];
  if (answer) return answer;
  throw new Error(`systemctl of RHEL 7 was never asked: ${asked}`);
}

/** The answer that stops at docker.socket, which has no ExecStart. */
export const stopsAtSocket: Answer = fromRhel7(
  '-p Id,LoadState,ActiveState,UnitFileState,ExecStart,Environment,EnvironmentFiles ' +
    'docker.service docker.socket nosuch.service lvm2-monitor.service',
);

/**
 * Answers as `systemctl show -p` of RHEL 7 does about units that have all that is asked: of everything it printed of
 * each those lines, and an asked one that is empty as `Name=`. EnvironmentFile stands for EnvironmentFiles.
 */
export function asAskedOnRhel7({ args }: Command, unitOf = (name: string): string => name): Answer {
  const [, , , properties = '', ...names] = args;
  const asked = properties.split(',').filter((name) => name !== 'EnvironmentFiles');
  const blocks = names.map((name) => {
    const all = fromRhel7(unitOf(name)).stdout.split('\n');
    const found = all.filter(
      (line) => line.startsWith('EnvironmentFile=') || asked.includes(nameOf(line)),
    );
    const empty = asked.filter((one) => !found.some((line) => nameOf(line) === one));
    return [...found, ...empty.map((one) => `${one}=`), '']
      .join('\n')
      .replace(/^Id=.*$/m, `Id=${name}`);
  });
  return { exitCode: 0, stdout: blocks.join('\n'), stderr: '' };
}

const nameOf = (line: string): string => line.split('=')[0] ?? '';

/** A host whose systemctl is the one of RHEL 7; units that were not recorded there do not exist. */
export function onRhel7(units: readonly string[]): Changes {
  const recorded = (name: string): string =>
    answers[`systemctl show --no-pager ${name}`] ? name : 'nosuch.service';
  const states = showStates(units);
  const start = showStart('docker.service');
  const whole = (answer: Answer): Outcome => ({ signal: null, durationMs: 0, ...answer });
  return {
    [questionOf('run', [showUnits(units)])]: { value: whole(stopsAtSocket) },
    [questionOf('run', [states])]: { value: whole(asAskedOnRhel7(states, recorded)) },
    [questionOf('run', [start])]: { value: whole(asAskedOnRhel7(start)) },
  };
}
