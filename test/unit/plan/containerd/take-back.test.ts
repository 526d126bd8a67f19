import { describe, expect, test } from 'vitest';
import { containerdEngine } from '../../../../src/containerd/engine.ts';
import { DROP_IN, DROP_IN_PATTERN, withImport } from '../../../../src/containerd/imports.ts';
import type { ContainerdFacts } from '../../../../src/model/facts/containerd-state.ts';
import { known } from '../../../../src/model/known.ts';
import type { Plan } from '../../../../src/model/plan/plan.ts';
import { planTeardown } from '../../../../src/plan/teardown/teardown.ts';
import { MAIN, onPool } from '../../../helpers/containerd-facts.ts';
import { teardownSite } from '../../../helpers/teardown-site.ts';

const edited = withImport(MAIN.text, DROP_IN_PATTERN);
if (!edited.ok) throw new Error(edited.why);
const after = edited.value;
const dropIn = {
  state: 'present',
  path: DROP_IN,
  text: '# ours\n',
  sha256: 'd'.repeat(64),
} as const;

function plan(changes: Partial<ContainerdFacts> = {}): Plan {
  const site = teardownSite();
  const config = { ...MAIN, text: after };
  const engine = containerdEngine({ ...onPool, config, dropIn, ...changes });
  const containerd = {
    dropIn: { path: DROP_IN },
    config: { path: MAIN.path, before: MAIN.text, after },
  };
  const record = {
    ...site.record,
    ...{ engine: 'containerd' as const, daemonJson: null, movedRoot: null, containerd },
  };
  return planTeardown({ ...site, facts: { ...site.facts, engine }, record });
}

const ids = ({ steps }: Plan): readonly string[] => steps.map(({ id }) => id);

describe('a pool of containerd is taken down', () => {
  test('from its snapshots on, through containerd, and its databases last', () => {
    const made = plan();
    expect(made.refusals).toEqual([]);
    const wanted = ['remove-snapshots', 'containerd-config', 'restart-containerd', 'lvremove'];
    const places = [...wanted, 'remove-snapshotter-root'].map((id) => ids(made).indexOf(id));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    const first = made.steps.find(({ id }) => id === 'remove-snapshots');
    expect(first).toMatchObject({ final: true, before: [{ kind: 'containerd-idle' }] });
  });

  const restored = (made: Plan): string | undefined => {
    const action = made.steps.find(({ id }) => id === 'containerd-config')?.action;
    if (action?.kind !== 'write-file') return undefined;
    return Buffer.from(made.blobs[action.sha256] ?? '', 'base64').toString('utf8');
  };

  test('with config.toml as it was, also where a person has changed it since', () => {
    expect(restored(plan())).toBe(MAIN.text);
    const more = `${after}[debug]\n  level = "info"\n`;
    expect(restored(plan({ config: { ...MAIN, text: more } }))).toBe(
      `${MAIN.text}[debug]\n  level = "info"\n`,
    );
  });

  test('without a step for snapshots where there are none', () => {
    expect(ids(plan({ records: known(null) }))).not.toContain('remove-snapshots');
  });
});

describe('a pool of containerd stays', () => {
  const codes = (changes: Partial<ContainerdFacts>): readonly string[] =>
    plan(changes).refusals.map(({ code }) => code);

  test('while a container runs on it', () => {
    const content = known({ images: 1, containers: 1, tasks: ['k8s.io/web'] });
    expect(codes({ content })).toContain('DM071');
  });

  test('while its snapshots cannot be removed through containerd', () => {
    const plugin = known({ state: 'error', why: 'no such device', root: null } as const);
    expect(codes({ plugin })).toContain('DM286');
  });
});
