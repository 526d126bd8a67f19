import { expect, test } from 'vitest';
import { cleanup } from '../../src/jobs/cleanup.ts';
import { activate, adopt } from '../../src/jobs/keep.ts';
import { migrateAccept } from '../../src/jobs/migrate-accept.ts';
import { migrateOverlay2 } from '../../src/jobs/migrate-overlay2.ts';
import { migrateUndo } from '../../src/jobs/migrate-undo.ts';
import { reclaim } from '../../src/jobs/reclaim.ts';
import { resize } from '../../src/jobs/resize.ts';
import { setupDirectLvm } from '../../src/jobs/setup-direct-lvm.ts';
import { setupLoopLvm } from '../../src/jobs/setup-loop-lvm.ts';
import { teardown } from '../../src/jobs/teardown.ts';
import type { Condition } from '../../src/model/plan/condition.ts';
import type { JournalRecord } from '../../src/model/plan/journal.ts';
import { ACTION_KINDS } from '../../src/model/plan/plan.ts';
import {
  DEVICE_STEP_IDS,
  LAYER_STEP_IDS,
  STEP_IDS,
  UNDO_STEP_IDS,
} from '../../src/model/plan/step-ids.ts';
import { isKnownCondition } from '../../src/observe/conditions/conditions.ts';
import { documentedRequest } from '../helpers/blank-host.ts';
import { ASKED } from '../helpers/loop-lvm.ts';

/**
 * The words of journals. One that is missing here is new: add it, if it is to stay for good, and give
 * a new request key its default (CONTRIBUTING.md). One that only stands here is needed by a journal
 * that some host has: put it back.
 */
const STEPS = `
  profile-directory profile vgcreate vgextend lvcreate-data lvcreate-metadata lvconvert
  lvchange-activate lvchange-profile lvchange-monitor unit unit-directory enable-unit disable-unit
  reload-units
  stop-docker make-backup-directory move-data-root name-backup-directory make-data-root
  daemon-json-directory daemon-json start-docker docker-info lvextend-data lvextend-metadata
  lvextend-policies grow-data-file grow-metadata-file losetup-data losetup-metadata reload resume
  remove-loop-pool make-aside-directory set-data-root-aside name-aside-directory
  open-backup-directory restore-data-root remove-backup-directory release-pool deactivate-pool
  lvremove vgremove remove-data-root remove-old-data-root bare-layers bare-records layer-directory
  layer-links hold-layers convert-rest image-records set-buildkit-aside name-layers container-driver
  drop-layers drop-records restore-buildkit remove-old-layers remove-old-records remove-old-buildkit
  lvcreate-layers activate-layers make-file-system mount-layers mount-unit mount-unit-directory enable-mount-unit
  reload-mount-units disable-mount-unit remove-mount-unit remove-mount-unit-directory
  unmount-layers
  containerd-config-directory containerd-directory containerd-drop-in containerd-copy containerd-config remove-containerd-copy
  restart-containerd try-snapshotter remove-snapshots remove-containerd-drop-in remove-snapshotter-root
  stop-containerd metadata-directory copy-directory save-metadata examine-metadata
  lvcreate-repaired write-metadata swap-metadata check-layers remove-old-metadata
  trim remove-metadata-copies`;
const STEPS_OF_DEVICES = 'wipefs pvcreate erase blank-end pvremove blank pvresize';
const STEPS_OF_LAYERS = 'convert drop options delete-thin';
const UNDO_STEPS = `
  undo-inactive undo-base-device undo-spare undo-claim undo-driver-directory undo-record
  undo-failed-docker undo-failed-state undo-loop-pool undo-new-data-root undo-empty-data-root
  undo-new-entries undo-conversion undo-new-buildkit
  undo-copied-records undo-stop-mark undo-snapshotter-root`;
const ACTIONS = `
  run write-file remove-file make-directory make-link remove-link remove-directory remove-tree
  rename-directory move-entries remove-entries remove-holders grow-file swap-table remove-loop-pool
  zero-range wipe-device convert-layer hold-layers convert-rest copy-tree set-container-driver release-layers try-out remove-snapshots
  mount-volume unmount-volume
  save-metadata examine-metadata write-metadata swap-metadata check-layers trim-mounts delete-thin`;

