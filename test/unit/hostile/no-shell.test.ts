import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import type { Command } from '../../../src/model/command.ts';
import type { Step } from '../../../src/model/plan/plan.ts';
import { planSetupDirectLvm } from '../../../src/plan/setup/direct-lvm.ts';
import { actionShell } from '../../../src/views/script/actions.ts';
import { planScript } from '../../../src/views/script/script.ts';
import { bash } from '../../helpers/bash.ts';
import { blankDisk, blankHost, documentedRequest } from '../../helpers/blank-host.ts';

const SRC = join(import.meta.dirname, '../../../src');

/**
 * Programs that take commands as text, or start others; but for xargs, which is given one program's
 * path and arguments as they are, and an input that is empty (test/unit/host/runner.test.ts).
 */
const INTERPRETERS =
  /^(.*\/)?(sh|bash|dash|ash|ksh|zsh|busybox|env|eval|exec|sudo|su|nohup|python3?|perl|awk|node)$/;

interface Source {
  readonly path: string;
  readonly tree: ts.SourceFile;
}

const sources: readonly Source[] = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => {
    const text = readFileSync(join(SRC, path), 'utf8');
    return { path, tree: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true) };
  });

/** Everything in the sources that `pick` finds something in, with its place. */
function found<T>(pick: (node: ts.Node) => T | undefined): readonly (readonly [string, T])[] {
  return sources.flatMap(({ path, tree }) => {
    const all: (readonly [string, T])[] = [];
    const visit = (node: ts.Node): void => {
      const hit = pick(node);
      if (hit !== undefined) all.push([path, hit]);
      ts.forEachChild(node, visit);
    };
    visit(tree);
    return all;
  });
}

/** The string literals of a union type. */
function membersOf(type: string): readonly string[] {
  return found((node) =>
    ts.isTypeAliasDeclaration(node) && node.name.text === type ? node.type : undefined,
  ).flatMap(([, node]) => [...node.getText().matchAll(/'([^']+)'/g)].map(([, name]) => name ?? ''));
}

const programs = [...membersOf('Program'), ...membersOf('HostProgram')];

/** `reads(...)`, `writes(...)` and the calls of the file gateway, with their first argument. */
const calls = found((node) => {
  if (!ts.isCallExpression(node)) return undefined;
  return ['reads', 'writes'].includes(node.expression.getText())
    ? node.arguments[0]?.getText()
    : undefined;
});

describe('no shell stands between dmctl and a program', () => {
  it('since every program is one of a list, and none of these takes commands as text', () => {
    expect(programs).toEqual(expect.arrayContaining(['lvm', 'pvcreate', 'dmsetup', 'cp', 'flock']));
    expect(programs.filter((name) => INTERPRETERS.test(name))).toEqual([]);
  });

  it('since every command names its program in the source', () => {
    expect(calls.length).toBeGreaterThan(20);
    const named = calls.filter(([, program]) => programs.includes(program.replaceAll("'", '')));
    expect(named).toEqual(calls);
  });

  it('since an init script gets no word that is not in the source', () => {
    const service = found((node) =>
      ts.isCallExpression(node) && node.arguments[0]?.getText() === "'service'"
        ? node.arguments[1]?.getText()
        : undefined,
    );

    expect(service.map(([, args]) => args)).toEqual(["['docker', 'stop']", "['docker', 'start']"]);
  });

  it('since nothing outside the script view names one, or asks for one', () => {
    const texts = found((node) => (ts.isStringLiteralLike(node) ? node.text : undefined));
    const shells = texts.filter(([path, text]) => {
      return !path.startsWith('views/script/') && /^(.*\/)?(sh|bash|dash|zsh|ksh)$/.test(text);
    });
    const options = found((node) => {
      if (!ts.isPropertyAssignment(node) || node.name.getText() !== 'shell') return undefined;
      // `dmctl completion SHELL`: a word of the command line, not an option of a program's start.
      return node.initializer.getText().startsWith('Args.') ? undefined : node.getText();
    });

    expect(texts.length).toBeGreaterThan(500);
    expect(shells).toEqual([]);
    expect(options).toEqual([]);
  });

  it('since execa is called once, with a list of arguments', () => {
    const spawns = found((node) =>
      ts.isCallExpression(node) && /^execa|^\$|^exec/.test(node.expression.getText())
        ? node.arguments.map((argument) => argument.getText())
        : undefined,
    );
    const [path, args] = spawns.find(([, [first]]) => first === 'launch.path') ?? [];

    expect(path).toBe('host/spawn.ts');
    expect(args?.[1]).toBe('[...launch.args]');
  });
});

const HOSTILE = `/dev/disk/by-id/a b'"$(touch x)\`touch y\`;&|<>*?[]{}~!#\\`;

/** The plan of a setup whose names went past every check that forbids them. */
function hostilePlan() {
  const devices = [blankDisk(HOSTILE), blankDisk('-rf')];
  const paths = devices.map(({ path }) => path);
  const request = documentedRequest({ devices: paths, vg: '$(reboot)', pool: "`x`;'y'" });
  const plan = planSetupDirectLvm(blankHost({ devices }), request, { nonce: 'n', earlier: null });
  if (plan.refusals.length > 0) throw new Error(JSON.stringify(plan.refusals));
  return plan;
}

/** A step with all that undoes and repairs it. */
const withUndo = (step: Step): readonly Step[] => [
  step,
  ...(step.mend ?? []).flatMap(withUndo),
  ...step.undo.flatMap(withUndo),
];

describe('a script of words that a shell would take for something else', () => {
  const plan = hostilePlan();
  const steps = plan.steps.flatMap(withUndo);
  const runs = steps.flatMap(({ action }): Command[] =>
    action.kind === 'run' ? [action.command] : [],
  );

  it.each(runs.map((command) => [command.program, command] as const))(
    'gives %s its arguments as they are',
    (_, command) => {
      const lines = actionShell({ kind: 'run', command }, plan.blobs);
      const record = `${command.program}() { printf '%s\\0' "$@"; }`;
      const said = bash([record, ...lines].join('\n')).stdout;

      expect(said.split('\0').slice(0, -1)).toEqual(command.args);
    },
  );

  it('starts no program that one of the words names', () => {
    const script = planScript(plan);
    const checks = [...script.matchAll(/^(\w+)\(\) \{/gm)].map(([, name]) => name ?? '');
    const idle = checks.filter((name) => name !== 'main' && name !== 'begin');
    // No program is found: bash tells a function of its own what it was to start.
    const harmless = script
      .replace(/^(export LC_ALL=C PATH=).*$/m, '$1/nonexistent')
      .replace(/^main <\/dev\/null$/m, () =>
        [
          ...idle.map((name) => `${name}() { :; }`),
          'command_not_found_handle() { printf "%s\\0" "$1" >&2; }',
          'main </dev/null',
        ].join('\n'),
      );
    const { status, stderr } = bash(harmless);
    const started = new Set(stderr.split('\0').filter((word) => !word.includes('[:')));

    expect(status).toBe(0);
    expect(started).toContain('pvcreate');
    expect([...started].filter((word) => /touch|reboot|^x$|^y$/.test(word))).toEqual([]);
  });
});
