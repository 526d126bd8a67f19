/** A daemon that keeps images and containers in a thin pool. */
export type EngineName = 'docker' | 'containerd';

/** The boot unit for the pool of each engine. */
export const BOOT_UNITS: Readonly<Record<EngineName, string>> = {
  docker: 'dmctl-activate.service',
  containerd: 'dmctl-activate-containerd.service',
};
