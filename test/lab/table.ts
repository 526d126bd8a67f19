import type { Reporter, TestCase, TestModule } from 'vitest/node';
import { documentedRows } from '../helpers/documented-rows.ts';
import { wrongCases } from './documented-cases.ts';
import { isRelease } from './is-full.ts';

declare module 'vitest' {
  interface TaskMeta {
    /** How many cases a test tried, where it is more than one. */
    cases?: number;
  }
}

interface Group {
  readonly name: string;
  readonly seconds: number;
  cases: number;
  passed: number;
  failed: number;
  skipped: number;
}

const COUNTS = ['cases', 'passed', 'failed', 'seconds'] as const;

/** A test that failed half way has tried what it counted, and failed at the last of them. */
function add(group: Group, test: TestCase): void {
  const { state } = test.result();
  const cases = Math.max(1, test.meta().cases ?? 1);
  const failed = state === 'failed' ? 1 : 0;
  if (state === 'skipped') {
    group.skipped += 1;
    return;
  }
  group.cases += cases;
  group.failed += failed;
  group.passed += cases - failed;
}

function groupOf(module: TestModule): Group {
  const name = module.relativeModuleId.replace(/^test\/lab\/|\.lab\.ts$/g, '');
  const seconds = Math.round(module.diagnostic().duration / 1000);
  const group: Group = { name, seconds, cases: 0, passed: 0, failed: 0, skipped: 0 };
  for (const test of module.children.allTests()) add(group, test);
  // A file that cannot be loaded has no tests to fail.
  if (module.state() === 'failed' && group.failed === 0) group.failed = 1;
  return group;
}

function cellsOf(group: Group): readonly string[] {
  const left = group.skipped > 0 ? ` (${String(group.skipped)} skipped)` : '';
  return [`${group.name}${left}`, ...COUNTS.map((count) => String(group[count]))];
}

function lineOf(cells: readonly string[], widths: readonly number[]): string {
  const padded = cells.map((cell, i) =>
    i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0),
  );
  return `| ${padded.join(' | ')} |`;
}

function totals(groups: readonly Group[]): readonly string[] {
  const sum = (count: (typeof COUNTS)[number]): number =>
    groups.reduce((total, group) => total + group[count], 0);
  return ['all', ...COUNTS.map((count) => String(sum(count)))];
}

function print(groups: readonly Group[]): void {
  const head = ['group', ...COUNTS];
  const rows = [head, ...groups.map(cellsOf), totals(groups)];
  const widths = head.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  const rule = widths.map((width) => '-'.repeat(width));
  const lines = [head, rule, ...rows.slice(1)].map((row) => lineOf(row, widths));
  console.log(`\n${lines.join('\n')}`);
}

/** The counts of `npm run test:lab:full` are documented: those of each group that was run as a whole. */
function mustBeDocumented(groups: readonly Group[]): void {
  const whole = groups.filter(({ failed, skipped }) => failed === 0 && skipped === 0);
  const wrong = wrongCases(whole, documentedRows());
  if (wrong.length === 0) return;
  console.error(`\n${wrong.join('\n')}`);
  process.exitCode = 1;
}

/** At the end of all scenarios: how many cases of each file were tried, passed and failed, how long. */
export default class Table implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const groups = modules.map(groupOf).sort((a, b) => a.name.localeCompare(b.name));
    print(groups);
    if (!isRelease) mustBeDocumented(groups);
  }
}