/** The compiler misses a kind here that is new, and one there that is gone. */
const CONDITIONS: Readonly<Record<Condition['kind'], true>> = {
  'device-blank': true,
  'device-as-seen': true,
  'device-unsigned': true,
  'device-leftover': true,
  'device-end-blank': true,
  'pv-absent': true,
  'pv-present': true,
  'pv-half-used': true,
  'pv-unused': true,
  'pv-size': true,
  'vg-absent': true,
  'vg-present': true,
  'vg-empty': true,
  'docker-made': true,
  'lv-absent': true,
  'thin-pool-absent': true,
  'pool-not-inactive': true,
  'lv-linear': true,
  'thin-pool': true,
  'pool-unused': true,
  'pool-size': true,
  'pool-extended': true,
  'pool-sound': true,
  'pool-unheld': true,
  'pool-holders': true,
  'lv-profile': true,
  'lv-monitored': true,
  'lv-size': true,
  'lv-inactive': true,
  'metadata-examined': true,
  file: true,
  directory: true,
  link: true,
  units: true,
  'units-not-failed': true,
  'units-current': true,
  'docker-driver': true,
  'engine-pool-size': true,
  'file-size': true,
  'loop-size': true,
  'pool-table': true,
  'docker-off-pool': true,
  'loop-pool-absent': true,
  entries: true,
  'entries-bare': true,
  'data-root-bare': true,
  'data-root-spent': true,
  'layer-converted': true,
  'layers-held': true,
  'layers-complete': true,
  'tree-copied': true,
  'container-driver': true,
  'nothing-missing': true,
  'networks-kept': true,
  'layers-released': true,
  'overlay-bare': true,
  'volume-active': true,
  'volume-formatted': true,
  'volume-mounted': true,
  'containerd-config-same': true,
  'containerd-on-pool': true,
  'containerd-off-pool': true,
  'containerd-unused': true,
  'containerd-tried': true,
  'containerd-idle': true,
  'thin-not-on-record': true,
};
const RECORDS: Readonly<Record<JournalRecord['kind'], true>> = {
  ...{ opened: true, intent: true, result: true, verified: true, turned: true, closed: true },
};

const words = (text: string): readonly string[] => text.trim().split(/\s+/).sort();

test.each([
  ['steps', STEP_IDS, STEPS],
  ['steps for a device', DEVICE_STEP_IDS, STEPS_OF_DEVICES],
  ['steps for a layer', LAYER_STEP_IDS, STEPS_OF_LAYERS],
  ['undo steps', UNDO_STEP_IDS, UNDO_STEPS],
  ['actions', Object.keys(ACTION_KINDS), ACTIONS],
])('journals call %s what they always did', (_what, now, frozen) => {
  expect([...now].sort()).toEqual(words(frozen));
});

test('every kind of condition that a journal can hold is looked at, and every record is known', () => {
  const kinds = Object.keys(CONDITIONS) as Condition['kind'][];
  // The look needs no more than the kind to say whether it knows it.
  expect(kinds.filter((kind) => !isKnownCondition({ kind } as Condition))).toEqual([]);
  expect(Object.keys(RECORDS)).toHaveLength(6);
});

const NOTHING = {
  engine: null,
  size: null,
  metadataSize: null,
  add: [],
  pvresize: false,
  keepStep: false,
};
const CONSENT = { allowOvercommit: false, wipeSignatures: false, confirmed: [] };

test.each([
  [
    setupDirectLvm(documentedRequest()),
    'setup direct-lvm',
    `autoextendPercent autoextendThreshold chunkSize confirmed dataPercent managed metadataPercent
     minFreeSpacePercent moveDataRoot pool reserveStep storageOptions vg wipeSignatures`,
  ],
  [
    setupLoopLvm(ASKED),
    'setup loop-lvm',
    'dataSize metadataSize minFreeSpacePercent moveDataRoot storageOptions',
  ],
  [
    resize({ ...NOTHING, ...CONSENT }),
    'resize',
    'allowOvercommit confirmed keepStep metadataSize size wipeSignatures',
  ],
  [teardown({ confirm: null, dryRun: false, erase: false }), 'teardown', 'confirm erase'],
  [activate(false, null), 'activate', 'installUnit'],
  [
    adopt({ engine: null, threshold: null, percent: null }),
    'adopt',
    'autoextendPercent autoextendThreshold',
  ],
  [migrateOverlay2({ offline: false, on: null }), 'migrate overlay2', 'offline'],
  [migrateUndo({ confirm: null, dryRun: false }), 'migrate undo', 'confirm'],
  [migrateAccept({ confirm: null, dryRun: false }), 'migrate accept', 'confirm'],
  [cleanup({ yes: true, silent: true }), 'cleanup', ''],
  [reclaim({ engine: null, orphans: false, confirm: null, dryRun: false }), 'reclaim', ''],
  [
    reclaim({ engine: null, orphans: true, confirm: null, dryRun: false }),
    'reclaim',
    'confirm orphans',
  ],
])('the keys of a request stay, %#', ({ request }, command, keys) => {
  expect(request.command).toBe(command);
  expect(Object.keys(request.options).sort()).toEqual(keys === '' ? [] : words(keys));
});
