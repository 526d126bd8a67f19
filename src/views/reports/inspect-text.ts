import type { Inspection, InspectSubject, StoredContainer } from '../../model/facts/layers.ts';
import type { Notice } from '../../model/notice.ts';
import { noticesText } from '../failure-text.ts';
import { stateNow } from './inspect-data.ts';
import { inspectTree } from './inspect-tree.ts';
import {
  imageLabel,
  layerLabel,
  mountWords,
  orphanWords,
  ownerWords,
  shortId,
  sizeOr,
} from './layer-words.ts';
import type { Style } from '../style.ts';
import { columnLines, printable, treeLines } from '../text.ts';

/** Shows the pool as a tree or a table; mismatches between Docker and the pool, and notices, below. */
export function inspectText(
  inspection: Inspection,
  subject: InspectSubject,
  notices: readonly Notice[],
  style: Style,
): string {
  const lines = {
    pool: () => treeLines(inspectTree(inspection, style)),
    layers: () => layerTable(inspection, style),
    containers: () => containerTable(inspection, style),
  }[subject]();
  const { orphans } = inspection.picture;
  const odd = orphans.map((one) => `  ${style.yellow(orphanWords(one, style))}`);
  const below = odd.length === 0 ? [] : ['', style.bold('mismatches'), ...odd];
  const said = noticesText(notices, style);
  return `${[...lines, ...below].join('\n')}\n${said === '' ? '' : `\n${said}`}`;
}

const LAYER_HEADS = 'LAYER CHAIN KIND >ID >TXN >VIRTUAL >MAPPED >EXCLUSIVE >SHARED OF'.split(' ');

function layerTable({ picture }: Inspection, style: Style): readonly string[] {
  const containers = new Map(picture.containers.map((one) => [one.id, one]));
  const rows = picture.layers.map((layer) => [
    layerLabel(layer.name),
    layer.chainId === null ? '-' : shortId(layer.chainId),
    layer.deleted ? 'deleted' : layer.kind,
    String(layer.deviceId),
    String(layer.transactionId),
    style.size(layer.virtualBytes),
    sizeOr(layer.mappedBytes, style),
    sizeOr(layer.exclusiveBytes, style),
    sizeOr(layer.sharedBytes, style),
    ownerWords(layer, containers),
  ]);
  return columnLines(LAYER_HEADS, rows);
}

const CONTAINER_HEADS = [
  ...'CONTAINER NAME STATE IMAGE >ID >MAPPED >EXCLUSIVE'.split(' '),
  'MOUNTED ON',
];

function containerTable(inspection: Inspection, style: Style): readonly string[] {
  const { picture, dockerRuns } = inspection;
  const byName = new Map(picture.layers.map((layer) => [layer.name, layer]));
  const rows = picture.containers.map((one: StoredContainer) => {
    const layer = byName.get(one.mountId);
    return [
      shortId(one.id),
      printable(one.name ?? '-'),
      stateNow(one, dockerRuns) ?? '-',
      one.image === null ? '-' : imageLabel(one.image),
      layer === undefined ? '-' : String(layer.deviceId),
      sizeOr(layer?.mappedBytes ?? null, style),
      sizeOr(layer?.exclusiveBytes ?? null, style),
      layer === undefined ? '-' : mountWords(layer, inspection),
    ];
  });
  return columnLines(CONTAINER_HEADS, rows);
}
