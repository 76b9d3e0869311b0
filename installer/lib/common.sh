# Shared by installer/try and tests/run. Sourced, not run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
started_at=$(date +%s)

# One line for people: what is being done, and how long the whole has taken so far.
say() { printf '\n== [%3ds] %s\n' $(($(date +%s) - started_at)) "$*"; }

die() {
  printf '\n** %s\n' "$*" >&2
  exit 1
}

# The packages of a list that are not installed, one per line.
missing_packages() {
  grep -hv -e '^#' -e '^$' "$@" | sort -u | while read -r package; do
    dpkg-query -W -f='${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^ii' || echo "$package"
  done
}

# install_packages LIST…: installs what is missing from Debian; does nothing, and needs no rights, when all is there.
install_packages() {
  local missing
  missing=$(missing_packages "$@")
  [ -n "$missing" ] || { say "All packages are installed."; return 0; }

  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || die "These Debian packages are needed, and this is neither root nor is there sudo. As root, run:
   apt-get install --no-install-recommends $(echo $missing)"
    as_root=(sudo)
  fi
  say "Installing from Debian: $(echo $missing)"
  "${as_root[@]}" apt-get update -q=2 || die "apt-get update failed; see above."
  # Debian starts services as it installs them. The tests start their own, on loopback, and need none running.
  local policy=/usr/sbin/policy-rc.d ours=no result=0
  if [ ! -e "$policy" ]; then
    ours=yes
    printf '#!/bin/sh\nexit 101 # no service is started while packages for Tandem are installed\n' |
      "${as_root[@]}" sh -c "cat >$policy && chmod 755 $policy" || ours=no
  fi
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q=2 --no-install-recommends $missing \
    </dev/null >/dev/null || result=1
  [ "$ours" = no ] || "${as_root[@]}" rm -f "$policy"
  [ "$result" = 0 ] || die "apt-get install failed; see above."
}

# build PRESET [TARGET…]: configures when needed and builds, with progress.
build() {
  local preset=$1
  shift
  cd "$root" || die "cannot enter $root"
  say "Building (preset $preset, $(nproc) cores)"
  cmake --preset "$preset" >"build-$preset.log" 2>&1 || { cat "build-$preset.log"; rm -f "build-$preset.log"; die "cmake failed."; }
  rm -f "build-$preset.log"
  local status='  %f of %t files, %es'
  if [ -t 1 ]; then
    NINJA_STATUS="$status  " ninja -C "build/$preset" "$@" || die "The build failed; see above."
  else
    # Without a terminal every file would be a line: show one in twenty, and everything that is not progress.
    NINJA_STATUS="$status  " ninja -C "build/$preset" "$@" | awk '
      /^  [0-9]+ of [0-9]+ files/ { if (++n % 20 == 1) { print; fflush() } next } { print; fflush() }'
    [ "${PIPESTATUS[0]}" -eq 0 ] || die "The build failed; see above."
  fi
}
