using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Search;
using Carewright.Storage;

namespace Carewright.Gateway.Staffing;

/// <summary>How somebody of the staff stands with the clinic, by what the record says of them.</summary>
/// <param name="Ended">Why they no longer work here (<see cref="StaffStandings"/> names the reasons); null while they do, or when the record does not know them.</param>
/// <param name="NextChange">When that may change by itself, UTC: a period begins or ends; null: never.</param>
/// <param name="Codes">What they do, as <c>system|code</c>, of the roles in force.</param>
public sealed record StaffStanding(string? Ended, DateTimeOffset? NextChange, IReadOnlyList<string> Codes);

/// <summary>
/// Reads Practitioner and PractitionerRole for the accounts that follow them (FHIR R4 practitioner.html, practitionerrole.html). It is the clinic's own staff list and says nothing of any
/// patient; nothing of it but the standing leaves this way. What cannot be read counts as ended: access that rests on it would rest on nothing.
/// </summary>
/// <param name="store">The record.</param>
public sealed class StaffStandings(IRecordStore store)
{
    /// <summary>The Practitioner is deleted, or not active.</summary>
    public const string PractitionerInactive = "practitioner-inactive";

    /// <summary>No PractitionerRole is in force.</summary>
    public const string NoRole = "no-role-in-force";

    /// <summary>A row about them cannot be read.</summary>
    public const string Unreadable = "unreadable";

    private const string Practitioner = "Practitioner";
    private const string PractitionerRole = "PractitionerRole";
    private const int MaxRoles = 200;

    /// <summary>Whether a change of this resource type can change a standing.</summary>
    public static bool Concerns(string resourceType) => resourceType is Practitioner or PractitionerRole;

    /// <summary>The standing of whom an account names.</summary>
    /// <param name="person"><c>Practitioner/x</c> or <c>PractitionerRole/x</c>; of anybody else nothing is known.</param>
    /// <param name="now">UTC.</param>
    public StaffStanding Of(string? person, DateTimeOffset now)
    {
        try
        {
            return person?.Split('/') switch
            {
                [Practitioner, var id] => OfPractitioner(id, now),
                [PractitionerRole, var id] when store.Read(PractitionerRole, id) is { } row => OfRoles([row], now),
                _ => new StaffStanding(null, null, []),
            };
        }
        catch (SealBrokenException)
        {
            return new StaffStanding(Unreadable, null, []);
        }
    }

    private StaffStanding OfPractitioner(string id, DateTimeOffset now)
    {
        if (store.Read(Practitioner, id) is not { } row)
            return new StaffStanding(null, null, []);
        if (row.IsDeleted || Open(row) is not { } document || document.Root.Child("active").ValueEquals("false"u8))
            return new StaffStanding(PractitionerInactive, null, []);
        return OfRoles(RolesOf(id), now);
    }

    // Who has no PractitionerRole at all is not kept by roles; a clinic need not write any.
    private static StaffStanding OfRoles(IReadOnlyList<StoredVersion> rows, DateTimeOffset now)
    {
        var moment = Microseconds(now);
        var (next, codes, isInForce) = (long.MaxValue, new List<string>(), false);
        foreach (var row in rows)
        {
            if (row.IsDeleted || Open(row) is not { } document || document.Root.Child("active").ValueEquals("false"u8) || PeriodOf(document) is not { } period)
                continue;
            if (period.Low > moment)
                next = Math.Min(next, period.Low);
            else if (period.High >= moment)
            {
                isInForce = true;
                next = Math.Min(next, period.High == long.MaxValue ? long.MaxValue : period.High + 1);
                codes.AddRange(CodesOf(document));
            }
        }
        return new StaffStanding(rows.Count > 0 && !isInForce ? NoRole : null, next == long.MaxValue ? null : DateTimeOffset.UnixEpoch.AddMicroseconds(next), codes);
    }

    private List<StoredVersion> RolesOf(string id)
    {
        var request = SearchRequest.Parse(PractitionerRole, [new("practitioner", $"{Practitioner}/{id}")], FhirModel.R4, SearchHandling.Strict).Request ?? throw new InvalidOperationException("A search made here does not parse.");
        var plan = store.Compiler.Compile(PractitionerRole, request.Criteria, [], MaxRoles, null).Plan ?? throw new InvalidOperationException("A search made here does not compile.");
        return [.. store.Search(plan, CancellationToken.None).Rows];
    }

    // Null: a period that cannot be read is not in force.
    private static DateBounds? PeriodOf(ResourceDocument document)
    {
        var (start, end) = (document.Root.Child("period").Child("start").GetString(), document.Root.Child("period").Child("end").GetString());
        var (low, high) = (long.MinValue, long.MaxValue);
        if (start is not null)
        {
            if (!DateBounds.TryParse(System.Text.Encoding.ASCII.GetBytes(start), out var first))
                return null;
            low = first.Low;
        }
        if (end is not null)
        {
            if (!DateBounds.TryParse(System.Text.Encoding.ASCII.GetBytes(end), out var last))
                return null;
            high = last.High;
        }
        return new DateBounds(low, high);
    }

    private static IEnumerable<string> CodesOf(ResourceDocument document)
    {
        var codes = new List<string>();
        foreach (var concept in document.Root.Children("code"))
            foreach (var coding in concept.Children("coding"))
                codes.Add($"{coding.Child("system").GetString()}|{coding.Child("code").GetString()}");
        return codes;
    }

    private static ResourceDocument? Open(StoredVersion row) => ResourceDocument.Parse(row.Open()).Document;

    private static long Microseconds(DateTimeOffset moment) => (moment - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
