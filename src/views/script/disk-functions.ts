/** The shell functions that prove whose a disk is by what is on it; see functions.ts. */
export const DISK_FUNCTIONS = {
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
} as const;
