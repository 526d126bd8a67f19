/** How the names of all devices begin that a conversion makes. */
const PREFIX = 'dmctl-layer-';

/** Directory below which a conversion mounts them. */
export const LAYER_MOUNTS = '/run/dmctl/layers';

/** Is this the device-mapper name of a device that a conversion made? */
export const isLayerDevice = (name: string): boolean => name.startsWith(PREFIX);
