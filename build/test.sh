# Sourced by ./carewright: runs every suite and sums the counts. The last line printed is `N passed, N failed[, N skipped]`.

TEST_RESULTS=$ARTIFACTS/test-results

# What the suites need beyond the SDK and Node.js; installed from Debian where that is possible.
install_for_tests() {
  local missing=()
  command -v chromium >/dev/null || missing+=(chromium)
  command -v xz >/dev/null || missing+=(xz-utils)
  [ -x /usr/sbin/clamd ] || missing+=(clamav-daemon)
  [ -x /usr/bin/mllp_send ] || missing+=(python3-hl7)
  [ ${#missing[@]} -eq 0 ] && return 0
  if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    say "installing ${missing[*]}"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >"$ARTIFACTS/apt.log" 2>&1 \
      || { tail -5 "$ARTIFACTS/apt.log" >&2; [ "${CI:-}" = true ] && fail "could not install ${missing[*]}"; }
  else
    say "not found, and not installable without root: ${missing[*]} (the tests that need it are skipped by name)"
    [ "${CI:-}" = true ] && fail "CI needs ${missing[*]}"
  fi
  return 0
}

# A suite that takes longer than this, in seconds, waits for something that does not come; it is ended, and its log says which tests were running.
SUITE_LIMIT=${SUITE_LIMIT:-1800}

# Published FHIR content that the tests read, and programs of others that they talk to, exactly as their package-lock.json pins them.
install_test_packages() {
  local folder
  for folder in test/Packages test/Peers/hl7; do
    [ "$folder/node_modules/.package-lock.json" -nt "$folder/package-lock.json" ] && continue
    say "fetching packages of $folder"
    (cd "$folder" && npm ci --no-audit --no-fund --loglevel=error && touch node_modules/.package-lock.json) \
      || { [ "${CI:-}" = true ] && fail "could not fetch the packages of $folder"; say "not fetched: the tests that need them are skipped by name"; }
  done
}

dotnet_suites() { find test -name '*.Tests.csproj' -not -path '*/obj/*' | sort; }

# Adds the counts of one xunit result file to PASSED, FAILED and SKIPPED.
add_xunit() {
  local file=$1 counts
  counts=$(node -e '
    const text = require("fs").readFileSync(process.argv[1], "utf8");
    let total = [0, 0, 0];
    for (const m of text.matchAll(/<assembly [^>]*>/g)) {
      const n = (name) => Number((m[0].match(new RegExp(" " + name + "=\"(\\d+)\"")) ?? [0, 0])[1]);
      total[0] += n("passed"); total[1] += n("failed") + n("errors"); total[2] += n("skipped");
    }
    console.log(total.join(" "));' "$file")
  add_counts $counts
}

add_vitest() {
  local counts
  counts=$(node -e '
    const r = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
    const brokenFiles = r.testResults.filter((f) => f.status === "failed" && f.assertionResults.length === 0).length;
    console.log(r.numPassedTests, r.numFailedTests + brokenFiles, r.numPendingTests + r.numTodoTests);' "$1")
  add_counts $counts
}

add_counts() { PASSED=$((PASSED + $1)); FAILED=$((FAILED + $2)); SKIPPED=$((SKIPPED + $3)); }

run_dotnet_suite() {
  local project=$1 name; name=$(basename "$project" .csproj)
  local dll; dll=$(find "$(dirname "$project")/bin/$CONFIGURATION" -name "$name.dll" -path '*net10.0*' | head -1)
  [ -n "$dll" ] || { say "$name was not built"; FAILED=$((FAILED + 1)); return 0; }
  say "test $name"
  local out=$TEST_RESULTS/$name.xml status=0 began=$SECONDS
  rm -f "$out"
  timeout --kill-after=20 "$SUITE_LIMIT" dotnet "$dll" -xml "$out" -noLogo -longRunning 120 >"$TEST_RESULTS/$name.log" 2>&1 || status=$?
  [ $((SECONDS - began)) -lt 20 ] || say "$name took $((SECONDS - began)) s"
  if [ "$status" -eq 124 ] || [ "$status" -eq 137 ]; then
    say "$name was ended after $SUITE_LIMIT s"
    grep -iE 'long.?running' "$TEST_RESULTS/$name.log" | tail -20 >&2 || true
    rm -f "$out"
  fi
  if [ ! -s "$out" ]; then
    tail -30 "$TEST_RESULTS/$name.log" >&2
    FAILED=$((FAILED + 1))
    return 0
  fi
  local before=$((PASSED + FAILED + SKIPPED)) failed=$FAILED
  add_xunit "$out"
  [ $((PASSED + FAILED + SKIPPED)) -gt "$before" ] || { say "$name ran no test"; FAILED=$((FAILED + 1)); }
  [ "$FAILED" -eq "$failed" ] || grep -E '\[FAIL\]|^    +(Error|Assert|Message)|Expected|Actual' -A 12 "$TEST_RESULTS/$name.log" | head -150 >&2 || true
  grep -E '\[SKIP\]' "$TEST_RESULTS/$name.log" >&2 || true
}

# run_vitest SCRIPT: one of the app's suites.
run_vitest() {
  local script=$1
  local out=$TEST_RESULTS/web-$script.json log=$TEST_RESULTS/web-$script.log
  rm -f "$out"
  local began=$SECONDS
  (cd web && timeout --kill-after=20 "$SUITE_LIMIT" npm run --silent "$script" -- --reporter=default --reporter=json --outputFile="$out") >"$log" 2>&1 || true
  say "it took $((SECONDS - began)) s"
  [ -s "$out" ] || { tail -30 "$log" >&2; FAILED=$((FAILED + 1)); return 0; }
  local failed=$FAILED
  add_vitest "$out"
  [ "$FAILED" -eq "$failed" ] || grep -E 'FAIL|Error' -A 12 "$log" | head -150 >&2 || true
}

# is_wanted NAME [WANTED...]: no wish means everything; otherwise one wish must occur in the name, whatever its case.
is_wanted() {
  local name=${1,,} wish; shift
  [ $# -eq 0 ] && return 0
  for wish in "$@"; do [[ $name == *"${wish,,}"* ]] && return 0; done
  return 1
}

# With names: only the suites whose project name contains one of them (`web` is the app's).
run_tests() {
  CONFIGURATION=${CONFIGURATION:-Release}
  PASSED=0 FAILED=0 SKIPPED=0
  mkdir -p "$TEST_RESULTS"
  install_for_tests
  install_test_packages
  build_web
  if [ "${BUILT:-}" != yes ]; then
    say "building"
    dotnet build Carewright.slnx -c "$CONFIGURATION" --nologo -v quiet || fail "the solution did not build"
  fi
  local wanted=("$@") project name
  for project in $(dotnet_suites); do
    name=$(basename "$project" .csproj)
    if is_wanted "$name" "${wanted[@]}"; then
      run_dotnet_suite "$project"
    fi
  done
  if is_wanted web "${wanted[@]}"; then say "test the app"; install_web; run_vitest test; fi
  if is_wanted browser "${wanted[@]}"; then say "test the app in a browser, on a real server"; install_web; build_server; run_vitest e2e; fi
  [ $((PASSED + FAILED)) -gt 0 ] || { say "no test ran"; FAILED=1; }
  if [ "$SKIPPED" -gt 0 ]; then echo "$PASSED passed, $FAILED failed, $SKIPPED skipped"; else echo "$PASSED passed, $FAILED failed"; fi
  [ "$FAILED" -eq 0 ]
}
