import { dockerFacts } from '../../src/docker/engine.ts';
import type { DataRoot, OutsideOption } from '../../src/model/facts/docker-state.ts';
import { known } from '../../src/model/known.ts';
import type { LoopGround } from '../../src/model/facts/loop-pool.ts';
import type { Plan } from '../../src/model/plan/plan.ts';
import { bytes, GIB } from '../../src/model/units.ts';
import type { SetupLoopLvmRequest } from '../../src/plan/setup/loop-lvm/request.ts';
import { planSetupLoopLvm } from '../../src/plan/setup/loop-lvm/loop-lvm.ts';
import { blankHost } from './blank-host.ts';
import type { Changes } from './engine.ts';

/** A data root of overlay2, with 5 GiB free. */
export const NOTHING: LoopGround = {
  files: known({ data: null, metadata: null }),
  drivers: known(['overlay2']),
  free: known(bytes(5 * GIB)),
};

/** The files that Docker makes unless it is told otherwise. */
export const FILES: LoopGround = {
  files: known({ data: bytes(100 * GIB), metadata: bytes(2 * GIB) }),
  drivers: known(['devicemapper']),
  free: known(bytes(5 * GIB)),
};

/** `dmctl setup loop-lvm` without flags. */
export const ASKED: SetupLoopLvmRequest = {
  dataSize: null,
  metadataSize: null,
  storageOptions: [],
  minFreeSpacePercent: null,
  moveDataRoot: false,
};

/** What differs from `dmctl setup loop-lvm` without flags. */
export type Asked = Partial<SetupLoopLvmRequest>;

/** The plan for a host with Docker running on overlay2. */
export const onBlank = (asked: Asked = {}, host: Changes = {}): Plan =>
  planSetupLoopLvm(blankHost(host), NOTHING, { ...ASKED, ...asked });

export const ids = ({ steps }: Plan): readonly string[] => steps.map(({ id }) => id);
export const codes = ({ refusals }: Plan): readonly string[] => refusals.map(({ code }) => code);

/** Facts of a host whose daemon.json has this text. */
export const daemonJson = (text: string): Changes => {
  const path = '/etc/docker/daemon.json';
  return { daemonJson: { state: 'present', path, target: path, text, sha256: 'x' } };
};

const { docker, dataRoot } = dockerFacts(blankHost());
/** The data root of the blank host. */
export const root = dataRoot as Extract<DataRoot, { state: 'present' }>;
/** Facts of a host whose dockerd gets this option from its unit. */
export const outside = (option: string, value: string): Changes => {
  const found: OutsideOption = { option, value, source: 'docker.service ExecStart' };
  return { docker: { ...docker, outside: known([found]) } };
};
