import { CONTAINERD_FUNCTIONS } from './containerd-functions.ts';
import { FILE_FUNCTIONS } from './file-functions.ts';
import { LOOP_FUNCTIONS } from './loop-functions.ts';
import { RECLAIM_FUNCTIONS } from './reclaim-functions.ts';

/**
 * The shell functions a script may need, each under its name. They stop the script when what they
 * check is not so. A command substitution stands in an assignment of its own, so that `set -e`
 * sees its failure: "could not look" never counts as "nothing there".
 */
const FUNCTIONS = {
  same_disk: `same_disk() { # DEVICE MAJ:MIN BYTES
  local number size
  number=$(lsblk -dnro MAJ:MIN -- "$1" | tr -d ' ')
  size=$(blockdev --getsize64 "$1")
  [ "$number" = "$2" ] && [ "$size" = "$3" ] ||
    stop "$1 is $number with $size bytes, not the disk this script was made for ($2, $3)"
}`,
  in_no_use: `in_no_use() { # DEVICE
  local above mounts loops
  above=$(lsblk -nro TYPE,NAME -- "$1" | awk 'NR > 1 && $1 != "part"')
  [ -z "$above" ] || stop "$1 is held: $above"
  mounts=$(lsblk -nro MOUNTPOINT -- "$1")
  [ -z "$mounts" ] || stop "$1 is in use: $mounts"
  loops=$(losetup --associated "$1")
  [ -z "$loops" ] || stop "$1 is in use: $loops"
}`,
  no_signature: `no_signature() { # DEVICE
  local found parts
  found=$(wipefs -- "$1")
  [ -z "$found" ] || stop "$1 is not blank:"$'\\n'"$found"
  parts=$(lsblk -nro TYPE,NAME -- "$1" | awk 'NR > 1 && $1 == "part"')
  [ -z "$parts" ] || stop "$1 has partitions: $parts"
}`,
  carries_only: `carries_only() { # DEVICE SIGNATURE...
  local tree node found line offset uuid word
  tree=$(lsblk -nrpo KNAME -- "$1")
  for node in $tree; do
    found=$(wipefs -p -- "$node")
    while IFS= read -r line; do
      # OFFSET,UUID,LABEL,TYPE; old ones print a heading
      case $line in '' | '#'*) continue ;; esac
      IFS=, read -r offset uuid _ <<<"$line"
      word="\${node##*/}/$offset/\${line##*,}/$uuid"
      case " \${*:2} " in
        *" $word "*) ;;
        *) stop "$1 carries what it did not when this script was made: $word" ;;
      esac
    done <<<"$found"
  done
}`,
  save_bytes: `save_bytes() { # DEVICE OFFSET BYTES FILE; a copy that exists stays as it is
  if [ -e "$4" ]; then return; fi
  (
    umask 077
    mkdir -p -- "$(dirname -- "$4")"
    dd if="$1" of="$4.new" bs=64K iflag=skip_bytes,count_bytes,fullblock skip="$2" count="$3" \\
      conv=fsync status=none
  )
  [ "$(stat -c %s -- "$4.new")" = "$3" ] || stop "$4.new is no copy of $3 bytes of $1"
  mv -fT -- "$4.new" "$4"
  sync -- "$(dirname -- "$4")"
}`,
  drop_partitions: `drop_partitions() { # DEVICE, where wipefs left them, or a protective MBR (util-linux before 2.25)
  local parts magic
  parts=$(lsblk -nro TYPE,NAME -- "$1" | awk '$1 == "part"')
  magic=$(dd if="$1" bs=1 skip=510 count=2 status=none | od -An -tx1)
  if [ -z "$parts" ] && [ "$magic" != ' 55 aa' ]; then return; fi
  dd if=/dev/zero of="$1" bs=512 count=1 conv=notrunc,fsync status=none
  blockdev --rereadpt "$1"
}`,
  zeros_at_both_ends: `zeros_at_both_ends() { # DEVICE
  local size
  size=$(blockdev --getsize64 "$1")
  cmp -s -n 1048576 -- "$1" /dev/zero || stop "$1 holds data in its first MiB"
  cmp -s -n 1048576 -i "$((size - 1048576)):0" -- "$1" /dev/zero ||
    stop "$1 holds data in its last MiB"
}`,
  as_it_was: `as_it_was() { # DEVICE SHA256 of a part that nobody has written to
  local seen
  seen=$(dd if="$1" bs=4096 skip=160 count=4 status=none | sha256sum)
  [ "\${seen%% *}" = "$2" ] || stop "$1 holds other data than it did when this script was made"
}`,
  own_pv: `own_pv() { # DEVICE UUID: a physical volume in no volume group; '' is any
  local seen
  seen=$(pvs --noheadings --separator / -o pv_uuid,vg_name "$1" | tr -d ' ')
  case $seen in
    "\${2:-\${seen%%/*}}/" | "\${2:-\${seen%%/*}}/[unknown]") ;;
    *) stop "$1 is not the physical volume it was when this script was made: $seen" ;;
  esac
}`,
  pv_in_group: `pv_in_group() { # DEVICE UUID VG
  [ "$(pvs --noheadings --separator / -o pv_uuid,vg_name "$1" | tr -d ' ')" = "$2/$3" ] ||
    stop "$1 is not the physical volume it was when this script was made"
}`,
  lvm_leftover: `lvm_leftover() { # DEVICE WORDS SECONDS [data]: what LVM leaves, and zeros; its text has WORDS
  local page text
  if cmp -s -n 1048576 -- "$1" /dev/zero; then return; fi
  page=$(getconf PAGESIZE)
  text=$(head -c 1048576 -- "$1" | tail -c "+$((page + 513))" | tr -d '\\0')
  case $text in *"$2"*) if [ -n "\${4:-}" ]; then return; fi ;; esac
  [ "$(dd if="$1" bs=1 skip="$((page + 4))" count=16 status=none | tr -d '\\0')" = ' LVM2 x[5A%r0N*>' ] &&
    cmp -s -n "$page" -- "$1" /dev/zero && [ -z "$(tr -d '\\t\\n -~' <<<"$text")" ] ||
    stop "$1 holds data in its first MiB that LVM did not leave there"
  case $text in '' | *"$2"*) ;; *) stop "$1 holds what LVM left of another volume group" ;; esac
  awk -v since="$3" '$1 == "creation_time" && $3 < since { exit 1 }' <<<"$text" ||
    stop "$1 holds what LVM left of an older volume group"
}`,
  ...FILE_FUNCTIONS,
  ...RECLAIM_FUNCTIONS,
  only_on_pool: `only_on_pool() { # VG/LV NAME BEGINNING: of the names of what may lie on it; '' is nothing
  local thin holder name
  thin=$(lvs --noheadings -o lv_name --select "pool_lv=\${1#*/}" "\${1%%/*}")
  [ -z "$thin" ] || stop "the pool $1 holds the thin volume$thin"
  [ -e "/dev/mapper/$2" ] || return 0
  for holder in "/sys/class/block/$(basename "$(readlink -f -- "/dev/mapper/$2")")/holders/"*; do
    if [ -e "$holder/dm/name" ]; then name=$(cat "$holder/dm/name"); else continue; fi
    [ -n "$3" ] && [ "\${name#"$3"}" != "$name" ] || stop "$name is on top of the pool $1"
  done
}`,
  no_unit_active: `no_unit_active() { # UNIT...
  local unit
  for unit in "$@"; do
    if systemctl --quiet is-active "$unit"; then stop "$unit is still running"; fi
  done
}`,
  is_thin_pool: `is_thin_pool() { # VG/LV BYTES CHUNK-BYTES
  local seen
  seen=$(lvs --noheadings --units b --nosuffix --separator : -o segtype,lv_size,chunk_size "$1")
  [ "$(printf %s "$seen" | tr -d ' ')" = "thin-pool:$2:$3" ] ||
    stop "$1 is not the thin pool that was to be made: $seen"
}`,
  lv_says: `lv_says() { # VG/LV FIELD VALUE
  local seen
  seen=$(lvs --noheadings -o "$2" "$1" | tr -d ' ')
  [ "$seen" = "$3" ] || stop "$1: $2 is '$seen', not '$3'"
}`,
  lv_has: `lv_has() { # VG/LV FIELD BYTES: at the least
  local seen
  seen=$(lvs --noheadings --units b --nosuffix -o "$2" "$1" | tr -d ' ')
  [ "$seen" -ge "$3" ] || stop "$1: $2 is $seen bytes, less than $3"
}`,
  pool_is_sound: `pool_is_sound() { # NAME: one live table, not suspended, takes writes
  local state status
  state=$(dmsetup info -c --noheadings --separator / -o suspended,tables_loaded "$1")
  [ "$state" = Active/Live ] || stop "the pool $1 cannot grow: it is $state"
  status=$(dmsetup status --noflush --target thin-pool "$1")
  case " $status " in
    *' ro '* | *' needs_check '* | *' Fail '* | *' Error '* | '  ')
      stop "the pool $1 cannot grow: $status" ;;
  esac
}`,
  docker_answers: `docker_answers() {
  for _ in {1..30}; do
    if docker info >/dev/null 2>&1; then return; fi
    sleep 1
  done
  stop 'Docker does not answer'
}`,
  docker_runs_on: `docker_runs_on() { # DRIVER POOL; '' is any
  local driver status
  docker_answers
  driver=$(docker info --format '{{.Driver}}')
  [ "$driver" = "$1" ] || stop "Docker uses the driver $driver, not $1"
  status=$(docker info --format '{{json .DriverStatus}}')
  case $status in
    *"[\\"Pool Name\\",\\"$2\\"]"*) ;;
    *) [ -z "$2" ] || stop "Docker does not use the pool $2: $status" ;;
  esac
}`,
  ...CONTAINERD_FUNCTIONS,
  ...LOOP_FUNCTIONS,
  docker_shows: `docker_shows() { # POOL DATA METADATA: the totals in docker info's own words
  local status
  if ! docker info >/dev/null 2>&1; then return; fi
  status=$(docker info --format '{{json .DriverStatus}}' | tr -d ' ')
  case $status in
    *"[\\"PoolName\\",\\"$1\\"]"*) ;;
    *) stop "Docker does not use the pool $1: $status" ;;
  esac
  case $status in
    *"[\\"DataSpaceTotal\\",\\"$2\\"]"*"[\\"MetadataSpaceTotal\\",\\"$3\\"]"*) ;;
    *) stop "docker info does not show $2 of data and $3 of metadata: $status" ;;
  esac
}`,
  docker_on_loop_files: `docker_on_loop_files() { # DATA-BYTES METADATA-BYTES; '' is any
  local path
  docker_answers
  path=$(docker_pool_says 'Data loop file')
  [ -n "$path" ] || stop 'Docker does not run on loop files'
  [ "$(stat -c %s -- "$path")" -ge "\${1:-0}" ] || stop "$path is smaller than $1 bytes"
  path=$(docker_pool_says 'Metadata loop file')
  [ "$(stat -c %s -- "$path")" -ge "\${2:-0}" ] || stop "$path is smaller than $2 bytes"
}`,
  docker_pool_says: `docker_pool_says() { # NAME of a line of docker info
  docker info --format '{{range .DriverStatus}}{{if eq (index . 0) "'"$1"'"}}{{index . 1}}{{end}}{{end}}'
}`,
} as const;

export type FunctionName = keyof typeof FUNCTIONS;

/** Functions that call others. */
const CALLS: Partial<Record<FunctionName, readonly FunctionName[]>> = {
  put_file: ['file_is'],
  move_entries: ['absent'],
  table_is: ['is_suspended'],
  swap_table: ['is_suspended'],
  docker_runs_on: ['docker_answers'],
  docker_on_loop_files: ['docker_answers', 'docker_pool_says'],
};

/** The first word of a line: the function that it calls, if it calls one (src/views/script/actions.ts). */
const CALLED = /^ *(?:base64 -d <<'END' \| )?(\w+)/;

/**
 * The text of the functions that lines of shell call, and of those that these call: each once, in a fixed
 * order.
 */
export function functionsText(lines: readonly string[]): string {
  const words = new Set(lines.map((line) => CALLED.exec(line)?.[1]));
  const names = Object.keys(FUNCTIONS) as FunctionName[];
  const called = names.filter((name) => words.has(name));
  const wanted = new Set(called.flatMap((name) => [name, ...(CALLS[name] ?? [])]));
  return names
    .filter((name) => wanted.has(name))
    .map((name) => FUNCTIONS[name])
    .join('\n\n');
}
