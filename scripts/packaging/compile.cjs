/**
 * node scripts/packaging/compile.cjs DIST: V8's compiled code of DIST/dmctl.cjs, of the Node that runs this, in
 * DIST/ID.V8.code. Functions that have not run are in it. Compiling them all is asked for here alone:
 * V8 refuses code that was made with other flags than it has when it reads it.
 */
const { readFileSync, renameSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { setFlagsFromString } = require('node:v8');
const { Script } = require('node:vm');

const dist = process.argv[2];
const source = readFileSync(join(dist, 'dmctl.cjs'), 'latin1');
const id = source.slice(2, source.indexOf('\n'));
const path = join(dist, `${id}.${process.versions.v8}.code`);

setFlagsFromString('--no-lazy');
const script = new Script(source, { filename: 'dmctl.cjs' });
setFlagsFromString('--lazy');
writeFileSync(`${path}.new`, script.createCachedData());
renameSync(`${path}.new`, path);
