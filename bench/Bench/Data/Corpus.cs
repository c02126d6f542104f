using System.Text.Json;
using Carewright.Synthesis;

namespace Carewright.Bench.Data;

/// <summary>The generated clinic: written once as NDJSON for the import, remembered as the keys that requests are made of. The same on every machine.</summary>
internal sealed class Corpus
{
    private const ulong Seed = 20;
    private const int BodiesKept = 4_000;
    private const int EveryNthExpendable = 10;
    private static readonly DateOnly s_today = new(2026, 6, 1);
    private readonly Dictionary<(string Patient, string Code), int> _series = [];
    private readonly Dictionary<string, int> _observations = [];
    private readonly Dictionary<string, (int Count, string Unit, double Value)> _measured = [];

    private Corpus()
    {
    }

    /// <summary>All resources, <c>Type/id</c>.</summary>
    public List<string> References { get; } = [];

    /// <summary>Observations as they were written, with their ids.</summary>
    public List<(string Id, byte[] Json)> Observations { get; } = [];

    /// <summary>Observations that no other row uses, to be deleted.</summary>
    public List<string> Expendable { get; } = [];

    /// <summary>Ids of patients.</summary>
    public List<string> Patients { get; } = [];

    /// <summary>Family names.</summary>
    public List<string> Families { get; } = [];

    /// <summary>Birth dates, in the order of <see cref="Families"/>.</summary>
    public List<string> BirthDates { get; } = [];

    /// <summary>Codes that observations with a quantity have, <c>system|code</c>, with their values' unit (<c>system|code</c>) and one of the values. Most frequent first.</summary>
    public List<(string Code, string Unit, double Value)> Measured { get; private set; } = [];

    /// <summary>Identifiers of patients, <c>system|value</c>.</summary>
    public List<string> Identifiers { get; } = [];

    /// <summary>Pairs of patient and <c>system|code</c> that have many observations.</summary>
    public List<(string Patient, string Code)> Series { get; private set; } = [];

    /// <summary>Patients with many observations, most first.</summary>
    public List<string> BusyPatients { get; private set; } = [];

    /// <summary>The patient with the large chart.</summary>
    public string ChartPatient { get; private set; } = "";

    /// <summary>How many resources are in the large chart, the patient included.</summary>
    public int ChartSize { get; private set; }

    /// <summary>Bytes of all resources.</summary>
    public long Bytes { get; private set; }

    /// <summary>The signed-in physician of the clinic.</summary>
    public static StaffMember Physician(int patients) => DemoStaff.For(Plan(patients)).First(member => member.UserName == "physician");

    /// <summary>Generates, writes <c>clinic.ndjson</c> and <c>chart.ndjson</c> into the folder, and remembers the keys.</summary>
    public static Corpus Write(DirectoryInfo folder, int patients, int chartResources)
    {
        folder.Create();
        var corpus = new Corpus();
        using (var file = File.Create(Path.Combine(folder.FullName, "clinic.ndjson"), 1 << 20))
        {
            foreach (var resource in ClinicGenerator.Generate(Plan(patients)))
            {
                corpus.Line(file, resource.ResourceType, resource.Id, resource.Json);
                corpus.Note(resource);
            }
        }
        using (var file = File.Create(Path.Combine(folder.FullName, "chart.ndjson"), 1 << 20))
            corpus.WriteChart(file, chartResources);
        corpus.Series = [.. corpus._series.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key.Patient, StringComparer.Ordinal).Take(2_000).Select(pair => pair.Key)];
        corpus.BusyPatients = [.. corpus._observations.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Take(patients / 2).Select(pair => pair.Key)];
        corpus.Measured = [.. corpus._measured.OrderByDescending(pair => pair.Value.Count).ThenBy(pair => pair.Key, StringComparer.Ordinal).Take(12).Select(pair => (pair.Key, pair.Value.Unit, pair.Value.Value))];
        return corpus;
    }

    private static ClinicPlan Plan(int patients) => new(patients, Seed, s_today);

    // A second clinic whose patients are all made one: a chart of years upon years, with every kind of resource in its usual share.
    private void WriteChart(FileStream file, int size)
    {
        foreach (var resource in ClinicGenerator.Generate(new ClinicPlan(Math.Max(20, size / 20), Seed + 1, s_today)))
        {
            if (ChartSize >= size)
                return;
            var isPatient = resource.ResourceType == "Patient";
            if (ChartPatient.Length == 0 && isPatient)
                ChartPatient = resource.Id;
            else if (isPatient || (ChartPatient.Length == 0 && !IsOrganisation(resource.ResourceType)))
                continue;
            var json = resource.Json.ToArray();
            var patientReferences = PatientReferences.Redirect(json, ChartPatient);
            if (isPatient || patientReferences > 0)
                ChartSize++;
            Line(file, resource.ResourceType, resource.Id, json);
        }
    }

    private static bool IsOrganisation(string type) => type is "Organization" or "Location" or "HealthcareService" or "Practitioner" or "PractitionerRole" or "Schedule" or "Slot";

    private void Line(FileStream file, string type, string id, ReadOnlyMemory<byte> json)
    {
        file.Write(json.Span);
        file.WriteByte((byte)'\n');
        References.Add($"{type}/{id}");
        Bytes += json.Length;
    }

    private void Note(SyntheticResource resource)
    {
        if (resource.ResourceType == "Patient")
            NotePatient(resource);
        else if (resource.ResourceType == "Observation")
            NoteObservation(resource);
    }

    private void NotePatient(SyntheticResource resource)
    {
        using var json = JsonDocument.Parse(resource.Json);
        Patients.Add(resource.Id);
        Families.Add(json.RootElement.GetProperty("name")[0].GetProperty("family").GetString()!);
        BirthDates.Add(json.RootElement.GetProperty("birthDate").GetString()!);
        var identifier = json.RootElement.GetProperty("identifier")[0];
        Identifiers.Add($"{identifier.GetProperty("system").GetString()}|{identifier.GetProperty("value").GetString()}");
    }

    private void NoteObservation(SyntheticResource resource)
    {
        using var json = JsonDocument.Parse(resource.Json);
        var patient = json.RootElement.GetProperty("subject").GetProperty("reference").GetString()!["Patient/".Length..];
        var coding = json.RootElement.GetProperty("code").GetProperty("coding")[0];
        var key = (patient, $"{coding.GetProperty("system").GetString()}|{coding.GetProperty("code").GetString()}");
        _series[key] = _series.GetValueOrDefault(key) + 1;
        if (json.RootElement.TryGetProperty("valueQuantity", out var quantity) && quantity.TryGetProperty("code", out var unit))
            _measured[key.Item2] = (_measured.GetValueOrDefault(key.Item2).Count + 1, $"{quantity.GetProperty("system").GetString()}|{unit.GetString()}", quantity.GetProperty("value").GetDouble());
        _observations[patient] = _observations.GetValueOrDefault(patient) + 1;
        if (_observations[patient] % EveryNthExpendable == 0)
            Expendable.Add(resource.Id);
        else if (Observations.Count < BodiesKept && !json.RootElement.TryGetProperty("note", out _))
            Observations.Add((resource.Id, resource.Json.ToArray()));
    }
}
