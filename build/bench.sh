# Sourced by ./carewright: measures, each row beside the machine's own limit in the same run.

run_bench() {
  say "building the bench"
  dotnet build bench/Bench/Carewright.Bench.csproj -c Release --nologo -v quiet -p:RunAnalyzers=false || fail "the bench did not build"
  dotnet "$ROOT/bench/Bench/bin/Release/net10.0/Carewright.Bench.dll" "$@"
}
