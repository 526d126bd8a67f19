/** DM07x, DM22x: teardown and cleanup. */
export const TEARDOWN_CODES = {
  DM070: {
    title: 'not what a set-up of dmctl made',
    meaning:
      'The pool, the volume group or the folder is there, but no finished set-up on record made it.',
    why: 'dmctl removes only what it made itself: by its tag, the UUIDs and the journal of its run.',
    fix: [
      'dmctl history shows what dmctl did on this host',
      'what somebody else made has to be taken down by hand: lvremove, vgremove, pvremove',
    ],
  },
  DM071: {
    title: 'the pool is in use',
    meaning: 'Containers run on it, or it or its volume group holds volumes that are not Docker’s.',
    why: 'A pool that is taken down takes everything in it along.',
    fix: [
      'docker ps lists the containers that run; docker stop CONTAINER',
      'lvs -a and dmsetup ls --tree show what lies on the pool',
    ],
  },
  DM072: {
    title: 'not confirmed',
    meaning: 'The command destroys something, and was not told in so many words to do it.',
    why: 'What is destroyed has to be named, so that no slip of the hand can do it.',
    fix: [
      'teardown: --confirm VG/POOL, or --confirm loop-lvm, as the message shows it',
      'cleanup: answer its question with y, or give --yes',
    ],
  },
  DM073: {
    title: 'nothing is cleaned up before all is well',
    meaning: 'dmctl verify has complaints about this host.',
    why: 'The old data root is the way back to how Docker ran before; it stays until the new way works.',
    fix: ['dmctl verify shows what is wrong', 'mend it, then run dmctl cleanup again'],
  },
  DM220: {
    title: 'images and containers are destroyed',
    meaning: 'What Docker keeps in the pool goes with the pool; nothing brings it back.',
    why: 'Layers of images and containers are thin devices in the pool.',
    fix: [
      'docker save IMAGE > FILE keeps an image, docker export CONTAINER > FILE what a container wrote',
      'volumes lie in the data root and are kept',
      'the bytes stay on the disks until something is written over them: --erase writes zeros',
    ],
  },
  DM221: {
    title: 'something is left in place',
    meaning: 'The command leaves a file, folder or disk alone that has to do with what it removes.',
    why: 'It was changed since dmctl made it, somebody else made it, or people would miss what is in it.',
    fix: ['look at what the message names, and remove it by hand when nobody needs it'],
  },
} as const;
