using System.Collections.Concurrent;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Search;
using Carewright.Gateway.Settings;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Detection.People;

/// <summary>Asks the record. Answers are kept for a while: one screen opens a chart with a dozen events. Used by one task at a time.</summary>
internal sealed class RecordPeople(IRecordStore store, AccountRegister accounts, SiteSettings sites, TimeProvider time) : IPeople
{
    private const int MostKept = 20_000;
    private static readonly TimeSpan s_kept = TimeSpan.FromMinutes(10);

    // Days before and after an event within which a visit of the patient explains a look: preparing, coding, calling back.
    private static readonly TimeSpan s_before = TimeSpan.FromDays(30);
    private static readonly TimeSpan s_after = TimeSpan.FromDays(14);
    private readonly ConcurrentDictionary<string, (DateTimeOffset Until, PersonFacets? Facets)> _facets = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (DateTimeOffset Until, bool Holds)> _relations = new(StringComparer.Ordinal);

    public PersonFacets? User(string userName) => accounts.Find(userName)?.FhirUser is { } reference ? Facets(reference) : null;

    public PersonFacets? Patient(string reference) => Facets(reference);

    public bool IsColleague(string userName, PersonFacets patient) =>
        patient.IsEmployee || accounts.All.Any(account => account.UserName != userName && IsStaff(account) && User(account.UserName) is { } colleague && colleague.IsSameAs(patient));

    public bool IsPractitioner(string userName) => accounts.Find(userName)?.FhirUser?.StartsWith("Practitioner/", StringComparison.Ordinal) == true;

    public bool HasRelationship(string userName, string patient, DateTimeOffset at)
    {
        var now = time.GetUtcNow();
        var key = $"{userName}|{patient}";
        if (_relations.TryGetValue(key, out var kept) && kept.Until > now)
            return kept.Holds;
        if (_relations.Count > MostKept)
            _relations.Clear();
        var holds = WasHere(patient, at) || (accounts.Find(userName)?.FhirUser is { } practitioner && Connects(practitioner, patient));
        _relations[key] = (now + s_kept, holds);
        return holds;
    }

    public bool IsDisabled(string userName) => accounts.Find(userName)?.IsDisabled == true;

    public TimeZoneInfo? ZoneOf(string? site) =>
        site is not null && sites.Find(site)?.TimeZone is { } name && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null;

    private static bool IsStaff(Account account) => account.FhirUser?.StartsWith("Practitioner/", StringComparison.Ordinal) == true;

    private bool WasHere(string patient, DateTimeOffset at)
    {
        var (from, to) = (at - s_before, at + s_after);
        var window = new[] { Pair("date", $"ge{from.UtcDateTime:yyyy-MM-dd}"), Pair("date", $"le{to.UtcDateTime:yyyy-MM-dd}") };
        return Exists("Appointment", [Pair("patient", patient), .. window]) || Exists("Encounter", [Pair("patient", patient), .. window]);
    }

    private bool Connects(string practitioner, string patient) =>
        Exists("Encounter", [Pair("patient", patient), Pair("participant", practitioner)])
        || Exists("Appointment", [Pair("patient", patient), Pair("practitioner", practitioner)])
        || Exists("CareTeam", [Pair("patient", patient), Pair("participant", practitioner)])
        || Exists("Patient", [Pair("_id", patient["Patient/".Length..]), Pair("general-practitioner", practitioner)]);

    private static KeyValuePair<string, string> Pair(string name, string value) => new(name, value);

    private bool Exists(string type, IReadOnlyList<KeyValuePair<string, string>> criteria)
    {
        if (SearchRequest.Parse(type, criteria, FhirModel.R4, SearchHandling.Strict).Request is not { } request)
            throw new InvalidOperationException("A search of detection does not parse.");
        return store.Compiler.Compile(type, request.Criteria, [], 1, null).Plan is { } plan && store.Search(plan, CancellationToken.None).Rows.Count > 0;
    }

    private PersonFacets? Facets(string reference)
    {
        var now = time.GetUtcNow();
        if (_facets.TryGetValue(reference, out var kept) && kept.Until > now)
            return kept.Facets;
        if (_facets.Count > MostKept)
            _facets.Clear();
        var facets = Open(reference) is { } document ? FacetReader.Read(document) : null;
        _facets[reference] = (now + s_kept, facets);
        return facets;
    }

    private ResourceDocument? Open(string reference)
    {
        var slash = reference.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || store.Read(reference[..slash], reference[(slash + 1)..]) is not { IsDeleted: false } version)
            return null;
        try
        {
            return ResourceDocument.Parse(version.Open()).Document;
        }
        catch (SealBrokenException)
        {
            // Erased, or tampered with: then nothing can be compared. That it does not open is found where somebody reads it.
            return null;
        }
    }
}
