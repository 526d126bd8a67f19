import type { Holdings } from '../../model/facts/docker-state.ts';

/** Names the contents of a data root: `3 images, 1 container`; '' if there are none. */
export function holdingsWords(holdings: Holdings): string {
  const { images, containers, volumes, plugins, swarm } = holdings;
  const counted = [
    [images, 'image'],
    [containers, 'container'],
    [volumes, 'volume'],
    [plugins, 'plugin'],
  ] as const;
  return [
    ...counted
      .filter(([count]) => count > 0)
      .map(([count, word]) => `${String(count)} ${word}${count === 1 ? '' : 's'}`),
    ...(swarm ? ['the state of a swarm node'] : []),
  ].join(', ');
}
