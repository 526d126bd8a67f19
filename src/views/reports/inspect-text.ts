import type {
  GroundPiece,
  InspectSubject,
  Inspection,
  Layer,
  PoolPart,
  StoredContainer,
} from '../../model/facts/layers.ts';
import type { Notice } from '../../model/notice.ts';
import { bytes } from '../../model/units.ts';
import { noticesText } from '../failure-text.ts';
import type { Style } from '../style.ts';
import { type Branch, columnLines, counted, printable, treeLines } from '../text.ts';
import { stateNow } from './inspect-data.ts';
import {
  containerWords,
  imageLabel,
  imageWords,
  layerLabel,
  mountWords,
  orphanWords,
  ownerWords,
  shortId,
  sizeOr,
} from './layer-words.ts';

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
  const { picture, engineRuns } = inspection;
  const byName = new Map(picture.layers.map((layer) => [layer.name, layer]));
  const rows = picture.containers.map((one: StoredContainer) => {
    const layer = byName.get(one.mountId);
    return [
      shortId(one.id),
      printable(one.name ?? '-'),
      stateNow(one, engineRuns) ?? '-',
      one.image === null ? '-' : imageLabel(one.image),
      layer === undefined ? '-' : String(layer.deviceId),
      sizeOr(layer?.mappedBytes ?? null, style),
      sizeOr(layer?.exclusiveBytes ?? null, style),
      layer === undefined ? '-' : mountWords(layer, inspection),
    ];
  });
  return columnLines(CONTAINER_HEADS, rows);
}

/**
 * Draws the pool from the disks up: disk, the two parts of the pool on it, the pool on its data, and
 * in the pool images and containers with the thin device of each. The pool is drawn once, on the first disk
 * with its data; a layer once, at the first image that has it.
 */
function inspectTree(inspection: Inspection, style: Style): readonly Branch[] {
  const { parts } = inspection;
  const pool = poolBranch(inspection, style);
  const pieces = new Map(parts.flatMap(({ on }) => on).map((piece) => [piece.path, piece]));
  if (pieces.size === 0) return [pool];
  const home = parts.find(({ role }) => role === 'data')?.on[0]?.path;
  return [...pieces.values()].map((piece) => ({
    text: groundWords(piece, style),
    below: parts
      .filter(({ on }) => on.some(({ path }) => path === piece.path))
      .map((part) => ({
        text: partWords(part, inspection, style),
        below: part.role === 'data' && piece.path === home ? [pool] : [],
      })),
  }));
}

function groundWords({ path, size, vg }: GroundPiece, style: Style): string {
  const room = size === null ? [] : [style.size(size)];
  const whose = vg === null ? [] : [`physical volume of ${vg}`];
  const words = size === null ? ['file'] : [...room, ...whose];
  return `${style.bold(printable(path))}  ${words.join(', ')}`;
}

function partWords({ role, name, size }: PoolPart, { pool }: Inspection, style: Style): string {
  const used = role === 'data' ? pool?.dataUsedPercent : pool?.metadataUsedPercent;
  const use = used == null ? '' : `, ${used.toFixed(1)}% in use`;
  return `${printable(name)}  ${style.size(size)} of ${role}${use}`;
}

/** The input of every branch of the pool. */
interface Drawing {
  readonly inspection: Inspection;
  readonly style: Style;
  /** Thin devices by name. */
  readonly devices: ReadonlyMap<string, Layer>;
}

function poolBranch(inspection: Inspection, style: Style): Branch {
  const { pool, mode, picture } = inspection;
  const { layers, images, containers } = picture;
  const drawing = { inspection, style, devices: new Map(layers.map((one) => [one.name, one])) };
  const ofImages = new Set(images.flatMap((image) => image.layers));
  const loose = layers.filter(
    ({ kind, name }) => kind === 'unowned' || (kind === 'image' && !ofImages.has(name)),
  );
  const name = style.bold(printable(pool?.name ?? 'the pool'));
  const chunks =
    pool?.chunkBytes == null ? '' : `, chunks of ${style.size(bytes(pool.chunkBytes))}`;
  return {
    text: `${name}  thin pool (${mode})${chunks}`,
    below: [
      ...layers
        .filter(({ kind }) => kind === 'base')
        .map((layer) => leaf('base device', layer, drawing)),
      ...imageBranches(drawing),
      ...containers.map((one) => containerBranch(one, drawing)),
      ...loose.map((layer) => leaf(layer.deleted ? 'deleted' : 'without an image', layer, drawing)),
    ],
  };
}

/** Layers that an image above has too are only counted, not drawn again. */
function imageBranches(drawing: Drawing): readonly Branch[] {
  const drawn = new Set<string>();
  return drawing.inspection.picture.images.map((image) => {
    const own = image.layers.filter((name) => !drawn.has(name));
    for (const name of own) drawn.add(name);
    const shared = image.layers.length - own.length;
    const more = shared === 0 ? '' : `, ${String(shared)} of them above`;
    return {
      text: `image ${imageWords(image)}  ${counted(image.layers.length, 'layer')}${more}`,
      below: own.flatMap((name) => leaves('layer', name, drawing)),
    };
  });
}

function containerBranch(one: StoredContainer, drawing: Drawing): Branch {
  const state = stateNow(one, drawing.inspection.engineRuns) ?? 'state unknown';
  const image = one.image === null ? '' : `, from ${imageLabel(one.image)}`;
  return {
    text: `container ${containerWords(one)}  ${state}${image}`,
    below: [...leaves('layer', one.mountId, drawing), ...leaves('init', one.initId, drawing)],
  };
}

/** Empty if Docker has no file of the layer; the mismatch is listed below the tree. */
function leaves(what: string, name: string, drawing: Drawing): readonly Branch[] {
  const layer = drawing.devices.get(name);
  return layer === undefined ? [] : [leaf(what, layer, drawing)];
}

function leaf(what: string, layer: Layer, { inspection, style }: Drawing): Branch {
  const { name, kind, deviceId, active, mappedBytes, virtualBytes } = layer;
  const label = kind === 'base' ? what : `${what} ${layerLabel(name)}`;
  const mapped = mappedBytes === null ? [] : [`${style.size(mappedBytes)} mapped`];
  const where = active === null ? [] : [active.majorMinor, mountWords(layer, inspection)];
  const words = [`device ${String(deviceId)}`, style.size(virtualBytes), ...mapped, ...where];
  const text = `${label}  ${words.join(', ')}`;
  return { text: active === null ? style.dim(text) : text, below: [] };
}
