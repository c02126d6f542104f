using System.Diagnostics;
using System.Text;
using Carewright.Bench.Results;
using Carewright.Fhir.Json;
using Carewright.Fhir.Packages;
using Carewright.Fhir.Path;
using Carewright.Fhir.Profiles;
using Carewright.Fhir.Search;
using Carewright.Fhir.Validation;
using Carewright.Synthesis;

namespace Carewright.Bench.Engine;

/// <summary>The FHIR engine by itself, on one thread, over a generated clinic: validation, search expressions, FHIRPath. Bars are per thread.</summary>
internal static class EngineBench
{
    private const int Resources = 4_000;
    private const int Rounds = 4;
    private const int LargePatient = 5_000;

    private static readonly string[] s_paths =
    [
        "name.where(use = 'official').given.first()", "telecom.where(system = 'phone').value", "birthDate < today() - 18 years", "identifier.where(system.startsWith('http')).value.join(', ')",
        "extension.where(url.endsWith('us-core-race')).extension.value.ofType(Coding).code",
    ];

    public static IEnumerable<BenchRow> Run()
    {
        var bodies = ClinicGenerator.Generate(new ClinicPlan(200, 20, new DateOnly(2026, 6, 1))).Skip(200).Take(Resources).Select(one => one.Json).ToArray();
        yield return Row("validate", "resources/s", bodies.Length, i => ResourceValidator.Validate(ResourceDocument.Parse(bodies[i])), "parsed and validated against R4");
        if (UsCore.Find() is { } profiles)
        {
            var options = ValidationOptions.Default with { Definitions = profiles };
            var row = Row("$validate against US Core", "resources/s", bodies.Length, i => ResourceValidator.Validate(ResourceDocument.Parse(bodies[i]), options), "parsed and validated against US Core 6.1.0");
            yield return row with { Bars = [Bar.AtLeast(row.Measured, 5_000, "resources/s")] };
        }
        var patient = ResourceDocument.Parse(Enlarged(bodies)).Document!;
        var found = SearchExtractor.Extract(patient).Count;
        var extraction = Row("search expressions of a 5 KB Patient", "/s", Resources, _ => SearchExtractor.Extract(patient, (in SearchValue _) => { }), "");
        yield return extraction with
        {
            Note = $"all of Patient's parameters, {found} values, {Numbers.Text(1e6 / extraction.Measured)} us; {extraction.Note}",
            Bars = [Bar.AtMost(1e6 / extraction.Measured, 30, "each", "us")],
        };
        var expressions = Array.ConvertAll(s_paths, path => FhirPathExpression.Compile(path));
        yield return Row("FHIRPath evaluation", "/s", Resources, i => expressions[i % expressions.Length].Evaluate(new FhirPathContext(patient.Root)), $"{expressions.Length} compiled expressions on the 5 KB Patient");
    }

    private static BenchRow Row(string name, string unit, int count, Action<int> step, string note)
    {
        var (best, allocated) = (double.MaxValue, 0L);
        for (var round = 0; round < Rounds; round++)
        {
            var (started, before) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
            for (var i = 0; i < count; i++)
                step(i);
            best = Math.Min(best, Stopwatch.GetElapsedTime(started).TotalSeconds);
            allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / count;
        }
        return new BenchRow(name, unit, count / best, null, null, null, null, 0, $"{note}{(note.Length > 0 ? "; " : "")}{allocated:N0} bytes allocated each; one thread, best of {Rounds}", []);
    }

    // A generated patient with contacts until it has 5 KB.
    private static byte[] Enlarged(ReadOnlyMemory<byte>[] bodies)
    {
        var patient = Encoding.UTF8.GetString(bodies.First(body => body.Span.StartsWith("{\"resourceType\":\"Patient\""u8)).Span)[..^1];
        var text = new StringBuilder(patient).Append(patient.Contains("\"contact\":", StringComparison.Ordinal) ? "" : ",\"contact\":[");
        if (text.Length == patient.Length)
            return Encoding.UTF8.GetBytes(patient + "}");
        for (var number = 0; text.Length < LargePatient; number++)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{(number > 0 ? "," : "")}{{\"name\":{{\"family\":\"Synthcontact\",\"given\":[\"Number\",\"{number}\"]}},\"telecom\":[{{\"system\":\"phone\",\"value\":\"555-01{number:00}\"}}]}}");
        return Encoding.UTF8.GetBytes(text.Append("]}").ToString());
    }
}

/// <summary>The published US Core profiles, which the project does not contain: from the test data where it is there.</summary>
internal static class UsCore
{
    private const string File = "fhir/us_core_610.tgz";

    public static ProfileSet? Find()
    {
        var roots = new List<string?> { Environment.GetEnvironmentVariable("CAREWRIGHT_TEST_DATA") };
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            roots.Add(Path.Combine(folder.FullName, "shared", "data"));
        if (roots.OfType<string>().Select(root => Path.Combine(root, File)).FirstOrDefault(System.IO.File.Exists) is not { } found)
        {
            Console.Error.WriteLine($"US Core is not measured: no {File} in the test data");
            return null;
        }
        using var stream = System.IO.File.OpenRead(found);
        return FhirPackage.Read(stream).Package is { } package ? new ProfileSet(DefinitionSet.R4.With(package)) : null;
    }
}
