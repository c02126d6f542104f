namespace Carewright.Audit.Tests;

internal static class Records
{
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, 123, TimeSpan.Zero);

    public static AuditRecord Read(int number = 0, string user = "dr.one", string patient = "Patient/1") => new(
        AuditTrail.NewId(Start.AddSeconds(number)), Start.AddSeconds(number), user, "Dr. One", "physician", "Location/main", "family-medicine", "app", "10.0.0.1", "TREAT", "read", "read",
        AuditOutcome.Success, 200, "Observation", null, null, [$"Observation/{number}"], [patient]);

    public static AuditRecord Search() => Read() with { Interaction = "search", Query = "code=a|b&name=ñ", Resources = ["Observation/1", "Observation/2"] };

    public static AuditRecord SignIn() => Read() with { Action = "execute", Interaction = "sign-in", ResourceType = null, Resources = [], Patients = [], Site = null, Department = null };
}
