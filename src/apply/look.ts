import type { Condition, ConditionOf, Finding } from '../model/plan/condition.ts';

export interface Checked {
  readonly condition: Condition;
  readonly finding: Finding;
}

/** Looks at the host: one finding for each condition, in their order. */
export type Look = (conditions: readonly Condition[]) => Promise<readonly Checked[]>;

/** All hold, or one is known to fail, or one is unknown. */
export function verdictOf(checked: readonly Checked[]): Finding['verdict'] {
  if (checked.some(({ finding }) => finding.verdict === 'fails')) return 'fails';
  return checked.every(({ finding }) => finding.verdict === 'holds') ? 'holds' : 'unknown';
}

/** The findings of one look, shared out among the lists of conditions that it was made of. */
export function portions(
  seen: readonly Checked[],
  ...lists: readonly (readonly Condition[])[]
): readonly (readonly Checked[])[] {
  let at = 0;
  return lists.map(({ length }) => seen.slice(at, (at += length)));
}

/** Describes the conditions that do not hold. */
export function unmet(checked: readonly Checked[]): readonly string[] {
  return checked.flatMap(({ condition, finding }) => {
    if (finding.verdict === 'holds') return [];
    const said = finding.verdict === 'fails' ? finding.found : `unknown: ${finding.why}`;
    return [`${describe(condition)}: ${said}`];
  });
}

/** Describes a condition: `vg-absent docker`. */
export function describe(condition: Condition): string {
  const subject = hasSubject(condition) ? ownSubject(condition) : subjectOf(condition);
  return `${condition.kind} ${subject}`.trimEnd();
}

type PoolOfDocker = Extract<Condition, { kind: 'docker-driver' }>['pool'];

const poolWords = (pool: PoolOfDocker): string =>
  typeof pool === 'object' && pool !== null ? 'on loop files' : (pool ?? '');

type WithSubject = ConditionOf<
  | 'layer-converted'
  | 'layers-held'
  | 'layers-complete'
  | 'tree-copied'
  | 'layers-released'
  | 'volume-active'
  | 'volume-mounted'
  | 'volume-formatted'
  | 'container-driver'
  | 'containerd-config-same'
  | 'containerd-unused'
  | 'containerd-tried'
  | 'containerd-idle'
>;

const SUBJECTS: { readonly [K in WithSubject['kind']]: (one: ConditionOf<K>) => string } = {
  'layer-converted': ({ id }) => id,
  'layers-held': ({ dataRoot }) => dataRoot,
  'layers-complete': ({ dataRoot }) => dataRoot,
  'tree-copied': ({ to }) => to,
  'layers-released': () => '',
  'volume-active': ({ volume }) => `${volume.vg}/${volume.lv}`,
  'volume-mounted': ({ volume }) => `${volume.vg}/${volume.lv}`,
  'volume-formatted': ({ volume }) => `${volume.vg}/${volume.lv}`,
  'container-driver': ({ is }) => is,
  'containerd-config-same': ({ config }) => config,
  'containerd-unused': ({ root }) => root,
  'containerd-tried': () => '',
  'containerd-idle': () => '',
};

const hasSubject = (condition: Condition): condition is WithSubject => condition.kind in SUBJECTS;

function ownSubject(condition: WithSubject): string {
  // The table has a function for each kind, which TypeScript cannot follow to the call.
  const subject = SUBJECTS[condition.kind] as (one: WithSubject) => string;
  return subject(condition);
}

function subjectOf(condition: Exclude<Condition, WithSubject>): string {
  if ('device' in condition) return condition.device.path;
  if ('lv' in condition) return `${condition.vg}/${condition.lv}`;
  if ('vg' in condition) return condition.vg;
  if ('path' in condition) return condition.path;
  if ('root' in condition) return condition.root.path;
  if ('names' in condition) return condition.names.join(' ');
  if ('driver' in condition) return `${condition.driver} ${poolWords(condition.pool)}`;
  if ('dataRoot' in condition) return condition.dataRoot;
  if ('loop' in condition) return condition.loop;
  if ('file' in condition) return condition.file.path;
  if ('swap' in condition) return `${condition.swap.pool} ${condition.is}`;
  return condition.pool;
}
