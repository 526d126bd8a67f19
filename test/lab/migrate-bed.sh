# What copies of images and containers lose, for the scenarios of dmctl migrate.
#   bash migrate-bed.sh make    makes images and containers with it; Docker runs
#   bash migrate-bed.sh look    prints all that has to be the same afterwards
#   bash migrate-bed.sh deep    builds an image of 100 layers and prints what the builder says
# The directories that hold odd files are made from outside: busybox has no setfattr.
set -euo pipefail
here=$(dirname "$0")


long() { printf "$1%.0s" {1..200}; }

build() {
  DOCKER_BUILDKIT=0 docker build -q --network none -t app:1 - <<'DOCKERFILE'
FROM bb:1
RUN mkdir -p /d/e && echo hi >/d/e/f && ln /d/e/f /d/link && rm -f /bin/vi
RUN rm -r /d && mkdir /d && echo new >/d/n
ENV A=1
CMD ["echo", "said"]
DOCKERFILE
}

# 8,000 files come in layer 90; the last layer removes 400 of them.
deep() {
  local at
  at=$(mktemp -d)
  echo content >"$at/file"
  {
    echo 'FROM bb:1'
    for n in {2..89}; do echo "COPY file /copies/$n"; done
    echo 'RUN mkdir /many && cd /many && i=0; while [ $i -lt 8000 ]; do echo $i >$i; i=$((i + 1)); done'
    for n in {91..99}; do echo "COPY file /copies/$n"; done
    echo 'RUN rm /many/[1-4]??'
  } >"$at/Dockerfile"
  DOCKER_BUILDKIT=0 docker build --network none -t deep:1 "$at"
  rm -r "$at"
}

# The root of a running container, as the host sees it.
root_of() { echo "/proc/$(docker inspect -f '{{.State.Pid}}' "$1")/root"; }

fill() {
  mkdir -p odd/{a,b,again,renamed,folder} && cd odd
  echo one >a/one && ln a/one b/two
  echo file >file && echo inner >folder/inner && echo old >again/old && echo r >renamed/r
  cp ../bin/busybox suid && chmod 4755 suid
  touch -- $'not utf-8 \xff\xfe' $'new\nline' ' space ' '-n'
  local deep
  deep=$(long d)/$(long e)/$(long f)/$(long g)/$(long h)/$(long i)
  mkdir -p "$deep" && echo deep >"$deep/file"
  mkfifo pipe && mknod null c 1 3 && mknod block b 7 5 && ln -s /nowhere/at/all link
  cp /bin/true capable && setcap cap_net_raw+ep capable
  echo noted >noted && setfattr -n user.note -v hello noted
  setfattr -n trusted.own -v root noted
  echo shared >shared
  setfattr -n system.posix_acl_access \
    -v 0x0200000001000600ffffffff02000600e803000004000400ffffffff10000600ffffffff20000400ffffffff shared
  truncate -s 30M sparse && echo end >>sparse
  chown 1234:4321 noted && touch -h -d '1999-12-31 23:59:59.123456789' link
  touch -d '2001-02-03 04:05:06.123456789' a/one a
}

change() {
  cd odd
  rm a/one && rm -r again && mkdir again && echo new >again/new
  mv renamed other && mv b moved
  rm file && mkdir file && echo in >file/in
  rm -r folder && echo was a folder >folder && rm folder && mkdir folder
  chmod 700 noted && setfattr -n user.note -v changed noted
  ln moved/two third && mknod made c 1 5 && rm pipe && echo after >>sparse
}

make() {
  docker import /opt/lab/bb.tar bb:1 >/dev/null
  build >/dev/null
  docker tag app:1 example.org/team/app:stable
  docker run -d --name maker --net=none app:1 sleep 100000 >/dev/null
  (cd "$(root_of maker)" && fill)
  docker kill maker >/dev/null
  docker commit -m odd maker odd:1 >/dev/null
  docker rm maker >/dev/null
  docker run -d --name changed --net=none --hostname odd --label kept=yes odd:1 sleep 100000 >/dev/null
  (cd "$(root_of changed)" && change)
  docker kill changed >/dev/null
  docker run --name once --net=none app:1 >/dev/null
  docker network create --subnet 10.9.0.0/24 --gateway 10.9.0.1 --label kept=yes backend >/dev/null
  docker network create --driver macvlan --subnet 10.8.0.0/24 --gateway 10.8.0.1 unused >/dev/null
  docker create --name attached --network backend --ip 10.9.0.55 app:1 >/dev/null
  docker run -d --name web --restart always --net=none -v data:/data --memory 64m app:1 \
    sh -c 'trap "exit 0" TERM; [ -e /own ] || echo mine >/own
      while :; do date >>/data/log; sleep 1 & wait; done' >/dev/null
  timeout 60 sh -c 'until docker exec web test -s /data/log -a -s /own; do :; done'
}

# A container's files are mounted while Docker exports it; the pipe keeps it from ending before.
tree() {
  local id at
  id=$(head -qc 64 /var/lib/docker/image/*/layerdb/mounts/"$1"/mount-id | head -c 64)
  docker export "$1" 2>/dev/null | {
    head -c 1 >/dev/null
    at=$(findmnt -rno TARGET | grep -m 1 "/$id\(/merged\)\?\$")
    [ -d "$at/rootfs" ] && at=$at/rootfs
    python3 "$here/migrate-tree.py" "$at"
    cat >/dev/null
  }
}

look() {
  local all
  mapfile -t all < <(docker ps -aq --no-trunc | sort)
  echo '== images'
  docker images -a --no-trunc --digests \
    --format '{{.Repository}} {{.Tag}} {{.Digest}} {{.ID}} {{.Size}}' | sort
  docker images -aq --no-trunc | sort -u | xargs docker inspect | jq -S 'map(del(.GraphDriver))'
  echo '== containers'
  docker ps -a --no-trunc --format '{{.ID}} {{.Names}} {{.Image}} {{.Command}} {{.State}}' | sort
  docker inspect "${all[@]}" |
    jq -S 'map({Id, Name, Created, Path, Args, Image, Config, HostConfig, Mounts})'
  for id in "${all[@]}"; do
    echo "== $(docker inspect -f '{{.Name}}' "$id")"
    docker diff "$id" | sort
    docker logs "$id" 2>&1
    tree "$id"
  done
  echo '== volumes'
  docker volume ls -q
  echo '== networks'
  docker network ls -q --no-trunc --filter type=custom | sort | xargs docker network inspect |
    jq -S 'map({Id, Name, Created, Driver, IPAM, Labels, Options})'
}

"$1"
