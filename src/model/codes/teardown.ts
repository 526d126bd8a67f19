/** DM07x, DM22x: teardown and cleanup. */
export const TEARDOWN_CODES = {
  DM070: {
    title: 'not created by a dmctl setup',
    meaning:
      'The pool, the volume group or the directory exists, but no finished setup on record created it.',
    why: 'dmctl removes only what it created. It knows it by its tag, its UUIDs and the journal of the run.',
    fix: [
      'dmctl history shows what dmctl did on this host',
      'remove what others created by hand: lvremove, vgremove, pvremove',
      'after --managed, if the clock was set while Docker created the pool: stop Docker, remove the pool by hand in the same way, and take the dm. options out of daemon.json',
    ],
  },
  DM071: {
    title: 'pool is in use',
    meaning:
      "Containers run on the pool, something has it open, or it or its volume group holds volumes that are not Docker's.",
    why: 'Everything in a pool is destroyed with it.',
    fix: [
      'docker ps lists the running containers; docker stop CONTAINER stops one',
      'lvs -a and dmsetup ls --tree show what is on the pool',
    ],
  },
  DM072: {
    title: 'not confirmed',
    meaning: 'The command destroys data, and was not explicitly told to.',
    why: 'What is to be destroyed must be confirmed, so that nobody does it by mistake.',
    fix: [
      'teardown: add --confirm VG/POOL, or --confirm loop-lvm, as the message shows it',
      'cleanup: answer the question with y, or add --yes',
    ],
  },
  DM073: {
    title: 'no cleanup before dmctl verify passes',
    meaning:
      'dmctl verify finds problems on this host, or cannot check all of it while Docker is stopped.',
    why: 'The old data root is the way back to how Docker ran before. It is kept until the new setup works.',
    fix: ['dmctl verify shows the problems', 'fix them, then run dmctl cleanup again'],
  },
  DM220: {
    title: 'images and containers will be destroyed',
    meaning:
      'Teardown destroys what Docker keeps in the pool, cleanup what is in the old data root. It cannot be recovered.',
    why: 'The layers of images and containers are thin devices in the pool. Teardown keeps volumes, which are in the data root.',
    fix: [
      'docker save IMAGE > FILE saves an image, docker export CONTAINER > FILE what a container has written',
      'cleanup: copy what you need out of the old data root, volumes included',
      'teardown: the bytes stay on the disks until they are overwritten; --erase writes zeros',
    ],
  },
  DM221: {
    title: 'something is left in place',
    meaning:
      'The command does not touch a file, directory or disk that belongs to what it removes.',
    why: 'It was changed since dmctl created it, someone else created it, or it holds something you may want to keep.',
    fix: ['check what the message names, and remove it by hand if nobody needs it'],
  },
} as const;
