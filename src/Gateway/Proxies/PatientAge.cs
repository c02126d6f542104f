using System.Text;
using Carewright.Fhir.Json;
using Carewright.Fhir.Search;

namespace Carewright.Gateway.Proxies;

/// <summary>How old a patient is, as far as the record says: a date of birth may lack its day, and a patient may have none.</summary>
internal static class PatientAge
{
    /// <summary>The first and the last day on which the patient can have been born; null when that is not known.</summary>
    internal static (DateOnly First, DateOnly Last)? Born(ResourceDocument patient) =>
        patient.Root.Child("birthDate").GetString() is { } text && DateBounds.TryParse(Encoding.UTF8.GetBytes(text), out var bounds) ? (DayOf(bounds.Low), DayOf(bounds.High)) : null;

    /// <summary>Whole years on a day.</summary>
    internal static int YearsOn(DateOnly day, DateOnly born) => day.Year - born.Year - (day < born.AddYears(day.Year - born.Year) ? 1 : 0);

    /// <summary>The state of the patient's home; of any address that is not old when none is called home; null without one.</summary>
    internal static string? HomeOf(ResourceDocument patient)
    {
        string? first = null;
        foreach (var address in patient.Root.Children("address"))
        {
            if (address.Child("use").ValueEquals("old"u8) || address.Child("state").GetString() is not { } state)
                continue;
            if (address.Child("use").ValueEquals("home"u8))
                return state;
            first ??= state;
        }
        return first;
    }

    private static DateOnly DayOf(long microseconds) => DateOnly.FromDateTime(DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds).UtcDateTime);
}
