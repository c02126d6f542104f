using System.Text;
using Carewright.Fhir.Json;
using Carewright.Fhir.Search;
using Carewright.Storage;

namespace Carewright.Gateway.Proxies;

/// <summary>
/// Decides whether a proxy is in force: by what was given, by its RelatedPerson and its Patient as they are in the record now, and by the clock. What cannot be read or worked out ends it. Days
/// begin at midnight of the server's time zone; a date of birth without its day counts as the earliest that it can be.
/// </summary>
internal sealed class ProxyStandings(IRecordStore store, AgeShelf ages, TimeProvider clock)
{
    internal ProxyStanding Of(ProxyGrant grant, DateTimeOffset now)
    {
        if (grant.End is not null)
            return ProxyStanding.EndedBy(ProxyEnds.Ended);
        try
        {
            if (Open(grant.Person) is not { } person || person.Root.Child("active").ValueEquals("false"u8) || person.Root.Child("patient").Child("reference").GetString() != grant.Patient)
                return ProxyStanding.EndedBy(ProxyEnds.RecordEnded);
            if (Open(grant.Patient) is not { } patient || patient.Root.Child("active").ValueEquals("false"u8))
                return ProxyStanding.EndedBy(ProxyEnds.PatientGone);
            return Of(grant, person, patient, now);
        }
        catch (SealBrokenException)
        {
            return ProxyStanding.EndedBy(ProxyEnds.Unreadable);
        }
    }

    /// <summary>How old a patient is, and from when they are of age; null when the date of birth is not known.</summary>
    internal (int Age, DateTimeOffset OfAgeAt, StateAges Ages)? AgeOf(ResourceDocument patient, DateTimeOffset now)
    {
        if (PatientAge.Born(patient) is not var (born, _))
            return null;
        var rules = ages.Current.Of(PatientAge.HomeOf(patient));
        var age = PatientAge.YearsOn(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, clock.LocalTimeZone).DateTime), born);
        return (age, StartOf(born.AddYears(rules.Majority)), rules);
    }

    internal static bool IsDeceased(ResourceDocument patient)
    {
        var root = patient.Root;
        return root.Child("deceased").GetString() is { } value && value != "false";
    }

    /// <summary>The moment a day begins.</summary>
    internal DateTimeOffset StartOf(DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, clock.LocalTimeZone.GetUtcOffset(midnight)).ToUniversalTime();
    }

    private ProxyStanding Of(ProxyGrant grant, ResourceDocument person, ResourceDocument patient, DateTimeOffset now)
    {
        if (IsDeceased(patient))
            return ProxyStanding.EndedBy(ProxyEnds.Deceased);
        if (PeriodOf(person) is not { } period || now < period.From)
            return ProxyStanding.EndedBy(ProxyEnds.TermOver);
        var last = grant.Until is { } until ? StartOf(until.AddDays(1)) : DateTimeOffset.MaxValue;
        var ends = last < period.To ? last : period.To;
        if (now >= ends)
            return ProxyStanding.EndedBy(ProxyEnds.TermOver);
        var age = AgeOf(patient, now);
        if (grant.Kind == ProxyKinds.Parent)
        {
            if (age is not { } child)
                return ProxyStanding.EndedBy(ProxyEnds.AgeUnknown);
            if (now >= child.OfAgeAt)
                return ProxyStanding.EndedBy(ProxyEnds.OfAge);
            ends = child.OfAgeAt < ends ? child.OfAgeAt : ends;
        }
        return new ProxyStanding(null, ends == DateTimeOffset.MaxValue ? null : ends, ClosedTo(age, now));
    }

    // Of a patient whose age nobody knows everything that may be a minor's own is closed.
    private static IReadOnlyList<string> ClosedTo((int Age, DateTimeOffset OfAgeAt, StateAges Ages)? age, DateTimeOffset now) => age switch
    {
        null => AgeTable.Kinds,
        var (years, ofAgeAt, rules) => now >= ofAgeAt ? [] : [.. AgeTable.Kinds.Where(kind => years >= rules.Consent.GetValueOrDefault(kind))],
    };

    // Null: a period that cannot be read is not now.
    private static (DateTimeOffset From, DateTimeOffset To)? PeriodOf(ResourceDocument person)
    {
        var period = person.Root.Child("period");
        if (Bounds(period.Child("start").GetString()) is not { } first || Bounds(period.Child("end").GetString()) is not { } last)
            return null;
        return (first.Low == long.MinValue ? DateTimeOffset.MinValue : DateTimeOffset.UnixEpoch.AddMicroseconds(first.Low),
            last.High == long.MaxValue ? DateTimeOffset.MaxValue : DateTimeOffset.UnixEpoch.AddMicroseconds(last.High + 1));

        static DateBounds? Bounds(string? text) => text is null ? DateBounds.Open : DateBounds.TryParse(Encoding.UTF8.GetBytes(text), out var bounds) ? bounds : null;
    }

    private ResourceDocument? Open(string reference)
    {
        var slash = reference.IndexOf('/', StringComparison.Ordinal);
        return store.Read(reference[..slash], reference[(slash + 1)..]) is { IsDeleted: false } row ? ResourceDocument.Parse(row.Open()).Document : null;
    }
}
