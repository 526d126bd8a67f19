# Puts files and services back to how they were after the boot. $1: the units it had then.
shopt -s nullglob
rm -rf /run/lvm/hints /run/lvm/*_online/* /run/lvm/*_lookup/* /run/lock/lvm/* /run/docker* \
  /run/containerd /run/dmctl* /var/lib/docker* /var/lib/containerd /var/lib/dmctl \
  /var/log/dmctl /tmp/*

# Unpacking everything takes seconds, so only what was changed since the stamp is put back.
stamp=/run/lab-reset.stamp
cd /
mapfile -t kept </opt/lab/pristine.list
if [ ! -e $stamp ] || [ -n "$(find "${kept[@]}" -cnewer $stamp -print -quit 2>&1)" ]; then
  rm -rf "${kept[@]}"
  tar -xf /opt/lab/pristine.tar
  systemctl daemon-reload
fi
touch $stamp

# The disks are blank by now. An array that was stopped is put together again by udev as long as its disk
# bears its name, and the kernel still has the partitions they had.
[ -e /proc/mdstat ] && mdadm --stop --scan 2>/dev/null
for part in /sys/block/ubd*/ubd*/partition; do
  disk=${part%/*/partition}
  partx --delete "/dev/${disk##*/}" 2>/dev/null
done

systemctl reset-failed
udevadm trigger --action=change --subsystem-match=block
udevadm settle
# A volume group torn down by force leaves its folder in /dev, and vgcreate refuses its name then.
for link in /dev/*/*; do
  [[ -L $link && ! -e $link && $(readlink "$link") == ../dm-* ]] && rm -f "$link"
done
rmdir /dev/*/ 2>/dev/null
units=()
while IFS= read -r line; do
  [[ $line == 'unit: '*' active' ]] && unit=${line#unit: } && units+=("${unit% active}")
done <"$1"
systemctl start "${units[@]}"
journalctl -q --rotate --vacuum-time=1s
dmesg -C
# A scenario may cut the power at once, and /etc would come back as empty files.
sync
