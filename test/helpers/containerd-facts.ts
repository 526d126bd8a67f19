import { containerdEngine } from '../../src/containerd/engine.ts';
import { effectiveSettings } from '../../src/containerd/settings.ts';
import type { ContainerdFacts } from '../../src/model/facts/containerd-state.ts';
import type { Facts } from '../../src/model/facts/facts.ts';
import { known } from '../../src/model/known.ts';
import type { SetupDirectLvmRequest } from '../../src/model/plan/journal.ts';
import { bytes, GIB, KIB } from '../../src/model/units.ts';
import { blankHost, documentedRequest } from './blank-host.ts';
import { healthy } from './facts.ts';
import { answerTo } from './recorded-containerd.ts';

/** Settings of a recorded containerd 1.6 that has no pool. */
const recorded = effectiveSettings(
  answerTo('bookworm-1.6.20', 'not-configured', 'containerd config dump').stdout,
);

/** config.toml of a person, with a comment. */
export const MAIN = {
  state: 'present',
  path: '/etc/containerd/config.toml',
  text: 'version = 2\n# ours\n[plugins."io.containerd.grpc.v1.cri"]\n  sandbox_image = "pause:3.9"\n',
  sha256: 'f'.repeat(64),
} as const;

/** A containerd 1.6 that runs and has no pool. */
export const withoutPool: ContainerdFacts = {
  start: known({
    kind: 'plain',
    program: '/usr/bin/containerd',
    config: MAIN.path,
    root: null,
    address: null,
  }),
  version: known({ printed: '1.6.20~ds1', major: 1, minor: 6 }),
  platform: 'linux/amd64',
  killMode: known('process'),
  units: known([]),
  manager: 'systemd',
  running: known(true),
  config: MAIN,
  configuredCri: known(null),
  dropIn: { state: 'absent', path: '/etc/containerd/conf.d/dmctl.toml' },
  settings: known(recorded),
  plugin: known({ state: 'error', why: 'devmapper not configured', root: null }),
  root: '/var/lib/containerd/io.containerd.snapshotter.v1.devmapper',
  records: known(null),
  missingPrograms: [],
  content: known({ images: 0, containers: 0, tasks: [] }),
};

/** A containerd that runs on the pool of facts.ts. */
export const onPool: ContainerdFacts = {
  ...withoutPool,
  settings: known({
    ...recorded,
    snapshotter: {
      ...recorded.snapshotter,
      ...{ poolName: 'docker-thinpool', baseImageSize: '10GiB', fsType: 'ext4' },
    },
  }),
  plugin: known({ state: 'ok', why: '', root: null }),
  records: known({
    ...{ committed: 3, active: 1, views: 0, largestDevice: bytes(10 * GIB) },
    ...{ faulty: [], missing: [], strays: [] },
  }),
  content: known({ images: 1, containers: 1, tasks: [] }),
};

/** The healthy host, whose pool is containerd's. */
export const containerdHost = (changes: Partial<ContainerdFacts> = {}): Facts => ({
  ...healthy,
  engine: containerdEngine({ ...onPool, ...changes }),
});

/** A host with a blank disk and a containerd without a pool. */
export const blankContainerdHost = (changes: Partial<ContainerdFacts> = {}): Facts => ({
  ...blankHost(),
  engine: containerdEngine({ ...withoutPool, ...changes }),
});

/** `dmctl setup direct-lvm /dev/xvdf --engine containerd`. */
export const containerdRequest = (
  change: Partial<SetupDirectLvmRequest> = {},
): SetupDirectLvmRequest =>
  documentedRequest({
    ...{ engine: 'containerd', vg: 'containerd', chunkSize: bytes(64 * KIB) },
    snapshotter: { baseSize: bytes(10 * GIB), fs: 'ext4', cri: false },
    ...change,
  });
