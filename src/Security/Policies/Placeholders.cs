using System.Text.RegularExpressions;

namespace Carewright.Security;

/// <summary>Fills <c>{patient}</c> and the like into a grant's filter. What the actor lacks, or what is not of the expected form, makes the filter unusable, and the grant void.</summary>
internal static partial class Placeholders
{
    private static readonly Dictionary<string, Placeholder> s_names = new(StringComparer.Ordinal)
    {
        ["patient"] = Placeholder.Patient,
        ["patient.id"] = Placeholder.PatientId,
        ["practitioner"] = Placeholder.Practitioner,
        ["practitioner.id"] = Placeholder.PractitionerId,
        ["site"] = Placeholder.Site,
        ["department"] = Placeholder.Department,
    };

    /// <summary>The names of a text's placeholders that do not exist.</summary>
    public static IEnumerable<string> Unknown(string filter) =>
        Pattern().Matches(filter).Select(match => match.Groups[1].Value).Where(name => !s_names.ContainsKey(name));

    /// <summary>The filter with the actor's values; null when one is missing.</summary>
    public static string? Fill(string filter, Actor actor)
    {
        var complete = true;
        var filled = Pattern().Replace(filter, match =>
        {
            var value = s_names.TryGetValue(match.Groups[1].Value, out var placeholder) ? ValueOf(placeholder, actor) : null;
            complete &= value is not null;
            return value ?? "";
        });
        return complete ? filled : null;
    }

    /// <summary>The filter with values of the right form, for checking it.</summary>
    public static string Sample(string filter) =>
        Pattern().Replace(filter, match => match.Groups[1].Value switch
        {
            "patient" => "Patient/x",
            "practitioner" => "Practitioner/x",
            "site" => "Location/x",
            _ => "x",
        });

    /// <summary><c>Patient/x</c> when the actor is that patient; null otherwise.</summary>
    public static string? PatientOf(Actor actor) => ReferenceTo("Patient", actor.FhirUser);

    /// <summary><c>Practitioner/x</c> when the actor is one; null otherwise.</summary>
    public static string? PractitionerOf(Actor actor) => ReferenceTo("Practitioner", actor.FhirUser);

    private static string? ValueOf(Placeholder placeholder, Actor actor) => placeholder switch
    {
        Placeholder.Patient => PatientOf(actor),
        Placeholder.PatientId => PatientOf(actor)?["Patient/".Length..],
        Placeholder.Practitioner => PractitionerOf(actor),
        Placeholder.PractitionerId => PractitionerOf(actor)?["Practitioner/".Length..],
        Placeholder.Site => ReferenceTo("Location", actor.Site),
        Placeholder.Department => actor.Department is { } code && Code().IsMatch(code) ? code : null,
        _ => null,
    };

    private static string? ReferenceTo(string type, string? reference) =>
        reference is not null && Reference().IsMatch(reference) && reference.StartsWith(type + "/", StringComparison.Ordinal) ? reference : null;

    [GeneratedRegex(@"\{([^{}]*)\}")]
    private static partial Regex Pattern();

    // The strict forms keep a value from ending the criterion it stands in (& , | $ \ %).
    [GeneratedRegex(@"^[A-Z][A-Za-z]{1,63}/[A-Za-z0-9\-.]{1,64}\z")]
    private static partial Regex Reference();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9\-._]{0,63}\z")]
    private static partial Regex Code();
}
