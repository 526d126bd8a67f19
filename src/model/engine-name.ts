/** A daemon that keeps images and containers in a thin pool. */
export type EngineName = 'docker' | 'containerd';
