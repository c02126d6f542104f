using System.Text.Json;
using System.Text.RegularExpressions;

namespace Carewright.Synthesis.Tests;

public sealed partial class StructureTests(ClinicFixture clinic)
{
    private static readonly DateOnly Today = ClinicFixture.Plan.Today;

    [Fact]
    public void Every_promised_type_is_there()
    {
        string[] promised =
        [
            "Organization", "Location", "HealthcareService", "Practitioner", "PractitionerRole", "Schedule", "Slot", "Appointment", "Patient", "Coverage", "RelatedPerson",
            "Encounter", "Condition", "MedicationRequest", "AllergyIntolerance", "Immunization", "Observation", "DiagnosticReport", "DocumentReference", "Procedure",
            "CarePlan", "CareTeam", "Goal", "ServiceRequest", "Claim", "Flag",
        ];
        Assert.Empty(promised.Except(clinic.Types));
        Assert.Equal(3, clinic.Of("Location").Count);
        Assert.Equal(12, clinic.Of("HealthcareService").Count);
        Assert.Equal(ClinicFixture.Plan.Patients, clinic.Of("Patient").Count);
    }

    [Fact]
    public void Every_resource_names_its_type_and_a_unique_id()
    {
        foreach (var (resource, root) in clinic.All)
        {
            Assert.Equal(resource.ResourceType, root.Text("resourceType"));
            Assert.Equal(resource.Id, root.Text("id"));
            Assert.Matches(Id(), resource.Id);
        }

        Assert.Equal(clinic.All.Count, clinic.ByReference.Count);
    }

    [Fact]
    public void Every_reference_leads_to_a_resource_that_came_before()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (resource, root) in clinic.All)
        {
            foreach (var (path, value) in Read.Strings(root).Where(pair => pair.Path.EndsWith("reference", StringComparison.Ordinal)))
                Assert.True(seen.Contains(value), $"{resource.ResourceType}.{path} refers to {value}, which is not there yet");
            seen.Add($"{resource.ResourceType}/{resource.Id}");
        }
    }

    [Fact]
    public void A_patients_resources_refer_to_no_other_patient()
    {
        foreach (var (resource, root) in clinic.All)
        {
            var patients = Read.Strings(root).Where(pair => pair.Path.EndsWith("reference", StringComparison.Ordinal) && pair.Value.StartsWith("Patient/", StringComparison.Ordinal)).Select(pair => pair.Value).Distinct().ToList();
            Assert.True(patients.Count <= 1, $"{resource.ResourceType}/{resource.Id}");
            if (patients.Count == 0) continue;
            foreach (var (_, value) in Read.Strings(root).Where(pair => pair.Path.EndsWith("reference", StringComparison.Ordinal)))
            {
                var target = Read.Patient(clinic.ByReference[value]);
                if (target.StartsWith("Patient/", StringComparison.Ordinal)) Assert.Equal(patients[0], target);
            }
        }
    }

    [Fact]
    public void Only_plans_lie_in_the_future_and_nothing_lies_before_birth_or_after_death()
    {
        string[] ahead = ["Slot.start", "Slot.end", "Appointment.start", "Appointment.end", "Schedule.planningHorizon.end", "CarePlan.period.end", "Goal.target.dueDate"];
        foreach (var (resource, root) in clinic.All)
        {
            var patient = Read.Patient(root) is { Length: > 0 } reference && reference.StartsWith("Patient/", StringComparison.Ordinal) ? clinic.ByReference[reference] : (JsonElement?)null;
            foreach (var (path, value) in Read.Strings(root).Where(pair => Read.IsDate(pair.Value)))
            {
                var day = Read.ParseDay(value);
                var place = $"{resource.ResourceType}.{path} of {resource.Id}: {value}";
                if (!ahead.Contains($"{resource.ResourceType}.{path}")) Assert.True(day <= Today, place);
                if (patient is not { } person) continue;
                Assert.True(day >= person.Day("birthDate"), place + " is before birth");
                if (person.TryGetProperty("deceasedDateTime", out var died)) Assert.True(day <= Read.ParseDay(died.GetString()!), place + " is after death");
            }
        }
    }

    [Fact]
    public void People_are_plainly_synthetic()
    {
        foreach (var patient in clinic.Of("Patient"))
        {
            Assert.Matches(EndsInDigits(), patient.GetProperty("name")[0].Text("family"));
            var identifier = patient.GetProperty("identifier")[0];
            Assert.Equal("https://carewright.example/mrn", identifier.Text("system"));
            Assert.Equal("MR", identifier.Code("type"));
        }

        foreach (var (_, root) in clinic.All.Where(item => item.Root.TryGetProperty("telecom", out _)))
        {
            foreach (var point in root.GetProperty("telecom").EnumerateArray())
                Assert.Matches(point.Text("system") == "phone" ? FictionPhone() : ExampleMail(), point.Text("value"));
        }
    }

    [Fact]
    public void Patients_differ_as_those_of_a_clinic_do()
    {
        var patients = clinic.Of("Patient");
        var ages = patients.Select(patient => patient.AgeOn(Today)).ToList();
        Assert.InRange(ages.Count(age => age < 18), 40, 120);
        Assert.InRange(ages.Count(age => age >= 65), 50, 140);
        Assert.InRange(patients.Count(patient => patient.TryGetProperty("deceasedDateTime", out _)), 2, 40);
        Assert.InRange(patients.Count(patient => patient.GetProperty("name").GetArrayLength() > 1), 5, 100);
        Assert.Contains(patients, patient => patient.GetProperty("communication")[0].Code("language") == "es");
        Assert.All(patients, patient => Assert.Equal(3, patient.GetProperty("extension").GetArrayLength()));
        Assert.Equal(patients.Count, patients.Select(patient => patient.GetProperty("identifier")[0].Text("value")).Distinct().Count());
        var average = clinic.All.Count(item => Read.Patient(item.Root).StartsWith("Patient/", StringComparison.Ordinal)) / (double)patients.Count;
        Assert.InRange(average, 60, 130);
    }

    [GeneratedRegex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    private static partial Regex Id();

    [GeneratedRegex("[0-9]{2,3}$")]
    private static partial Regex EndsInDigits();

    [GeneratedRegex("^555-01[0-9]{2}$")]
    private static partial Regex FictionPhone();

    [GeneratedRegex("^[!-~]+@example\\.org$")]
    private static partial Regex ExampleMail();
}
