/** The functions of a script that gives space back to the pool. */
export const RECLAIM_FUNCTIONS = {
  trim_mounts: `trim_mounts() { # POOL DAEMON
  local pid holder place
  pid=$(pidof -s -- "$2") || return 0
  for holder in "/sys/class/block/$(basename "$(readlink -f -- "/dev/mapper/$1")")/holders/"*; do
    [ -e "$holder/dev" ] || continue
    place=$(awk -v number="$(cat "$holder/dev")" '$3 == number { print $5; exit }' "/proc/$pid/mountinfo")
    [ -z "$place" ] || nsenter "--mount=/proc/$pid/ns/mnt" fstrim "$place"
  done
}`,
  not_on_record: `not_on_record() { # DEVICE-ID DATA-ROOT
  local found
  [ -e "$2/devicemapper/metadata/base" ] || stop "$2/devicemapper/metadata has no records"
  found=$(grep -lE "\\"device_id\\":$1[,}]" -r -- "$2/devicemapper/metadata" || true)
  [ -z "$found" ] || stop "Docker has thin device $1 on record: $found"
}`,
  no_dockerd: `no_dockerd() {
  if pidof -s dockerd dockerd-current >/dev/null; then stop 'Docker is running'; fi
}`,
  only_dmctl: `only_dmctl() {
  stop "only dmctl reads containerd's databases: run dmctl reclaim --orphans"
}`,
} as const;
