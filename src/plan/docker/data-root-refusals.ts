import { dockerFacts } from '../../docker/engine.ts';
import type { DockerState, PresentRoot } from '../../model/facts/docker-state.ts';
import type { Facts } from '../../model/facts/facts.ts';
import type { Notice } from '../../model/notice.ts';
import { holdingsWords } from '../steps/holdings.ts';
import { refusal, unseen } from '../steps/refusal.ts';

/** Lists every reason why the data root cannot be moved aside. */
export function dataRootRefusals(facts: Facts, moveDataRoot: boolean): readonly Notice[] {
  const { docker, dataRoot: root, dataRootBackup: backup } = dockerFacts(facts);
  if (root.state === 'absent') return [];
  const cannotMove = (why: string, fix: string): Notice =>
    refusal('DM045', `${root.path} cannot be moved aside`, why, [fix]);
  if (root.state === 'unusable') return [cannotMove(root.why, root.fix)];
  return [
    ...(backup.exists && !root.empty
      ? [cannotMove(`${backup.path} already exists`, 'move or remove it first')]
      : []),
    ...holdingsRefusals(root, backup.path, moveDataRoot),
    ...mountRefusals(docker, root),
    ...liveRestoreRefusals(docker, root),
  ];
}

function holdingsRefusals(
  root: PresentRoot,
  backup: string,
  moveDataRoot: boolean,
): readonly Notice[] {
  const held = holdingsWords(root.holdings);
  if (held === '' || moveDataRoot) return [];
  const message = `${root.path} holds ${held}`;
  const why = 'Docker does not see them with another storage driver; nothing is deleted';
  const fix = [
    'docker save what you need later, then add --move-data-root',
    `the previous data root is kept as ${backup}`,
  ];
  return [refusal('DM044', message, why, fix)];
}

/**
 * A mount below the data root would move with the renamed directory, and return to its old place at the
 * next boot. Docker's own mounts end when it stops; those of containers that outlive it do not.
 */
export function mountRefusals({ running }: DockerState, root: PresentRoot): readonly Notice[] {
  if (root.mountsBelow.length === 0 || root.empty) return [];
  if (running.known && !running.value) {
    const paths = root.mountsBelow.map(({ path }) => path);
    const message = `Docker is stopped, and ${some(paths)} still mounted`;
    const why = 'a container may still be running without its daemon, on files that would be moved';
    const fix = ['start Docker, stop its containers, then rerun the command', 'or unmount them'];
    return [refusal('DM049', message, why, fix)];
  }
  const isChild = (path: string): boolean => !path.slice(root.path.length + 1).includes('/');
  return root.mountsBelow
    .filter(({ path, foreign }) => foreign && isChild(path))
    .map(({ path }) => {
      const why = `${path} is a mount point`;
      return refusal('DM045', `${root.path} cannot be moved aside`, why, [`unmount ${path}`]);
    });
}

/** `/a is`, `/a, /b are`, `/a, /b and 3 more are`. */
function some(paths: readonly string[]): string {
  const shown = paths.slice(0, 2).join(', ');
  if (paths.length > 2) return `${shown} and ${String(paths.length - 2)} more are`;
  return `${shown} ${paths.length === 1 ? 'is' : 'are'}`;
}

function liveRestoreRefusals({ info }: DockerState, root: PresentRoot): readonly Notice[] {
  if (!info.known) return [unseen('docker info', info.why)];
  if (info.value?.liveRestore !== true || root.holdings.containers === 0) return [];
  const why = 'live-restore keeps them running on files that are moved away';
  const fix = ['docker stop the running containers, or disable live-restore'];
  return [refusal('DM049', 'containers would keep running without their daemon', why, fix)];
}
