# What the scripts share. Sourced, not run: sets the folder, says steps and their time.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
began=$SECONDS

step() { printf '\n==> %s\n' "$*"; }
say() { printf '    %s\n' "$*"; }
fail() { printf '\nerror: %s\n' "$*" >&2; exit 1; }
took() { printf '%d min %02d s' $(((SECONDS - began) / 60)) $(((SECONDS - began) % 60)); }
has() { command -v "$1" >/dev/null 2>&1; }

# One choice of packages, targets and features for running and for testing: what one has compiled,
# the other need not.
WORKSPACE=(--workspace --features showroom/window-tests,keys/keyring-tests)

# True when an address answers. By node, which is here anyway.
answers() {
  node -e 'fetch(process.argv[1], { signal: AbortSignal.timeout(2000) })
    .then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))' "$1"
}

# The program's version, from the workspace.
version() { sed -n '/^\[workspace.package\]/,/^\[/s/^version = "\(.*\)"/\1/p' Cargo.toml; }

# Installs those of the named system packages that are missing, on Debian and Ubuntu.
system_packages() {
  has dpkg-query || {
    say "this is not a Debian system; the packages needed are: $*"
    return
  }
  local package missing=()
  for package in "$@"; do
    dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  step "Installing ${#missing[@]} system packages: ${missing[*]}"
  local as_root=()
  if ((EUID != 0)); then
    has sudo || fail "as root, please: apt-get install ${missing[*]}"
    as_root=(sudo)
  fi
  local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -y
    -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-confold)
  # The lists of a fresh machine are empty, or old: then they are fetched first, or once more.
  local known
  known=$(apt-cache --quiet=2 madison "${missing[@]}" 2>/dev/null | cut -d'|' -f1 | sort -u | wc -l)
  ((known == ${#missing[@]})) || "${apt[@]}" update </dev/null
  "${apt[@]}" install --no-install-recommends "${missing[@]}" </dev/null || {
    "${apt[@]}" update </dev/null
    "${apt[@]}" install --no-install-recommends "${missing[@]}" </dev/null
  }
}
