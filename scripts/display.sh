# A display and a message bus of our own, for tests and for a machine without a screen. Sourced.

# Starts Xvfb on a free number, so large, and sets DISPLAY; the caller's exit stops it.
virtual_display() {
  local number
  exec 8< <(exec Xvfb -displayfd 1 -screen 0 "${1:-1400x950}x24" -nolisten tcp 2>/dev/null)
  xvfb_pid=$!
  read -r -t 20 number <&8 || fail "the virtual display (Xvfb) did not start"
  export DISPLAY=":$number" GDK_BACKEND=x11 NO_AT_BRIDGE=1
  # No graphics card here; without this the engine looks for one at each start.
  export WEBKIT_DISABLE_COMPOSITING_MODE=1 LIBGL_ALWAYS_SOFTWARE=1
  unset WAYLAND_DISPLAY
}

stop_display() { [[ -z ${xvfb_pid:-} ]] || kill "$xvfb_pid" 2>/dev/null || true; }
