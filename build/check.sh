# Sourced by ./carewright: everything CI asks for, in the order in which it fails fastest.

step() { say "$1"; shift; "$@" || fail "failed: $*"; }

web_script() { (cd web && npm run --silent "$1"); }

lock_files_name_no_registry() {
  ! git ls-files '*package-lock.json' | xargs -r grep -lE '"resolved": *"https?:' \
    || fail "lock files record download addresses; set npm's omit-lockfile-registry-resolved"
}

run_check() {
  . "$ROOT/build/test.sh"
  CONFIGURATION=Release
  mkdir -p "$ARTIFACTS"
  step "lock files" lock_files_name_no_registry
  step "restore" dotnet restore Carewright.slnx --nologo -v quiet
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
