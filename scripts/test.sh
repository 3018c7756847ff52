#!/usr/bin/env bash
# Installs what is missing and passes every test, the real window's among them. One order, so that
# each library is compiled once for the lints and once for the tests.
source "$(dirname "$0")/lib.sh"
source scripts/display.sh
logs=target/test
mkdir -p "$logs"
totals=()

# Runs a step, shows it, keeps its lines for the totals at the end.
kept() {
  local name=$1
  shift
  "$@" 2>&1 | tee "$logs/$name.log"
}

# Rust tests: nextest where it is installed, cargo's own runner elsewhere.
rust_tests() {
  local which=$1
  if has cargo-nextest; then
    if [[ $which == window ]]; then
      cargo nextest run "${WORKSPACE[@]}" -E 'binary(window)' </dev/null
    else
      cargo nextest run "${WORKSPACE[@]}" -E 'not binary(window)' </dev/null
    fi
  elif [[ $which == window ]]; then
    cargo test "${WORKSPACE[@]}" --test window -- --test-threads=1 </dev/null
  else
    # All targets but the window's.
    cargo test "${WORKSPACE[@]}" --lib --bins --no-fail-fast </dev/null
    local others
    mapfile -t others < <(cargo metadata --no-deps --format-version 1 | node -e '
      const { packages } = JSON.parse(require("fs").readFileSync(0, "utf8"));
      const tests = packages.flatMap((one) => one.targets).filter((one) => one.kind.includes("test"));
      const names = new Set(tests.map((one) => one.name));
      names.delete("window");
      for (const name of names) console.log("--test=" + name);')
    cargo test "${WORKSPACE[@]}" "${others[@]}" --no-fail-fast </dev/null
  fi
}

counted() {
  local log=$1
  if grep -q 'Summary \[' "$log"; then
    grep 'Summary \[' "$log" | tail -1 | sed 's/.*Summary/Summary/'
  else
    awk '/^test result:/ {for (i = 1; i <= NF; i++) {if ($i ~ /^passed/) p += $(i-1); if ($i ~ /^failed/) f += $(i-1)}}
         END {printf "%d passed, %d failed\n", p, f}' "$log"
  fi
}

scripts/install.sh

step "Window's pages: types, tests, build"
(cd ui && npm run --silent check)
kept pages npm --prefix ui run --silent test
(cd ui && npm run --silent build)
totals+=("pages:   $(sed 's/\x1b\[[0-9;]*m//g' "$logs/pages.log" | grep -E '^ *Tests ' | tail -1 | sed 's/^ *//')")

step "Window's pages: their looks"
kept looks scripts/looks.sh
totals+=("looks:   $(tail -1 "$logs/looks.log")")

step "Window's pages: every dialog"
kept dialogs scripts/dialogs.sh
totals+=("dialogs: $(tail -1 "$logs/dialogs.log")")

step "Rust: format and lints"
cargo fmt --all --check
cargo clippy "${WORKSPACE[@]}" --all-targets -- -D warnings

step "Rust: tests"
kept rust rust_tests most
totals+=("rust:    $(counted "$logs/rust.log")")

step "The merge's laws, over ${CASES:-100000} cases each"
kept laws env PROPTEST_CASES="${CASES:-100000}" cargo test --release -p outbox --lib merge::properties </dev/null
totals+=("laws:    $(counted "$logs/laws.log"), ${CASES:-100000} cases each")

step "Several desks in played time, ${SEEDS:-600} seeds"
kept played cargo run --release --quiet -p simulation -- --seeds "${SEEDS:-600}" </dev/null
totals+=("played:  ${SEEDS:-600} seeds, $(grep 'seeds that break a rule' "$logs/played.log")")

if has cargo-deny; then
  step "Licences and sources"
  cargo deny --all-features check bans licenses sources
  totals+=("deny:    bans, licences and sources are as deny.toml wants them")
else
  totals+=("deny:    not run, cargo-deny is not installed here")
fi

step "The real window, on a display of its own"
trap stop_display EXIT
virtual_display
export -f rust_tests has
kept window scripts/with-keyring.sh bash -c "source scripts/lib.sh; rust_tests window"
totals+=("window:  $(counted "$logs/window.log")")

step "What a screen reader says in it"
stop_display
kept heard scripts/listen.sh
totals+=("heard:   $(tail -1 "$logs/heard.log")")

step "All passed in $(took)"
for line in "${totals[@]}"; do say "$line"; done
