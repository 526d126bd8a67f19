import { dockerFacts } from '../../docker/engine.ts';
import { dueLayers } from '../../docker/migration-layers.ts';
import { placesIn } from '../../docker/migration-paths.ts';
import { EXIT } from '../../model/exit-codes.ts';
import type { DriverRecord } from '../../model/facts/migration.ts';
import type { Notice } from '../../model/notice.ts';
import type { LayerHold } from '../../model/plan/condition.ts';
import type { Plan, Step } from '../../model/plan/plan.ts';
import { sha256Of } from '../../model/sha256.ts';
import { bytes } from '../../model/units.ts';
import { stopStep } from '../docker/service.ts';
import {
  blobsOf,
  fileStep,
  folderStep,
  parentOf,
  type NewFile,
  type StepsWithBlobs,
} from '../steps/files.ts';
import { makePlan, planNothing } from '../steps/make-plan.ts';
import { no, type Grown } from '../steps/pool-in-use.ts';
import { refusal, unseen } from '../steps/refusal.ts';
import { activatePool, poolThere } from '../steps/thin-pool.ts';
import { bootMountSteps } from './boot-mount.ts';
import { carrierOf, carrierSteps } from './carrier.ts';
import { newConfiguration } from './configuration.ts';
import { hostRefusals, layerRefusals, poolRefusals, roomRefusals } from './refusals.ts';
import type { Carrier, MigrateSite, Migration } from './site.ts';
import { sourcePool } from './source-pool.ts';
import {
  bareSteps,
  buildingSteps,
  buildkitStep,
  containersStep,
  convertSteps,
  holdStep,
  nameLayersStep,
  recordsStep,
  restStep,
  startOnOverlay,
  switchStep,
} from './steps.ts';
import { migrateWarnings } from './warnings.ts';

export const COMMAND = 'migrate overlay2';

/**
 * Plans `dmctl migrate overlay2`: converts the layers, stops Docker, switches it over, and starts it.
 * The pool and the old records stay as they are, and everything can be undone.
 */
export function planMigration(site: MigrateSite): Plan {
  const migration = migrationOf(site);
  if (!migration.ok) return planNothing(COMMAND, migration.refusals);
  const steps = stepsOf(migration.value);
  const warnings = migrateWarnings(migration.value);
  const { files, bootMount } = migration.value;
  return makePlan({ command: COMMAND, steps, warnings }, { ...blobsOf(files), ...bootMount.blobs });
}

function stepsOf(migration: Migration): readonly Step[] {
  const { facts, request, due, ground, carrier, bootMount } = migration;
  const images = convertSteps(
    migration,
    due.filter(({ containerId }) => containerId === null),
  );
  const containers = convertSteps(
    migration,
    due.filter(({ containerId }) => containerId !== null),
  );
  const stop: Step = {
    ...stopStep(facts, []),
    documented: null,
    why: 'its containers stop writing to their layers',
  };
  const hasBuildkit = !ground.buildkit.known || ground.buildkit.value;
  return [
    ...activation(migration),
    ...(carrier === null ? [] : carrierSteps(carrier)),
    ...buildingSteps(migration),
    ...(request.offline ? [] : images),
    stop,
    holdStep(migration),
    ...(request.offline ? images : []),
    ...containers,
    restStep(migration),
    ...bareSteps(migration),
    recordsStep(migration),
    ...(hasBuildkit ? [buildkitStep(migration)] : []),
    nameLayersStep(migration),
    ...bootMount.steps,
    // Before daemon.json: a Docker that a boot starts on overlay2 then loads every container.
    containersStep(ground.paths.root, 'devicemapper', 'overlay2'),
    ...configurationSteps(migration, hasBuildkit),
    startOnOverlay(migration),
  ];
}

