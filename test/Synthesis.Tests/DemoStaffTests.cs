namespace Carewright.Synthesis.Tests;

public sealed class DemoStaffTests(ClinicFixture clinic)
{
    private readonly IReadOnlyList<StaffMember> _staff = DemoStaff.For(ClinicFixture.Plan);

    [Fact]
    public void Every_role_can_sign_in()
    {
        string[] roles = ["physician", "nurse", "medical-assistant", "front-desk", "biller", "compliance-officer", "administrator", "patient", "system-interface"];
        Assert.Equal(roles.Order(), _staff.Select(member => member.Role).Distinct().Order());
        Assert.Equal(_staff.Count, _staff.Select(member => member.UserName).Distinct().Count());
        Assert.Equal(4, _staff.Where(member => member.Role == "physician").Select(member => member.DepartmentCode).Distinct().Count());
    }

    [Fact]
    public void Sign_ins_fit_the_generated_record()
    {
        foreach (var member in _staff)
        {
            Assert.Contains($"Location/{member.SiteId}", clinic.ByReference.Keys);
            if (member.PractitionerId is null) continue;
            var role = clinic.Of("PractitionerRole").Single(role => role.Reference("practitioner") == $"Practitioner/{member.PractitionerId}");
            Assert.Equal(member.Role, role.Code("code", first: true));
            Assert.Equal(member.DepartmentCode, role.Code("specialty", first: true));
            Assert.Equal($"Location/{member.SiteId}", role.GetProperty("location")[0].Text("reference"));
            Assert.Equal(member.Display, role.Text("practitioner", "display"));
        }
    }

    [Fact]
    public void The_patient_is_a_living_adult()
    {
        var patient = clinic.ByReference[_staff.Single(member => member.Role == "patient").FhirUser!];
        Assert.False(patient.TryGetProperty("deceasedDateTime", out _));
        Assert.True(patient.AgeOn(ClinicFixture.Plan.Today) >= 18);
        Assert.Null(_staff.Single(member => member.Role == "system-interface").FhirUser);
    }
}
