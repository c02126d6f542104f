namespace Carewright.Security.Tests;

internal static class Actors
{
    public static Actor Of(string role, string? fhirUser = null, string? department = null, string? site = null) =>
        new("somebody", "Somebody", role, fhirUser, site, department, "app", "127.0.0.1", "TREAT", "s");

    /// <summary>A moment with everything that a grant of the role could ask for.</summary>
    public static AccessMoment Moment(string role) => AccessMoment.Ordinary with { Represented = role == Roles.Proxy ? RepresentedPatient.Join([new("Patient/p1", "RelatedPerson/r1", [])]) : "" };

    /// <summary>An actor of the role with everything a grant could ask for.</summary>
    public static Actor Typical(string role) => role switch
    {
        Roles.Patient => Of(role, "Patient/p1"),
        Roles.Proxy => Of(role, "RelatedPerson/r1"),
        Roles.ComplianceOfficer or Roles.Administrator or Roles.SystemInterface => Of(role),
        _ => Of(role, "Practitioner/d1", "family-medicine", "Location/main"),
    };
}
