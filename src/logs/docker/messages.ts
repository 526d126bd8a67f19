import { knownMessage as row, type KnownMessage } from '../known-message.ts';

/**
 * Messages of dockerd about the pool (moby, daemon/graphdriver/devmapper/deviceset.go,
 * daemon/graphdriver/driver.go, pkg/devicemapper/devmapper.go). Checked against the strings of
 * dockerd 20.10.5 and 20.10.24. The first row that matches counts.
 */
export const DOCKER_MESSAGES: readonly KnownMessage[] = [
  row(
    /Thin Pool has \d+ free data blocks which is less than minimum required/,
    'Docker creates no layers while so little is free (dm.min_free_space)',
    'DM122',
  ),
  row(
    /Thin Pool has \d+ free metadata blocks which is less than minimum required/,
    'Docker creates no layers while so little metadata is free (dm.min_free_space)',
    'DM122',
  ),
  row(
    /Error running deviceCreate/,
    'the kernel refused a device of Docker in the pool: dm.thinpooldev leads elsewhere, or to a different pool',
    'DM152',
    'name the pool as /dev/mapper/NAME in dm.thinpooldev; journalctl -k -n 20 shows what the kernel refused',
  ),
  row(
    /Base Device UUID and Filesystem verification failed|does not match with stored UUID/,
    'the data root belongs to a different pool; remove neither before it is clear which',
    'DM240',
    'name the pool of this data root in dm.thinpooldev, or restore the data root of this pool; lvs -a lists the pools',
  ),
  row(
    /Unable to take ownership of thin-pool .* with non-zero transaction ID/,
    'the pool was used before, by a different data root or by LVM for a thin volume of its own',
    'DM240',
    'restore the data root that belongs to the pool: ls -d /var/lib/docker*',
    'a pool that LVM has made thin volumes in never suits a new data root: make a new one',
  ),
  row(
    /Unable to take ownership of thin-pool/,
    'the pool was used before by a different data root, or its data root is gone',
    'DM240',
    'restore the data root that belongs to the pool: ls -d /var/lib/docker*',
    'if it is gone for good: dmctl teardown, then dmctl setup direct-lvm DEVICE, with a new and empty pool',
  ),
  row(
    /Non existing device/,
    'the pool does not exist, or is not active',
    'DM111',
    'dmctl activate, if lvs lists the pool; else correct dm.thinpooldev',
  ),
  row(
    /is not a thin pool/,
    'the configured device is not a thin pool',
    'DM112',
    'name the pool as /dev/mapper/NAME in dm.thinpooldev; lvs -o lv_dm_path VG/POOL prints the path',
  ),
  row(
    /specified both as a flag and in the configuration file/,
    'the same option is set in two places',
    'DM041',
    'remove it from daemon.json, or from the flags that systemctl cat docker.service shows',
  ),
  row(
    /directives don't match any configuration option/,
    'daemon.json has a key that dockerd does not know',
    'DM150',
    'correct or remove that key in daemon.json',
  ),
  row(
    /unable to configure the Docker daemon with file/,
    'dockerd cannot read daemon.json',
    'DM150',
    'correct daemon.json as the message says',
  ),
  row(
    /process with PID \d+ is still running|pid file found/,
    'a process has the number that dockerd left in its pid file',
    'DM100',
    'if that process is no dockerd: rm /run/docker.pid',
  ),
  row(
    /initializing network controller/i,
    "Docker's network does not come up; the pool is not the cause",
    'DM100',
    'look at the firewall and the bridge that the message names',
  ),
  row(
    /[Uu]sage of loopback devices is strongly discouraged/,
    'the pool lies on loop files, which is for testing',
    'DM102',
  ),
  row(
    /[Uu]dev sync is not supported/,
    'this dockerd does not wait for udev, and can lose layers: install the packaged one',
  ),
  row(/udev cookie/, 'udev did not answer in time'),
  row(
    /marked for (?:deferred )?deletion/,
    'the layer is deleted once it is no longer in use',
    'DM153',
  ),
  row(
    /[Dd]eferred (?:removal|deletion) (?:can|is) not/,
    'a layer in use cannot be removed later, so removing it fails',
    'DM153',
  ),
  row(
    /[Dd]evice is [Bb]usy|[Dd]evice or resource busy/,
    'something still uses the device of the layer',
    'DM153',
  ),
  row(
    /requires %+ suffix|devmapper: (?:Unknown option|Invalid value)/,
    'dockerd does not start with this option',
    'DM048',
    'correct or remove the option in "storage-opts" of daemon.json',
  ),
  row(
    /unknown option dm\./i,
    'dm.* options are left in the configuration of another driver',
    'DM101',
    'set "storage-driver": "devicemapper" in daemon.json, or remove its dm.* options',
  ),
  row(
    /prior storage driver devicemapper is deprecated and will be removed/,
    'Docker 23 and later start on this driver only if it is configured',
    'DM151',
    'set "storage-driver": "devicemapper" in daemon.json',
  ),
  row(
    /devicemapper.*(?:deprecated and removed|has been removed)/,
    'this version of Docker no longer has the driver',
    'DM040',
    'dmctl migrate overlay2  carries images and containers over; or go back to Docker 24 or older',
  ),
  row(
    /devicemapper.*deprecated/,
    'Docker 24 is the last with this driver; nothing has to be done now',
  ),
  row(
    /changing direct-lvm config is not supported/,
    'the options differ from those the pool was created with',
    'DM031',
    'restore the dm.directlvm_device and dm.thinp_* options as they were',
  ),
  row(
    /no space left on device|ENOSPC/,
    'the pool, a file system in it, or that of the data root is full',
    'DM120',
    'make room: df -h /var/lib/docker for the data root, dmctl status for the pool',
  ),
  row(
    /unmountAndDeactivate: open \S+: no such file/,
    'Docker stopped before anything was mounted; nothing is wrong',
  ),
  row(
    /prior storage driver .* failed|error initializing graphdriver/,
    'Docker does not start; the rest of the message says why',
    'DM100',
  ),
];
