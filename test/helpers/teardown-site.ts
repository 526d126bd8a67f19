import { known } from '../../src/model/known.ts';
import type { DockerGround, TeardownGround } from '../../src/model/facts/teardown-ground.ts';
import { sha256Of } from '../../src/model/sha256.ts';
import type { OwnPvs, SetUpRecord } from '../../src/plan/steps/setup-record.ts';
import type { TeardownRequest } from '../../src/model/plan/journal.ts';
import type { TeardownSite } from '../../src/plan/steps/teardown-site.ts';
import { blankDisk } from './blank-host.ts';
import { changed, type Changes } from './engine.ts';
import { DAEMON_JSON, daemonJson, healthy, lvm } from './facts.ts';

const AFTER = `${JSON.stringify(DAEMON_JSON, null, 2)}\n`;
const BEFORE = '{\n  "log-opts": { "max-size": "10m" }\n}\n';

/** The setup that made the pool of facts.ts, with the data root and daemon.json of before. */
export const setUp: SetUpRecord = {
  runId: 'abc123',
  pool: { vg: 'docker', lv: 'thinpool' },
  managed: null,
  engine: 'docker',
  containerd: null,
  daemonJson: { path: '/etc/docker/daemon.json', before: BEFORE, after: AFTER },
  profile: { path: '/etc/lvm/profile/docker-thinpool.profile', sha256: 'b'.repeat(64) },
  folders: [],
  movedRoot: {
    path: '/var/lib/docker',
    backup: '/var/lib/docker.bk',
    mark: { below: '', inode: 42 },
  },
  newRoot: true,
};

const ground: Omit<TeardownGround, 'engine'> & DockerGround = {
  profile: known('b'.repeat(64)),
  daemonJson: known({ uid: 0, gid: 0, mode: 0o644 }),
  folders: known(new Map()),
  backup: known(42),
  keptBesides: known([]),
  inPlace: known(43),
  asideTaken: known(false),
  holders: known([]),
  canErase: known(true),
};

const asked: TeardownRequest = { confirm: 'docker/thinpool', dryRun: false, erase: false };

/** What differs from that host. */
export interface Different {
  readonly facts?: Changes;
  readonly ground?: Partial<typeof ground>;
  readonly record?: Partial<SetUpRecord>;
  readonly request?: Partial<TeardownRequest>;
  readonly ownPvs?: OwnPvs;
  readonly ownUnits?: ReadonlySet<string>;
}

/** A healthy host with a pool of dmctl's making, confirmed to be taken down. */
export function teardownSite(different: Different = {}): TeardownSite {
  const [pv = null] = lvm.pvs;
  const { profile, folders, holders, canErase, ...engine } = { ...ground, ...different.ground };
  const file = { ...daemonJson(AFTER), sha256: sha256Of(AFTER) };
  return {
    facts: changed(healthy, {
      daemonJson: file,
      devices: [blankDisk('/dev/xvdf', { pv: known(pv) })],
      ...different.facts,
    }),
    ground: { profile, folders, holders, canErase, engine },
    record: { ...setUp, ...different.record },
    ownUnits: different.ownUnits ?? new Set(['c'.repeat(64)]),
    ownPvs: different.ownPvs ?? new Map(lvm.pvs.map(({ uuid }) => [uuid, true])),
    managedPv: null,
    request: { ...asked, ...different.request },
  };
}
