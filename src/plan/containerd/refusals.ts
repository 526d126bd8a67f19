import { containerdFacts, snapshotCount } from '../../containerd/engine.ts';
import { hasSplitCri, isSupported, knowsFileSystems } from '../../containerd/version.ts';
import type { ContainerdFacts, ContainerdService } from '../../model/facts/containerd-state.ts';
import { EXIT } from '../../model/exit-codes.ts';
import type { Facts } from '../../model/facts/facts.ts';
import { knownOr } from '../../model/known.ts';
import { dmName } from '../../model/names.ts';
import type { Notice } from '../../model/notice.ts';
import type { SetupDirectLvmRequest } from '../../model/plan/journal.ts';
import { refusal, unseen, whenKnown } from '../steps/refusal.ts';
import { containerdFiles } from './configuration.ts';
import { snapshotterOf } from './request.ts';

/** Refuses a containerd that dmctl cannot configure, before anything else is checked. */
export function unableContainerd(facts: Facts): readonly Notice[] {
  const detail = containerdFacts(facts);
  return whenKnown('how containerd is started', detail.start, (start) => {
    if (start.kind === 'absent') return [notInstalled()];
    if (start.kind === 'generated') return [generated(start)];
    return versionRefusals(detail);
  });
}

function notInstalled(): Notice {
  const why = 'systemd has no containerd.service';
  const fix = ['install package containerd or containerd.io'];
  return refusal('DM004', 'containerd is missing', why, fix, EXIT.toolMissing);
}

/** Such a file is written anew at every start, so an edit would not stay. */
function generated({ by, files }: Extract<ContainerdService, { kind: 'generated' }>): Notice {
  const why = `${by} generates the configuration of its containerd at every start`;
  return refusal('DM280', `containerd belongs to ${by}`, why, [
    'create the pool with the commands of dmctl setup direct-lvm --dry-run --script on another host',
    `put the section of the snapshotter into ${files.join(' or ')}; docs/guide/containerd.md has it`,
  ]);
}

function versionRefusals({ version, killMode }: ContainerdFacts): readonly Notice[] {
  const old = whenKnown('the version of containerd', version, (release) => {
    if (release === null || isSupported(release)) return [];
    const why = 'dmctl needs 1.4 or newer';
    const fix = ['upgrade package containerd or containerd.io'];
    return [
      refusal('DM005', `containerd ${release.printed} is too old`, why, fix, EXIT.toolMissing),
    ];
  });
  const mode = whenKnown('KillMode= of containerd.service', killMode, (word) =>
    word === 'process' ? [] : [endsContainers(word)],
  );
  return [...old, ...mode];
}

/** systemd.kill(5): with any other word, a restart ends what the daemon has started. */
function endsContainers(mode: string): Notice {
  const why = `its unit has KillMode=${mode}, so that a restart of containerd ends every container`;
  return refusal('DM281', 'containerd cannot be restarted without ending containers', why, [
    'systemctl edit containerd.service  and add KillMode=process below [Service]',
  ]);
}

/** Lists why containerd cannot be given the pool of this request. */
export function containerdRefusals(
  facts: Facts,
  request: SetupDirectLvmRequest,
): readonly Notice[] {
  const detail = containerdFacts(facts);
  const { settings } = detail;
  if (!settings.known) return [unseen('the settings of containerd', settings.why)];
  const files = containerdFiles(facts, request);
  return [
    ...stateRefusals(detail, dmName(request.vg, request.pool)),
    ...leftovers(detail),
    ...valueRefusals(detail, request),
    ...(files.ok ? [] : files.refusals),
  ];
}

function stateRefusals(
  { running, settings, plugin, config }: ContainerdFacts,
  pool: string,
): readonly Notice[] {
  if (!knownOr(running, false)) {
    const why =
      'the new pool is tried with it, and what it does now is compared with what it does then';
    return [
      refusal('DM282', 'containerd is not running', why, ['systemctl start containerd.service']),
    ];
  }
  return whenKnown('the settings of containerd', settings, (found) => {
    const name = found?.snapshotter.poolName ?? '';
    if (name !== '' && name !== pool) {
      const why = `${config.path} or a file that it imports names ${name}`;
      return [
        refusal('DM283', 'containerd is configured for another pool', why, [
          'dmctl adopt --engine containerd  takes over a pool that LVM has',
          `or remove that section, then: systemctl restart containerd.service`,
        ]),
      ];
    }
    const isUp = knownOr(plugin, null)?.state === 'ok';
    return isUp && name === '' ? [restartFirst(config.path)] : [];
  });
}

const restartFirst = (path: string): Notice =>
  refusal(
    'DM283',
    'containerd runs on a pool that its configuration no longer names',
    `its devmapper plugin is up, and ${path} names no pool`,
    ['systemctl restart containerd.service'],
  );

/** Snapshots of a pool that is gone: with them containerd would look for devices that do not exist. */
function leftovers({ records, root }: ContainerdFacts): readonly Notice[] {
  return whenKnown('the databases of the snapshotter', records, (found) => {
    if (found === null) return [];
    const count = snapshotCount(found);
    if (count === 0 && found.faulty.length === 0) return [];
    const why = `${root} has ${String(count)} snapshots on record, of a pool that is not there`;
    return [
      refusal('DM284', 'the snapshotter has records of another pool', why, [
        'dmctl explain DM284  says how to remove them without losing an image',
      ]),
    ];
  });
}

function valueRefusals(
  { version, config }: ContainerdFacts,
  request: SetupDirectLvmRequest,
): readonly Notice[] {
  const release = knownOr(version, null);
  if (release === null) return [];
  const { fs, cri } = snapshotterOf(request);
  const { printed } = release;
  if (fs !== 'ext4' && !knowsFileSystems(release)) {
    const why = `containerd ${printed} makes ext4 alone, and does not say so`;
    return [refusal('DM285', `--fs ${fs} has no effect here`, why, ['leave --fs out'])];
  }
  if (fs === 'ext2' && (release.major < 1 || (release.major === 1 && release.minor < 7))) {
    const why = `containerd knows ext2 from 1.7 on, and this is ${printed}`;
    return [refusal('DM285', '--fs ext2 does not work here', why, ['leave --fs out'])];
  }
  if (cri && !hasSplitCri(release)) {
    const why = `with containerd ${printed} the key stands in the section that holds all other settings of Kubernetes, and an imported file would replace that section as a whole`;
    return [
      refusal('DM285', '--cri works with containerd 2.0 and newer', why, [
        `leave --cri out, and set snapshotter = "devmapper" below [plugins."io.containerd.grpc.v1.cri".containerd] in ${config.path} yourself`,
      ]),
    ];
  }
  return [];
}
