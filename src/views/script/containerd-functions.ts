/** Functions of scripts that are about containerd. */
export const CONTAINERD_FUNCTIONS = {
  same_but_snapshotter: `same_but_snapshotter() { # CONTAINERD FILE COPY: what the copy changes but for the snapshotter
  local change
  change=$(diff <("$1" --config "$2" config dump) <("$1" --config "$3" config dump) |
    grep '^[<>]' |
    grep -vE '^[<>] *(imports|pool_name|root_path|base_image_size|fs_type|fs_options|async_remove|discard_blocks|platform|snapshotter|config_type|differ|unpack_config) *=' |
    grep -vE '^[<>] *(\\[\\[?plugins\\..*(devmapper|unpack_config).*\\])?$' || true)
  [ -z "$change" ] || stop "$3 would also change: $change"
}`,
  plugin_is: `plugin_is() { # STATE of the devmapper plugin
  local state
  state=$(ctr plugins ls id==devmapper | awk '$2 == "devmapper" { print $NF }')
  [ "$state" = "$1" ] || stop "the devmapper plugin of containerd is '$state', not '$1'"
}`,
  no_tasks: `no_tasks() { # of containers on the pool; Docker's namespace has none of them
  local space tasks
  for space in $(ctr namespaces ls -q); do
    [ "$space" != moby ] || continue
    tasks=$(ctr --namespace "$space" tasks ls -q)
    [ -z "$tasks" ] || stop "containers run in the namespace $space: $tasks"
  done
}`,
  remove_snapshots: `remove_snapshots() { # ctr refuses a snapshot that another lies on: several rounds
  local space name left
  for _ in {1..200}; do
    left=''
    for space in $(ctr namespaces ls -q); do
      for name in $(ctr --namespace "$space" snapshots --snapshotter devmapper ls | awk 'NR > 1 { print $1 }'); do
        left=yes
        "$@" --namespace "$space" snapshots --snapshotter devmapper rm "$name" 2>/dev/null || true
      done
    done
    if [ -z "$left" ]; then return; fi
  done
  stop 'containerd still has snapshots in the pool'
}`,
} as const;
