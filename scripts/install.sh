#!/usr/bin/env bash
# Installs what is missing: system packages (Debian 12 or newer, Ubuntu 24.04) and the window's npm
# packages. Says what, asks nothing, and does nothing where all is there.
source "$(dirname "$0")/lib.sh"

# build: the window toolkit, the encrypted store; test: a display of its own, the driver of the
# real window, a real keyring, a typeface for what the bundled one has not,
# the bus that screen readers listen to.
packages=(
  build-essential pkg-config libwebkit2gtk-4.1-dev libssl-dev
  webkit2gtk-driver xvfb dbus gnome-keyring fonts-dejavu-core
  at-spi2-core gir1.2-atspi-2.0 python3-gi
)

check_tools() {
  has cargo || fail "Rust is missing: see https://rustup.rs (the version is in rust-toolchain.toml)"
  has npm || fail "Node.js 20.19 or newer is missing: see https://nodejs.org"
  node -e 'const [a, b] = process.versions.node.split(".").map(Number);
           process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
    fail "Node.js 20.19 or newer is needed; here is $(node --version)"
}

install_pages() {
  if [[ ! -e ui/node_modules/.package-lock.json ]] ||
    [[ ui/package-lock.json -nt ui/node_modules/.package-lock.json ]]; then
    step "Installing the window's npm packages"
    (cd ui && npm ci --no-audit --no-fund </dev/null)
    touch ui/node_modules/.package-lock.json
  fi
}

check_tools
system_packages "${packages[@]}"
install_pages
