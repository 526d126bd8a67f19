/** The shell functions about files, directories and what Docker keeps in them; see functions.ts. */
export const FILE_FUNCTIONS = {
  file_is: `file_is() { # PATH SHA256; '' is no file
  local seen=''
  if [ -e "$1" ]; then seen=$(sha256sum <"$1"); fi
  [ "\${seen%% *}" = "$2" ] || stop "$1 is not what it was when this script was made"
}`,
  put_file: `put_file() { # PATH SHA256-NOW MODE OWNER; the new content comes on stdin
  local target new
  target=$(readlink -f -- "$1")
  new=$(mktemp -- "$target.XXXXXX")
  cat >"$new"
  if cmp -s -- "$new" "$target"; then rm -- "$new"; return; fi
  if [ -e "$target" ]; then
    cp --attributes-only --preserve=all -- "$target" "$new"
    touch -- "$new"
  else
    chmod "$3" -- "$new"
    chown "$4" -- "$new"
  fi
  sync -- "$new"
  file_is "$1" "$2"
  mv -fT -- "$new" "$target"
  sync -- "$(dirname -- "$target")"
}`,
  absent: `absent() { # PATH
  [ ! -e "$1" ] && [ ! -L "$1" ] || stop "$1 exists"
}`,
  is_directory: `is_directory() { # PATH [INODE]
  [ -d "$1" ] && [ ! -L "$1" ] || stop "$1 is not a directory"
  [ -z "\${2-}" ] || [ "$(stat -c %i -- "$1")" = "$2" ] || stop "$1 is not the directory it was when this script was made"
}`,
  move_entries: `move_entries() ( # FROM TO NAME-THAT-STAYS...; what makes Docker run containers first
  shopt -s dotglob nullglob
  from=$1 to=$2
  shift 2
  for entry in "$from"/{swarm,containers,plugins,image} "$from"/*; do
    name=\${entry##*/}
    if [ ! -e "$entry" ] && [ ! -L "$entry" ]; then continue; fi
    case " $* " in *" $name "*) continue ;; esac
    absent "$to/$name"
    mv -nT -- "$entry" "$to/$name"
    absent "$entry"
  done
)`,
  is_empty: `is_empty() { # DIRECTORY
  local found
  found=$(ls -A -- "$1")
  [ -z "$found" ] || stop "$1 is not empty"
}`,
  holds_nothing: `holds_nothing() { # DATA-ROOT: no images, containers, volumes or plugins
  local part found
  for part in "$1"/image/*/imagedb/content/sha256 "$1"/containers "$1"/volumes "$1"/plugins; do
    [ -d "$part" ] || continue
    found=$(find "$part" -mindepth 1 -maxdepth 1 ! -name metadata.db ! -name backingFsBlockDev \\
      ! -name tmp ! -name storage)
    [ -z "$found" ] || stop "$1 holds what Docker would no longer see: $found"
  done
}`,
  holds_no_volumes: `holds_no_volumes() { # DATA-ROOT: no volumes, plugins or swarm; images may be
  local root part found
  for root in "$1" "$1"/[0-9]*.[0-9]*; do
    for part in "$root"/volumes "$root"/plugins "$root"/swarm; do
      [ -d "$part" ] || continue
      found=$(find "$part" -mindepth 1 -maxdepth 1 ! -name metadata.db ! -name backingFsBlockDev \\
        ! -name tmp ! -name storage)
      [ -z "$found" ] || stop "$1 holds more than images and containers: $found"
    done
    for part in "$root"/image/*; do
      [ ! -e "$part" ] || [ "$part" = "$root/image/devicemapper" ] || stop "$part is of another driver"
    done
  done
  found=$(find "$1" -mindepth 1 -maxdepth 1 \\( -name '*.bk' -o -name '*.torn-down' -o -name '*.moving' \\))
  [ -z "$found" ] || stop "$1 holds what was set aside: $found"
}`,
} as const;
