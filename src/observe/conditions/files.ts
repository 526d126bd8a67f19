import {
  fails,
  holds,
  undecided,
  type Condition,
  type Finding,
} from '../../model/plan/condition.ts';
import { sha256Of } from '../../model/sha256.ts';
import type { Probes } from './probes.ts';

type Of<K extends Condition['kind']> = Extract<Condition, { kind: K }>;

/** The content of a file, through links. */
export async function checkFile(
  { host }: Probes,
  { path, sha256: wanted }: Of<'file'>,
): Promise<Finding> {
  const text = await host.readBytes(path);
  if (text === null) {
    if ((await host.lstat(path)) !== null) return undecided('a dangling symbolic link');
    return wanted === null ? holds : fails('it does not exist');
  }
  if (wanted === null) return fails('it exists');
  return sha256Of(text) === wanted ? holds : fails('its content is different');
}

/** A directory by itself; a link to one is another thing, since it would be the link that is renamed. */
export async function checkDirectory(
  { host }: Probes,
  { path, is }: Of<'directory'>,
): Promise<Finding> {
  const found = await host.lstat(path);
  if (found === null) return is === 'absent' ? holds : fails('it does not exist');
  if (is === 'absent') return fails(`it exists as a ${found.kind}`);
  if (found.kind !== 'directory') return fails(`it is a ${found.kind}`);
  if (is === 'present') return holds;
  if (is !== 'empty') {
    return found.inode === is.inode ? holds : fails('it is a different directory');
  }
  const names = (await host.list(path)) ?? [];
  return names.length === 0 ? holds : fails(`it holds ${names.slice(0, 5).join(', ')}`);
}

/** A symbolic link by itself, and where it leads in the end. */
export async function checkLink({ host }: Probes, { path, target }: Of<'link'>): Promise<Finding> {
  const found = await host.lstat(path);
  if (found === null) return target === null ? holds : fails('it does not exist');
  if (target === null) return fails(`it exists as a ${found.kind}`);
  if (found.kind !== 'symlink') return fails(`it is a ${found.kind}`);
  const leadsTo = await host.realPath(path);
  return leadsTo === target ? holds : fails(`it leads to ${leadsTo ?? 'a missing target'}`);
}
