using Carewright.Fhir.Json;

namespace Carewright.Gateway.Proxies;

/// <summary>Whether a patient is a minor who may consent to a kind of care alone, by the table of ages: what is written of such care is the minor's own.</summary>
internal sealed class MinorsConsent(AgeShelf ages, TimeProvider clock)
{
    /// <summary>Names the table in force, for what was worked out by it.</summary>
    internal string Fingerprint => ages.Fingerprint;

    /// <summary>True when the patient may be one today. A date of birth that is not known, or not to the day, counts as each day that it can be.</summary>
    /// <param name="patient">The Patient; null: not to be had.</param>
    /// <param name="kind">Label code of the kind of care.</param>
    internal bool MayBe(ResourceDocument? patient, string kind)
    {
        if (patient is null || PatientAge.Born(patient) is not { } born)
            return true;
        var rules = ages.Current.Of(PatientAge.HomeOf(patient));
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), clock.LocalTimeZone).DateTime);
        return PatientAge.YearsOn(today, born.First) >= rules.Consent.GetValueOrDefault(kind) && PatientAge.YearsOn(today, born.Last) < rules.Majority;
    }
}