/** Writes what leads Docker to overlay2; the file that names the driver comes first. */
function configurationSteps(migration: Migration, hasBuildkit: boolean): readonly Step[] {
  const { facts, files, switching } = migration;
  return files.flatMap((file, at): readonly Step[] => {
    const isSwitch = file === switching;
    const words = {
      id: isSwitch ? ('daemon-json' as const) : (`options-${String(at)}` as const),
      title: isSwitch
        ? `Set the driver in ${file.path} to overlay2`
        : `Remove the options of devicemapper from ${file.path}`,
      why: 'the options of devicemapper are removed; everything else in the file stays as it is',
    };
    const isDaemonJson = file.path === facts.engine.configFile;
    const folder = isDaemonJson ? [folderStep(parentOf(file.path), 'daemon-json-directory')] : [];
    const step = fileStep(file, words);
    return [...folder, isSwitch && hasBuildkit ? switchStep(step, migration) : step];
  });
}

/** A pool that no boot unit activates may be inactive while Docker is stopped. */
function activation({ source: { volume } }: Migration): readonly Step[] {
  if (volume === null || volume.active) return [];
  const up = activatePool(poolThere(volume), 'lvchange-activate');
  return [{ ...up, why: 'the layers are read from it' }];
}

function migrationOf(site: MigrateSite): Grown<Migration> {
  const { ground } = site;
  if (!ground.record.known) return no(unseen(ground.paths.oldRecords, ground.record.why));
  const record = ground.record.value;
  if (record === null) return no(nothingToMigrate(ground.paths.oldRecords));
  const { due, lost } = dueLayers(record, ground.paths);
  const [source, carrier, configuration] = [
    sourcePool(site),
    carrierOf(site),
    newConfiguration(site),
  ];
  const bootMount = bootMountOf(site, carrier);
  const refusals = [
    ...hostRefusals(site),
    ...layerRefusals(site, record, lost),
    ...(source.ok ? poolRefusals(site, source.value) : source.refusals),
    ...(carrier.ok ? roomRefusals(site, record, carrier.value) : carrier.refusals),
    ...[configuration, bootMount].flatMap((one) => (one.ok ? [] : one.refusals)),
  ];
  if (refusals.length > 0 || !source.ok || !carrier.ok || !configuration.ok || !bootMount.ok)
    return no(...refusals);
  const { files, switching } = configuration.value;
  const volume = carrier.value?.volume;
  return {
    ok: true,
    value: {
      ...{ ...site, record, due, source: source.value, files, switching },
      ...{ carrier: carrier.value, bootMount: bootMount.value },
      places: placesIn(ground.paths),
      place: { pool: source.value.pool, ...placeOf(site, record), ...(volume && { volume }) },
      hold: holdOf(ground.paths.stopMark, switching),
    },
  };
}

function bootMountOf(site: MigrateSite, carrier: Grown<Carrier | null>): Grown<StepsWithBlobs> {
  const { facts, ground } = site;
  if (!carrier.ok || carrier.value === null) return { ok: true, value: { steps: [], blobs: {} } };
  return bootMountSteps({ facts, ground, volume: carrier.value.volume });
}

/** With userns-remap the data root belongs to the remapped root, and so do the layers. */
function placeOf({ facts }: MigrateSite, { fileSystem }: DriverRecord) {
  const { dataRoot } = dockerFacts(facts);
  const [uid, gid] = dataRoot.state === 'present' ? [dataRoot.uid, dataRoot.gid] : [0, 0];
  return { fileSystem: fileSystem === 'ext4' ? 'ext4' : 'xfs', owner: { uid, gid } } as const;
}

const holdOf = (mark: string, { path, text }: NewFile): LayerHold => ({
  mark,
  switched: { path, sha256: sha256Of(text) },
});

const nothingToMigrate = (path: string): Notice =>
  refusal(
    'DM103',
    'the devicemapper driver has nothing on record here',
    `${path} has no layers: Docker never ran on it in this data root`,
    ['dmctl status shows what Docker runs on'],
    EXIT.noPool,
  );

/** Bytes of content in the image layers, in blocks of 4 KiB. */
export const bytesOf = ({ layers }: DriverRecord) =>
  bytes(layers.reduce((sum, { room }) => sum + room, 0));
