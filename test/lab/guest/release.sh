# Ends all that a scenario left running and lets go of every disk. $1: the units and mounts of the
# guest after its boot. Nothing here may stop at an error: the check at the end tells what is left.
declare -A was
while IFS= read -r line; do was[$line]=1; done <"$1"
shopt -s nullglob

# I/O to a suspended device cannot be killed, so everything must flow before processes can end.
dmsetup info -c --noheadings --separator ' ' -o suspended,name 2>/dev/null |
  while read -r state name; do
    [ "$state" = Suspended ] && dmsetup resume --noudevsync "$name"
  done
# A full pool keeps writers waiting, up to a minute; let what waits fail now.
dmsetup ls --target thin | while read -r name _; do
  [ "$name" = No ] || dmsetup wipe_table --noflush --nolockfs "$name"
done

# The services that the guest did not have after its boot.
look() {
  strangers=()
  while read -r unit _ state _; do
    [ -n "${was["unit: $unit $state"]-}" ] || strangers+=("$unit")
  done < <(systemctl list-units --all --plain --no-legend --type=service,socket,timer,path \
    --state=active,activating,deactivating)
  [ ${#strangers[@]} -gt 0 ]
}

# Told to stop before their processes are killed, so that none is started again (Restart=).
look && systemctl stop --no-block "${strangers[@]}"
agent=$(systemctl show --value -p MainPID lab-agent.service)
for entry in /proc/[0-9]*; do
  pid=${entry#/proc/}
  [ "$pid" = 1 ] || [ "$pid" = $$ ] || [ "$pid" = "$agent" ] && continue
  # A kernel thread has no program.
  [ -e "$entry/exe" ] || continue
  read -r cgroup <"$entry/cgroup"
  case $cgroup in
    */systemd-journald.service* | */systemd-udevd.service* | */dbus.service* | */init.scope*) ;;
    *) kill -9 "$pid" ;;
  esac
done 2>/dev/null
# What was just starting may have started another, a dmeventd above all: told to stop while it begins to
# monitor, it waits until systemd kills it after 90 s.
for _ in 1 2 3; do
  look || break
  systemctl kill --signal=KILL "${strangers[@]}" 2>/dev/null
  systemctl stop "${strangers[@]}" 2>/dev/null
done

mapfile -t mounts < <(findmnt -rno TARGET,SOURCE,FSTYPE)
for ((i = ${#mounts[@]} - 1; i >= 0; i--)); do
  target=${mounts[i]%% *}
  [ -n "${was["mount: ${mounts[i]}"]-}" ] || umount "$target" 2>/dev/null || umount -l "$target"
done
swapoff -a
[ -e /proc/mdstat ] && mdadm --stop --scan 2>/dev/null
for _ in 1 2 3; do
  [ "$(dmsetup ls)" = 'No devices found' ] && break
  dmsetup remove_all --force >/dev/null 2>&1
done
losetup -D
rmmod zram 2>/dev/null

# The host blanks the disks next; nothing that this kernel remembers of them may come back.
for disk in /dev/ubd[b-h]; do
  blockdev --setrw "$disk"
  blockdev --flushbufs "$disk"
done
sync
