/**
 * Steps of plans. Later runs go by these ids (teardown by those of a setup), and journals hold them, so
 * they are frozen: one may be added, none renamed or removed (CONTRIBUTING.md).
 */
export const STEP_IDS = [
  'profile-directory',
  'profile',
  'vgcreate',
  'vgextend',
  'lvcreate-data',
  'lvcreate-metadata',
  'lvconvert',
  'lvchange-activate',
  'lvchange-profile',
  'lvchange-monitor',
  'unit',
  'unit-directory',
  'enable-unit',
  'reload-units',
  'disable-unit',
  'stop-docker',
  'make-backup-directory',
  'move-data-root',
  'name-backup-directory',
  'make-data-root',
  'daemon-json-directory',
  'daemon-json',
  'start-docker',
  'docker-info',
  'lvextend-data',
  'lvextend-metadata',
  'lvextend-policies',
  'grow-data-file',
  'grow-metadata-file',
  'losetup-data',
  'losetup-metadata',
  'reload',
  'resume',
  'remove-loop-pool',
  'make-aside-directory',
  'set-data-root-aside',
  'name-aside-directory',
  'open-backup-directory',
  'restore-data-root',
  'remove-backup-directory',
  'release-pool',
  'deactivate-pool',
  'lvremove',
  'vgremove',
  'remove-data-root',
  'remove-old-data-root',
  'bare-layers',
  'bare-records',
  'layer-directory',
  'layer-links',
  'hold-layers',
  'convert-rest',
  'image-records',
  'set-buildkit-aside',
  'name-layers',
  'container-driver',
  'drop-layers',
  'drop-records',
  'restore-buildkit',
  'remove-old-layers',
  'remove-old-records',
  'remove-old-buildkit',
  'lvcreate-layers',
  'activate-layers',
  'make-file-system',
  'mount-layers',
  'mount-unit',
  'mount-unit-directory',
  'enable-mount-unit',
  'reload-mount-units',
  'disable-mount-unit',
  'remove-mount-unit',
  'remove-mount-unit-directory',
  'unmount-layers',
  'containerd-config-directory',
  'containerd-directory',
  'containerd-drop-in',
  'containerd-copy',
  'containerd-config',
  'remove-containerd-copy',
  'restart-containerd',
  'try-snapshotter',
  'remove-snapshots',
  'remove-containerd-drop-in',
  'remove-snapshotter-root',
  'stop-containerd',
  'metadata-directory',
  'copy-directory',
  'save-metadata',
  'examine-metadata',
  'lvcreate-repaired',
  'write-metadata',
  'swap-metadata',
  'check-layers',
  'remove-old-metadata',
  'trim',
  'remove-metadata-copies',
] as const;

/** Steps for one device each; its name follows, as in `pvcreate-xvdf`. */
export const DEVICE_STEP_IDS = [
  'wipefs',
  'pvcreate',
  'erase',
  'blank-end',
  'pvremove',
  'blank',
  'pvresize',
] as const;

/** Steps for one layer, container, thin device or file each; its id or number follows. */
export const LAYER_STEP_IDS = ['convert', 'drop', 'options', 'delete-thin'] as const;

/** Undo steps that are not named after the one step that they undo. */
export const UNDO_STEP_IDS = [
  'undo-inactive',
  'undo-base-device',
  'undo-spare',
  'undo-claim',
  'undo-driver-directory',
  'undo-record',
  'undo-failed-docker',
  'undo-failed-state',
  'undo-loop-pool',
  'undo-new-data-root',
  'undo-empty-data-root',
  'undo-new-entries',
  'undo-conversion',
  'undo-new-buildkit',
  'undo-copied-records',
  'undo-stop-mark',
  'undo-snapshotter-root',
] as const;

/** The id of a step of a plan itself. */
export type PlanStepId =
  | (typeof STEP_IDS)[number]
  | `${(typeof DEVICE_STEP_IDS)[number] | (typeof LAYER_STEP_IDS)[number]}-${string}`;

type UndoStepId =
  | `undo-${PlanStepId}`
  | (typeof UNDO_STEP_IDS)[number]
  | `undo-label-${string}`
  | `undo-lvcreate-${string}`;

/** The id of a repair. No later run goes by it. */
export type MendId = `mend-${string}`;

/** The id of any step: of a plan, of an undo, or of a repair. */
export type StepId = PlanStepId | UndoStepId | MendId;
