using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Auditing;
using Carewright.Scenarios.Tests.Running;
using Carewright.Scenarios.Tests.Subscribing;

namespace Carewright.Scenarios.Tests.Rights;

/// <summary>A clinic with two patients, one of whom signs in, a physician, a compliance officer, an administrator and a partner system, on a clock that the test moves.</summary>
internal sealed class RightsHouse : IAsyncDisposable
{
    private RightsHouse(RunningClinic clinic, ManualClock clock) => (Clinic, Clock) = (clinic, clock);

    internal RunningClinic Clinic { get; }

    internal ManualClock Clock { get; }

    internal Door Doctor => Clinic.As("doctor");

    internal Door Officer => Clinic.As("officer");

    internal Door Boss => Clinic.As("boss");

    internal Door Partner => Clinic.As("partner");

    internal Door Ann => Clinic.As("ann");

    internal AuditLog Log => new(Officer);

    internal static async Task<RightsHouse> NewAsync()
    {
        var clock = new ManualClock();
        var clinic = await RunningClinic.NewAsync(clock);
        await clinic.AddUserAsync("doctor", "physician", SeededClinic.FamilyMedicine, "Practitioner/doctor");
        await clinic.AddUserAsync("officer", "compliance-officer");
        await clinic.AddUserAsync("boss", "administrator");
        await clinic.AddUserAsync("partner", "system-interface");
        await clinic.AddUserAsync("ann", "patient", null, "Patient/ann");
        await clinic.FillAsync([Chart.Patient("ann", "Rights", "Ann"), Chart.Patient("bob", "Rights", "Bob"), Chart.Condition("ann-problem", "ann"), Chart.Condition("bob-problem", "bob"), Chart.Observation("ann-pulse", "ann")]);
        return new RightsHouse(clinic, clock);
    }

    /// <summary>Moves the clock and gives everybody new tokens.</summary>
    internal void Advance(TimeSpan by)
    {
        Clock.Advance(by);
        foreach (var user in new[] { "doctor", "officer", "boss", "partner", "ann" })
            Clinic.Again(user);
    }

    internal static JsonObject Body(params (string Name, JsonNode? Value)[] members) => new(members.Select(member => new KeyValuePair<string, JsonNode?>(member.Name, member.Value)));

    public ValueTask DisposeAsync() => Clinic.DisposeAsync();
}
