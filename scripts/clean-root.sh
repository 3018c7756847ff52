#!/usr/bin/env bash
# Installs the Debian package in a root that has nothing but Debian's base system, starts it there on
# a virtual display with a keyring of its own, takes it away again, and says what is left behind.
# Needs to be root. All mounts live in a namespace of their own and end with it.
#   scripts/clean-root.sh [PACKAGE.deb] [FOLDER]
source "$(dirname "$0")/lib.sh"
((EUID == 0)) || fail "as root, please: a root of its own cannot be made otherwise"
package=${1:-$(find target/package -maxdepth 1 -name '*.deb' -print -quit 2>/dev/null)}
[[ -f $package ]] || fail "no package: run make deb first"
root=${2:-$(mktemp -d)/root}
has debootstrap || system_packages debootstrap

# shellcheck source=/dev/null
suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
mirror=$(apt-get indextargets --format '$(SITE)' 'Identifier: Packages' | head -1)
step "Debian's base system ($suite)"
[[ -e $root/etc/debian_version ]] || debootstrap --variant=minbase "$suite" "$root" "$mirror" >/dev/null
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
chmod 755 "$root/usr/sbin/policy-rc.d"
mkdir -p "$root/var/try"
install -m 644 "$package" "$root/var/try/showroom.deb"

inside() { unshare --mount --pid --fork --mount-proc="$root/proc" chroot "$root" /usr/bin/env -i \
  HOME=/var/try PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive bash -euo pipefail "$@"; }

step "Installing"
inside -s <<'INSIDE'
apt-get update -qq
apt-get install -y -qq --no-install-recommends xvfb dbus gnome-keyring x11-utils >/dev/null
find / -xdev \( -path /proc -o -path /var -o -path /tmp \) -prune -o -print | sort >/var/try/before
began=$SECONDS
apt-get install -y -qq --no-install-recommends /var/try/showroom.deb >/dev/null
echo "    installed in $((SECONDS - began)) s: $(dpkg-query -W showroom)"
apt-cache showpkg showroom >/dev/null
showroomctl --version
man=$(gzip -dc /usr/share/man/man1/showroomctl.1.gz | head -c 4000 | grep -c .)
echo "    manual: $man lines and more"
INSIDE

step "Starting"
inside -s <<'INSIDE'
cat >/var/try/start.sh <<'START'
set -euo pipefail
printf 'clean-root' | gnome-keyring-daemon --unlock --components=secrets >/dev/null
dealer-sandbox serve --data /var/try/practice --listen 127.0.0.1:0 --customers 200 >/var/try/sandbox.log 2>&1 &
Xvfb :77 -screen 0 1366x900x24 -nolisten tcp >/dev/null 2>&1 &
for _ in $(seq 50); do [ -e /tmp/.X11-unix/X77 ] && grep -q 'listening on' /var/try/sandbox.log && break; sleep 0.1; done
mkdir -p /var/try/.config/showroom
url=$(sed -n 's/^listening on //p' /var/try/sandbox.log)
printf 'network = "keyloop"\n[keyloop]\nbase_url = "%s"\nenterprise_id = "sample"\nstore_id = "sample"\napi_version = "v1"\ndms = "autoline"\n' "$url" >/var/try/.config/showroom/showroom.toml
echo '{"client_id":"desk","client_secret":"desk-secret"}' | showroomctl credentials set
showroomctl credentials check
showroomctl health
export DISPLAY=:77
showroom &
program=$!
for _ in $(seq 100); do
  title=$(xwininfo -root -tree 2>/dev/null | sed -n 's/.*"\(Showroom[^"]*\)".*/\1/p' | head -1)
  [ -n "$title" ] && break
  sleep 0.1
done
[ -n "$title" ] || { echo "no window"; exit 1; }
sleep 2
kill -0 "$program"
echo "    window: $title"
kill "$program"
wait "$program" || true
START
dbus-run-session -- bash /var/try/start.sh
INSIDE

step "Taking away"
inside -s <<'INSIDE'
apt-get purge -y -qq showroom >/dev/null
apt-get autoremove -y -qq --purge >/dev/null
find / -xdev \( -path /proc -o -path /var -o -path /tmp \) -prune -o -print | sort >/var/try/after
left=$(comm -13 /var/try/before /var/try/after | grep -i showroom || true)
[ -z "$left" ] || { echo "left behind:"; echo "$left"; exit 1; }
echo "    left behind outside the user's own folders: 0 files"
INSIDE
step "Installed, started and removed in a root of its own ($(took))"
