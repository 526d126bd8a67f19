/**
 * `npm test`: every check of the project, one after another, then one plain line of totals.
 * `npm test -- quick` leaves the lab out.
 */
import { readFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { $, argv } from 'zx';
import { mustHaveLab } from '../test/lab/guest/availability.ts';
import { installMissing } from '../test/lab/guest/host-tools.ts';
import { wrongCounts, type CountedReport } from './lab/documented-counts.ts';

interface Totals {
  passed: number;
  failed: number;
  skipped: number;
}

/** The part of vitest's JSON report that is counted. */
interface Report extends CountedReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numFailedTestSuites: number;
}

const CHECKS: readonly (readonly [name: string, command: readonly string[]])[] = [
  ['format', ['prettier', '--check', '--log-level', 'warn', '.']],
  ['lint', ['eslint', '.']],
  ['types', ['tsc', '--project', '.']],
  ['layers and cycles', ['depcruise', '--no-progress', 'src']],
  ['unused code', ['knip', '--no-progress']],
];

async function check(name: string, command: readonly string[], totals: Totals): Promise<void> {
  const started = Date.now();
  const { exitCode } = await $({ stdio: 'inherit', nothrow: true })`npx --no-install ${command}`;
  totals[exitCode === 0 ? 'passed' : 'failed'] += 1;
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(`${exitCode === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`);
}

async function vitest(config: string, folder: string, totals: Totals): Promise<Report> {
  const output = join(folder, `${config}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${output}`];
  const { exitCode } = await $({
    stdio: 'inherit',
    nothrow: true,
  })`npx --no-install vitest run --config ${config} ${reporters}`;
  const report = JSON.parse(await readFile(output, 'utf8')) as Report;
  totals.passed += report.numPassedTests;
  totals.failed += report.numFailedTests;
  totals.skipped += report.numPendingTests;
  const broken = report.numFailedTests === 0 && exitCode !== 0;
  if (broken) totals.failed += Math.max(1, report.numFailedTestSuites);
  return report;
}

function checkCounts(report: Report, totals: Totals): void {
  const wrong = wrongCounts(report);
  totals[wrong.length === 0 ? 'passed' : 'failed'] += 1;
  console.log(
    wrong.length === 0 ? 'ok   documented counts' : `FAIL documented counts\n${wrong.join('\n')}`,
  );
}

// zsh itself says what our completion offers; without one those tests are skipped.
if (mustHaveLab()) await installMissing({ zsh: '/usr/bin/zsh' });

const folder = await mkdtemp(join(tmpdir(), 'dmctl-totals-'));
const totals: Totals = { passed: 0, failed: 0, skipped: 0 };
try {
  for (const [name, command] of CHECKS) await check(name, command, totals);
  checkCounts(await vitest('vitest.strange.config.ts', folder, totals), totals);
  if (!argv._.includes('quick')) await vitest('vitest.lab.config.ts', folder, totals);
} finally {
  await rm(folder, { recursive: true });
}
const { passed, failed, skipped } = totals;
console.log(`${String(passed)} passed, ${String(failed)} failed, ${String(skipped)} skipped`);
process.exitCode = failed === 0 ? 0 : 1;
