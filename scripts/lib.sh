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
