using System.Globalization;
using System.Text;
using System.Text.Json;
using Carewright.Synthesis;

namespace Carewright.Host.CommandLine.Demonstration;

/// <summary>The generated patients whom the demonstration's partners know as well: adults for the hospital, small children for the registry, each as a file of NDJSON beside the store.</summary>
/// <param name="data">The store's folder.</param>
/// <param name="plan">The clinic's plan.</param>
internal sealed class DemoPeople(DirectoryInfo data, ClinicPlan plan)
{
    private const int Most = 8;
    private const int ChildYears = 7;

    /// <summary>Patients of the hospital.</summary>
    internal string Hospital => Path.Combine(data.FullName, "demo-hospital.ndjson");

    /// <summary>Patients whom the registry knows.</summary>
    internal string Registry => Path.Combine(data.FullName, "demo-registry.ndjson");

    /// <summary>Writes the files, once. Nobody's secret is in them: the people are generated.</summary>
    internal async Task WriteAsync(CancellationToken cancellationToken)
    {
        if (File.Exists(Hospital) && File.Exists(Registry))
            return;
        var (adults, children) = (new List<string>(), new List<string>());
        foreach (var resource in ClinicGenerator.Generate(plan).Where(resource => resource.ResourceType == "Patient"))
        {
            var line = Encoding.UTF8.GetString(resource.Json.Span);
            if (YearsOf(line) is { } years && (years < ChildYears ? children : years >= 18 ? adults : null) is { Count: < Most } list)
                list.Add(line);
            if (adults.Count == Most && children.Count == Most)
                break;
        }
        await File.WriteAllLinesAsync(Hospital, adults, cancellationToken).ConfigureAwait(false);
        await File.WriteAllLinesAsync(Registry, children, cancellationToken).ConfigureAwait(false);
    }

    // Null for the dead.
    private int? YearsOf(string patient)
    {
        using var json = JsonDocument.Parse(patient);
        var born = DateOnly.ParseExact(json.RootElement.GetProperty("birthDate").GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        return json.RootElement.GetProperty("active").GetBoolean() ? plan.Today.Year - born.Year : null;
    }
}
