/**
 * `node many-layers.mjs ROOT COUNT`: writes Docker's files on COUNT layers below the data root ROOT,
 * images of ten layers each, and prints the pool's metadata with a thin device for each, as
 * thin_restore(8) takes them. Nothing else of Docker is there.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';

const [root, text] = process.argv.slice(2);
const count = Number(text);
const PER_IMAGE = 10;

const hash = (words) => createHash('sha256').update(words).digest('hex');

function write(path, content) {
  const full = `${root}/${path}`;
  mkdirSync(full.slice(0, full.lastIndexOf('/')), { recursive: true });
  writeFileSync(full, content);
}

const device = (id) =>
  JSON.stringify({
    ...{ device_id: id, size: 10737418240, transaction_id: id },
    ...{ initialized: false, deleted: false },
  });

write('devicemapper/metadata/base', device(1));
const names = {};
let chain = '';
let diffs = [];
for (let layer = 0; layer < count; layer += 1) {
  const diff = `sha256:${hash(`diff ${layer}`)}`;
  const parent = chain;
  chain = parent === '' ? diff : `sha256:${hash(`${parent} ${diff}`)}`;
  diffs.push(diff);
  const cacheId = hash(`cache ${layer}`);
  const folder = `image/devicemapper/layerdb/sha256/${chain.slice('sha256:'.length)}`;
  write(`devicemapper/metadata/${cacheId}`, device(layer + 2));
  write(`${folder}/cache-id`, cacheId);
  if (parent !== '') write(`${folder}/parent`, parent);
  if (diffs.length === PER_IMAGE || layer === count - 1) {
    const config = JSON.stringify({ rootfs: { type: 'layers', diff_ids: diffs } });
    const id = hash(config);
    write(`image/devicemapper/imagedb/content/sha256/${id}`, config);
    names[`image:${layer}`] = `sha256:${id}`;
    [chain, diffs] = ['', []];
  }
}
write('image/devicemapper/repositories.json', JSON.stringify({ Repositories: { image: names } }));

const devices = Array.from({ length: count + 1 }, (_, at) => {
  const id = String(at + 1);
  const head = `dev_id="${id}" mapped_blocks="1" transaction="${id}" creation_time="0" snap_time="0"`;
  const mapping = `<single_mapping origin_block="0" data_block="${String(at)}" time="0"/>`;
  return `<device ${head}>${mapping}</device>`;
});
const pool = 'uuid="" time="0" data_block_size="1024" nr_data_blocks="19448"';
process.stdout.write(
  [`<superblock ${pool} transaction="${String(count + 1)}">`, ...devices, '</superblock>', ''].join(
    '\n',
  ),
);
