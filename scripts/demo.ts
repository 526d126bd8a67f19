/**
 * `npm run demo`: a blank host becomes one whose Docker runs on a thin pool, as a person would see
 * it. On a terminal the commands have one too, so they show progress and colours. The exit code is
 * that of the first command that failed. `npm run demo -- migrate` has a second act, in which the
 * host leaves the driver.
 */
import { argv, chalk } from 'zx';
import type { Guest } from '../test/lab/guest/index.ts';
import { withGuest } from '../test/lab/guest/with-guest.ts';
import { DEMO, MIGRATE } from './lab/demo-commands.ts';

async function show(guest: Guest, command: string): Promise<number> {
  const { stdout } = process;
  stdout.write(`${chalk.green('root@lab')}:${chalk.blue('~')}# ${chalk.bold(command)}\n`);
  const running = guest.start(command, {
    ...(stdout.isTTY && { terminal: { rows: stdout.rows, columns: stdout.columns } }),
    env: stdout.isTTY ? { TERM: process.env['TERM'] ?? 'xterm' } : {},
    onOutput: (stream, bytes) => process[stream].write(bytes),
  });
  running.endInput();
  const { exitCode, signal } = await running.wait();
  stdout.write('\n');
  if (exitCode === 0) return 0;
  console.error(`demo: ${command} ended with ${String(signal ?? exitCode)}`);
  return exitCode ?? 1;
}

console.error('demo: booting a Debian guest with a blank disk');
process.exitCode = await withGuest({ suite: 'bookworm', disks: { xvdf: '10G' } }, async (guest) => {
  const acts = argv._.includes('migrate') ? [...DEMO, ...MIGRATE] : DEMO;
  for (const command of acts) {
    const exitCode = await show(guest, command);
    if (exitCode !== 0) return exitCode;
  }
  return 0;
});
