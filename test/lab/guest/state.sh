# What the lab compares before and after a scenario. A line "== NAME" begins a kind of fact; the
# host sorts and names them. A new process is dear in this kernel, so shell builtins do the rest.
echo '== device'
dmsetup ls 2>/dev/null
echo '== physical-volume'
pvs --noheadings -o pv_name,vg_name 2>/dev/null
echo '== loop'
losetup --noheadings -l
echo '== swap'
swapon --noheadings --show=NAME
echo '== block'
lsblk -rno NAME,TYPE,SIZE,FSTYPE
echo '== mount'
findmnt -rno TARGET,SOURCE,FSTYPE
echo '== unit'
systemctl list-units --all --plain --no-legend --type=service,socket,timer,path \
  --state=active,activating,failed | while read -r unit _ state _; do echo "$unit $state"; done
echo '== enabled'
for path in /etc/systemd/system/*.wants/* /etc/systemd/system/*.d/*; do echo "$path"; done
echo '== process'
for entry in /proc/[0-9]*; do
  # A kernel thread has no program.
  [ -e "$entry/exe" ] || continue
  cgroup='' name=''
  { read -r cgroup <"$entry/cgroup" && read -r name <"$entry/comm"; } 2>/dev/null
  case $cgroup in
    # Children of the agent are the command that reads this; workers of udev come and go.
    '' | */lab-agent.service | */systemd-udevd.service*) ;;
    *) echo "$name ${cgroup#0::}" ;;
  esac
done
echo '== path'
for path in /var/lib/docker* /var/lib/containerd/* /var/lib/dmctl /var/log/dmctl /run/dmctl* \
  /run/docker* /root/* /tmp/*; do
  if [ -e "$path" ]; then echo "$path"; fi
done
