/**
 * A second process with a real host, for tests of what outlives a process.
 * Arguments: `run PLACES` runs the program lvm; `lock PATH` takes the lock, says so, and stays;
 * `at-end PLACES` leaves the program lvm to its end, says so, and stays;
 * `append PATH` appends a line to a file that has room for a part of it, and says how that ended.
 */
import { execFileSync } from 'node:child_process';
import { createHost } from '../../src/host/create-host.ts';
import type { ProgramPlaces } from '../../src/host/programs.ts';
import { writes } from '../../src/model/command.ts';

const [what, argument = ''] = process.argv.slice(2);

if (what === 'run') {
  await createHost({ places: JSON.parse(argument) as ProgramPlaces }).run(writes('lvm', []));
} else if (what === 'at-end') {
  await createHost({ places: JSON.parse(argument) as ProgramPlaces }).runAtEnd(writes('lvm', []));
  process.stdout.write('waits\n');
  process.stdin.resume();
} else if (what === 'append') {
  const file = await createHost().openAppend(argument);
  await file.append('first');
  execFileSync('prlimit', ['--pid', String(process.pid), '--fsize=10']);
  await file.append('second').catch((error: unknown) => process.stdout.write(String(error)));
} else {
  const holder = { pid: process.pid, command: 'setup', user: 'root', since: '2020-01-01T00:00Z' };
  const { held } = await createHost().lock(argument, holder, 0);
  process.stdout.write(held ? 'held\n' : 'not held\n');
  process.stdin.resume();
}
