/** The functions of a script that grows a pool on loop files. */
export const LOOP_FUNCTIONS = {
  is_file: `is_file() { # PATH INODE BYTES
  local seen
  seen=$(stat -c '%F %i %s' -- "$1")
  [ "$seen" = "regular file $2 $3" ] || [ "$seen" = "regular empty file $2 $3" ] ||
    stop "$1 is not what it was when this script was made: $seen"
}`,
  is_loop: `is_loop() { # MAJ:MIN FILE BYTES
  local file size
  file=$(cat "/sys/dev/block/$1/loop/backing_file")
  size=$(($(cat "/sys/dev/block/$1/size") * 512))
  [ "$file" = "$2" ] && [ "$size" = "$3" ] ||
    stop "loop device $1 shows $file with $size bytes, not $2 with $3"
}`,
  table_is: `table_is() { # POOL TABLE; it is live, and nothing waits
  local live waiting
  live=$(dmsetup table "$1" | sed 's/ *$//')
  waiting=$(dmsetup table --inactive "$1")
  [ "$live" = "$2" ] && [ -z "$waiting" ] && ! is_suspended "$1" ||
    stop "$1 is not as it should be: live '$live', waiting '$waiting'"
}`,
  is_suspended: `is_suspended() { # POOL
  local seen
  seen=$(dmsetup info -c --noheadings -o suspended "$1")
  [ "$seen" != Active ]
}`,
  swap_table: `swap_table() { # POOL SAVED-TABLE; a resume that fails after the swap leaves writers hanging
  if dmsetup resume "$1" && ! is_suspended "$1"; then return; fi
  if ! is_suspended "$1"; then stop "the new table of $1 was not taken"; fi
  if dmsetup resume "$1" && ! is_suspended "$1"; then return; fi
  dmsetup reload "$1" --table "$2"
  dmsetup resume "$1"
  stop "the new table of $1 was not taken; the one from before is back in place"
}`,
  pool_has: `pool_has() { # POOL METADATA-BLOCKS DATA-BLOCKS
  local words
  words=$(dmsetup status --noflush "$1")
  case $words in
    *" thin-pool "*"/$2 "*"/$3 "*) ;;
    *) stop "$1 has not grown as it should: $words" ;;
  esac
}`,
} as const;
