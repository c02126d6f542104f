# Sourced by ./carewright: everything CI asks for, in the order in which it fails fastest.

step() {
  say "$1"; shift
  local began=$SECONDS
  "$@" || fail "failed: $*"
  [ $((SECONDS - began)) -lt 20 ] || say "it took $((SECONDS - began)) s"
}

web_script() { (cd web && npm run --silent "$1"); }

lock_files_name_no_registry() {
  ! git ls-files '*package-lock.json' | xargs -r grep -lE '"resolved": *"https?:' \
    || fail "lock files record download addresses; set npm's omit-lockfile-registry-resolved"
}

# Asks the registries, so that it needs a network and is done when CAREWRIGHT_ONLINE says so.
no_known_vulnerabilities() {
  if [ "${CAREWRIGHT_ONLINE:-}" != yes ]; then say "skipped: known vulnerabilities (set CAREWRIGHT_ONLINE=yes where the registries can be reached)"; return 0; fi
  local found; found=$(dotnet list Carewright.slnx package --vulnerable --include-transitive 2>&1) || { printf '%s\n' "$found" >&2; return 1; }
  if grep -q 'has the following vulnerable packages' <<<"$found"; then printf '%s\n' "$found" >&2; return 1; fi
  (cd web && npm audit --audit-level=high)
}

run_check() {
  . "$ROOT/build/test.sh"
  CONFIGURATION=Release
  mkdir -p "$ARTIFACTS"
  step "lock files" lock_files_name_no_registry
  step "restore" dotnet restore Carewright.slnx --nologo -v quiet
  step "bill of materials" node --test build/sbom/sbom.test.mjs
  step "licences of what it is made of" node build/sbom/sbom.mjs --check "$ROOT"
  step "known vulnerabilities" no_known_vulnerabilities
  step "build, warnings as errors" dotnet build Carewright.slnx -c "$CONFIGURATION" --no-restore --nologo -v quiet
  step "format" dotnet format Carewright.slnx --no-restore --verify-no-changes --severity warn
  install_web
  step "app: type check" web_script typecheck
  step "app: lint" web_script lint
  step "app: texts" web_script i18n:check
  build_web
  step "app: sizes" web_script size
  BUILT=yes run_tests
}
