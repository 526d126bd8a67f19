/** Returns null, or why the value is invalid. */
type Rule = (value: string) => string | null;

/** strconv.ParseBool */
const BOOLEAN = /^(1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/;
/** units.RAMInBytes: letters are binary, 10G = 10GB = 10GiB. */
const SIZE = /^\d{1,15}(\.\d{1,6})? ?[kmgtp]?(i?b)?$/i;

const any: Rule = () => null;

const boolean: Rule = (value) => (BOOLEAN.test(value) ? null : 'must be true or false');

const size: Rule = (value) => (SIZE.test(value) ? null : 'must be a size such as 10G');

const wholeTo = (max: number, value: string): boolean =>
  /^\d{1,15}$/.test(value) && Number(value) <= max;

const percent =
  (max: number): Rule =>
  (value) =>
    wholeTo(max, value.replace(/%$/, '')) ? null : `must be a whole number up to ${String(max)}`;

const fileSystem: Rule = (value) =>
  value === 'ext4' || value === 'xfs' ? null : 'must be ext4 or xfs';

/** The manual shows `10`; dockerd requires the percent sign. */
const freeSpace: Rule = (value) =>
  value.endsWith('%') && wholeTo(99, value.slice(0, -1))
    ? null
    : 'must be a percentage with its sign, 0% to 99%';

const count: Rule = (value) =>
  wholeTo(Number.MAX_SAFE_INTEGER, value) ? null : 'must be a whole number';

const logLevel: Rule = (value) => (/^[2-7]$/.test(value) ? null : 'must be a number from 2 to 7');

/** Every option of the driver (moby, daemon/graphdriver/devmapper/deviceset.go). */
export const OPTION_RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['dm.basesize', size],
  ['dm.loopdatasize', size],
  ['dm.loopmetadatasize', size],
  ['dm.fs', fileSystem],
  ['dm.mkfsarg', any],
  ['dm.mountopt', any],
  ['dm.metadatadev', any],
  ['dm.datadev', any],
  ['dm.thinpooldev', any],
  ['dm.blkdiscard', boolean],
  ['dm.blocksize', size],
  ['dm.override_udev_sync_check', boolean],
  ['dm.use_deferred_removal', boolean],
  ['dm.use_deferred_deletion', boolean],
  ['dm.min_free_space', freeSpace],
  ['dm.xfs_nospace_max_retries', count],
  ['dm.directlvm_device', any],
  ['dm.directlvm_device_force', boolean],
  ['dm.thinp_percent', percent(99)],
  ['dm.thinp_metapercent', percent(99)],
  ['dm.thinp_autoextend_percent', percent(100)],
  ['dm.thinp_autoextend_threshold', percent(100)],
  ['dm.libdm_log_level', logLevel],
]);
