using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Carewright.Storage;

namespace Carewright.Detection.Incidents;

/// <summary>All incidents of a store. Changes go one after the other.</summary>
internal sealed class IncidentRegister(IPrivateTable table) : IDisposable
{
    private const string Kind = "incident";
    private readonly SemaphoreSlim _writing = new(1, 1);

    /// <summary>The duties that ship.</summary>
    public static BreachDuty[] Duties { get; } = Load();

    /// <summary>All incidents, newest first.</summary>
    public IReadOnlyList<Incident> All =>
        [.. table.List(Kind).Select(row => JsonSerializer.Deserialize(row.Value, IncidentJson.Default.Incident)!).OrderByDescending(incident => incident.DiscoveredAt).ThenByDescending(incident => incident.Id, StringComparer.Ordinal)];

    /// <summary>An incident; null when there is none.</summary>
    public Incident? Find(string id) => table.Get(Kind, id) is { } json ? JsonSerializer.Deserialize(json, IncidentJson.Default.Incident) : null;

    /// <summary>Opens an incident under the next number of the year.</summary>
    public async Task<Incident> OpenAsync(Func<string, Incident> make, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            var prefix = string.Create(CultureInfo.InvariantCulture, $"{now.UtcDateTime.Year}-");
            var next = All.Count(incident => incident.Id.StartsWith(prefix, StringComparison.Ordinal)) + 1;
            return await KeepAsync(make(string.Create(CultureInfo.InvariantCulture, $"{prefix}{next:D3}")), cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Changes an incident as it is now; null when there is none.</summary>
    public async Task<Incident?> ChangeAsync(string id, Func<Incident, Incident> change, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            return Find(id) is { } before ? await KeepAsync(change(before), cancellationToken) : null;
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>The duties that an incident brings, with their clocks; none while it is not assessed as a breach, but for a look at what would come.</summary>
    public static IReadOnlyList<DutyClock> ClocksOf(Incident incident) =>
        incident.Assessment is { IsLowProbability: true }
            ? []
            : [.. Duties.Where(duty => duty.AppliesTo(incident.Patients))
                .Select(duty => new DutyClock(duty.Id, duty.Title, duty.Law, duty.DueAt(incident.DiscoveredAt), incident.Met.TryGetValue(duty.Id, out var met) ? met : null))
                .OrderBy(clock => clock.DueAt)];

    /// <inheritdoc />
    public void Dispose() => _writing.Dispose();

    private async Task<Incident> KeepAsync(Incident incident, CancellationToken cancellationToken)
    {
        await table.PutAsync(Kind, incident.Id, JsonSerializer.SerializeToUtf8Bytes(incident, IncidentJson.Default.Incident), cancellationToken);
        return incident;
    }

    private static BreachDuty[] Load()
    {
        using var stream = typeof(IncidentRegister).Assembly.GetManifestResourceStream("Carewright.Detection.Incidents.breach.duties.json")!;
        return JsonSerializer.Deserialize(stream, IncidentJson.Default.BreachDutyArray)!;
    }
}

/// <summary>A duty and how much time is left.</summary>
internal sealed record DutyClock(string Id, string Title, string Law, DateTimeOffset DueAt, DateTimeOffset? MetAt);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true, WriteIndented = false)]
[JsonSerializable(typeof(Incident))]
[JsonSerializable(typeof(BreachDuty[]))]
internal sealed partial class IncidentJson : JsonSerializerContext;
