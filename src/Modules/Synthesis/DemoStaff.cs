using Carewright.Synthesis.Catalog;
using Carewright.Synthesis.Organisation;
using Carewright.Synthesis.People;

namespace Carewright.Synthesis;

/// <summary>Somebody who signs in to the generated clinic.</summary>
public sealed record StaffMember
{
    /// <summary>The name to sign in with.</summary>
    public required string UserName { get; init; }

    /// <summary>The role, as the sign-in session names it: <c>physician</c>, <c>front-desk</c>, ...</summary>
    public required string Role { get; init; }

    /// <summary>The id of the site's Location.</summary>
    public required string SiteId { get; init; }

    /// <summary>The department's code; null for a patient and for a system.</summary>
    public string? DepartmentCode { get; init; }

    /// <summary>The id of the Practitioner; null for a patient and for a system.</summary>
    public string? PractitionerId { get; init; }

    /// <summary>The id of the Patient that a patient signs in as; null for everybody else.</summary>
    public string? PatientId { get; init; }

    /// <summary>The name to show.</summary>
    public required string Display { get; init; }

    /// <summary>The reference to who this is in the record; null for a system.</summary>
    public string? FhirUser => PractitionerId is not null ? $"Practitioner/{PractitionerId}" : PatientId is not null ? $"Patient/{PatientId}" : null;
}

/// <summary>The sign-ins of the generated clinic: one for each role, and a physician of each department.</summary>
public static class DemoStaff
{
    /// <summary>The sign-ins that fit what <see cref="ClinicGenerator"/> makes of the same plan.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The plan lies outside its limits.</exception>
    public static IReadOnlyList<StaffMember> For(ClinicPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var clinic = new ClinicLayout(plan.Checked());
        var site = clinic.Sites[0];
        return
        [
            Of("physician", clinic.Provider(site, Department.FamilyMedicine, 0)),
            Of("dermatologist", clinic.Provider(site, Department.Dermatology, 0)),
            Of("psychologist", clinic.Provider(site, Department.BehavioralHealth, 0)),
            Of("orthopaedist", clinic.Provider(site, Department.Orthopaedics, 0)),
            Of("nurse", clinic.Nurse(site)),
            Of("medical-assistant", clinic.Assistant(site)),
            .. ((string[])["front-desk", "biller", "compliance-officer", "administrator"]).Select(role => Of(role, clinic.Posts.First(post => post.Role == role))),
            PatientOf(clinic),
            new StaffMember { UserName = "system-interface", Role = "system-interface", SiteId = site.Id, Display = "System interface" },
        ];
    }

    private static StaffMember Of(string userName, Post post) => new()
    {
        UserName = userName,
        Role = post.Role,
        SiteId = post.Site.Id,
        DepartmentCode = post.Department.Code,
        PractitionerId = post.PractitionerId,
        Display = post.Display,
    };

    /// <summary>The first living adult, or, in a clinic without one, the first patient.</summary>
    private static StaffMember PatientOf(ClinicLayout clinic)
    {
        var person = Enumerable.Range(0, clinic.Plan.Patients)
            .Select(index => Person.Draw(clinic, index))
            .FirstOrDefault(person => person.Died is null && !person.IsMinor(clinic.Plan.Today)) ?? Person.Draw(clinic, 0);
        return new StaffMember { UserName = "patient", Role = "patient", SiteId = person.Site.Id, PatientId = person.Id, Display = person.Name };
    }
}
