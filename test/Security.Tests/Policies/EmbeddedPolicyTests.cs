using System.Text.Json;
using Carewright.Fhir.Definitions;

namespace Carewright.Security.Tests.Policies;

public sealed class EmbeddedPolicyTests
{
    private const string Department = "https://carewright.example/fhir/CodeSystem/department-restriction";
    private static readonly AccessPolicy s_policy = PolicyLibrary.Embedded;
    private static readonly string[] s_types = [.. FhirModel.R4.ResourceTypes.Select(type => type.Name)];
    private static readonly string[] s_openEnded = ["text", "contained", "extension", "modifierExtension"];
    private static readonly string[] s_freeText = ["note", "comment", "description", "patientInstruction", "supportingInfo", "supportingInformation", "reasonCode", "reasonReference"];

    public static TheoryData<string> AllRoles => [.. Roles.All];

    [Fact]
    public void It_checks_without_an_issue()
    {
        var outcome = AccessPolicy.Parse(PolicyLibrary.EmbeddedJson());
        Assert.Empty(outcome.Issues.Select(issue => $"{issue.Location}: {issue.Message}"));
        Assert.NotNull(outcome.Policy);
    }

    [Fact]
    public void It_knows_the_ten_roles_and_no_other() => Assert.Equal(Roles.All.Order(StringComparer.Ordinal), s_policy.Roles.Select(role => role.Name));

    [Fact]
    public void Every_resource_type_stands_in_exactly_one_group()
    {
        using var json = JsonDocument.Parse(PolicyLibrary.EmbeddedJson());
        var grouped = json.RootElement.GetProperty("types").EnumerateObject().SelectMany(group => group.Value.EnumerateArray()).Select(item => item.GetString()!)
            .Where(word => !word.StartsWith('*')).ToArray();
        Assert.Equal(s_types.Order(StringComparer.Ordinal), grouped.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(AllRoles))]
    public void Each_role_may_exactly_what_the_matrix_says(string role)
    {
        var wrong = new List<string>();
        foreach (var type in s_types)
            foreach (var interaction in Enum.GetValues<AccessInteraction>())
            {
                var expected = AccessMatrix.Letters(role, type).Contains(AccessMatrix.LetterOf(interaction));
                if (s_policy.Decide(Actors.Typical(role), interaction, type, Actors.Moment(role)).IsAllowed != expected)
                    wrong.Add($"{interaction} {type}: expected {expected}");
            }
        Assert.Empty(wrong);
        Assert.All(AccessMatrix.NamedTypes, type => Assert.Contains(type, s_types));
    }

    [Theory]
    [InlineData(Roles.FrontDesk)]
    [InlineData(Roles.Biller)]
    [InlineData(Roles.ComplianceOfficer)]
    public void Roles_without_the_chart_see_no_narrative_no_contained_no_extension_and_no_free_text(string role)
    {
        // Plans, price lists and staff name no patient.
        string[] withoutPatients = ["InsurancePlan", "ChargeItemDefinition", "Practitioner", "PractitionerRole", "Organization", "OrganizationAffiliation", "Location", "HealthcareService", "Endpoint"];
        foreach (var type in FhirModel.R4.ResourceTypes.Where(type => !withoutPatients.Contains(type.Name)))
            foreach (var grant in GrantsOf(role, type.Name))
            {
                var elements = type.Elements.Select(element => element.Name).ToArray();
                Assert.Equal([], s_openEnded.Concat(s_freeText).Intersect(elements).Except(grant.Hidden).Select(element => $"{type.Name}.{element}"));
            }
    }

    [Theory]
    [InlineData("Appointment", "reasonCode reasonReference supportingInformation description comment patientInstruction basedOn")]
    [InlineData("Encounter", "type serviceType reasonCode reasonReference diagnosis hospitalization episodeOfCare basedOn priority")]
    [InlineData("CoverageEligibilityRequest", "item supportingInfo")]
    [InlineData("AppointmentResponse", "comment")]
    [InlineData("Slot", "comment")]
    [InlineData("Schedule", "comment")]
    public void The_front_desk_sees_no_clinical_element(string type, string hidden) => AssertHidden(Roles.FrontDesk, type, hidden);

    [Theory]
    [InlineData("Condition", "note evidence stage severity asserter")]
    [InlineData("Procedure", "note outcome report complication followUp reasonCode reasonReference usedReference focalDevice")]
    [InlineData("Encounter", "reasonCode reasonReference")]
    [InlineData("Claim", "supportingInfo")]
    [InlineData("ExplanationOfBenefit", "supportingInfo form")]
    [InlineData("ClaimResponse", "form")]
    [InlineData("ChargeItem", "note supportingInformation")]
    [InlineData("Account", "description")]
    [InlineData("Invoice", "note")]
    [InlineData("Patient", "photo contact maritalStatus communication")]
    public void The_biller_sees_codes_and_charges_only(string type, string hidden) => AssertHidden(Roles.Biller, type, hidden);

    [Fact]
    public void The_biller_sees_what_a_claim_is_made_of()
    {
        var hidden = GrantsOf(Roles.Biller, "Claim").Concat(GrantsOf(Roles.Biller, "Condition")).Concat(GrantsOf(Roles.Biller, "Procedure")).SelectMany(grant => grant.Hidden).ToHashSet();
        Assert.Empty(hidden.Intersect(["diagnosis", "procedure", "item", "total", "code", "recordedDate", "performed", "subject", "patient"]));
    }

    [Fact]
    public void The_compliance_officer_sees_of_a_patient_only_what_finds_one()
    {
        var patient = FhirModel.R4.FindType("Patient")!;
        var grant = Assert.Single(GrantsOf(Roles.ComplianceOfficer, "Patient").DistinctBy(grant => grant.Rule));
        Assert.Equal(["birthDate", "id", "identifier", "implicitRules", "language", "meta", "name"],
            patient.Elements.Select(element => element.Name).Except(grant.Hidden).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_front_desk_records_race_and_ethnicity_and_sees_no_other_extension()
    {
        var grant = s_policy.Decide(Actors.Typical(Roles.FrontDesk), AccessInteraction.Read, "Patient").Grants.Single();
        Assert.Contains("extension", grant.Hidden);
        Assert.Contains("http://hl7.org/fhir/us/core/StructureDefinition/us-core-race", grant.VisibleExtensions);
        Assert.DoesNotContain(grant.VisibleExtensions, url => url.Contains("adjusted-life", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Roles.FrontDesk)]
    [InlineData(Roles.Biller)]
    [InlineData(Roles.ComplianceOfficer)]
    [InlineData(Roles.Patient)]
    public void Every_role_with_a_clock_sees_a_sites_time_zone_and_no_other_extension(string role)
    {
        var grants = GrantsOf(role, "Location").ToArray();
        Assert.All(grants, grant => Assert.Contains("extension", grant.Hidden));
        Assert.Equal(["http://hl7.org/fhir/StructureDefinition/timezone"], grants.SelectMany(grant => grant.VisibleExtensions).Distinct());
    }

    [Theory]
    [InlineData("Patient", null)]
    [InlineData("Observation", "patient=Patient/p1")]
    [InlineData("Coverage", "beneficiary=Patient/p1")]
    [InlineData("Claim", "patient=Patient/p1")]
    public void A_patient_sees_rows_of_the_own_compartment_whose_subject_they_are(string type, string? filter)
    {
        var grant = Assert.Single(s_policy.Decide(Actors.Typical(Roles.Patient), AccessInteraction.Search, type).Grants);
        Assert.Equal((filter, "Patient/p1"), (grant.Filter, grant.CompartmentPatient));
    }

    [Fact]
    public void Every_grant_of_the_patient_role_is_of_the_own_rows_or_of_what_names_no_patient()
    {
        string[] common = ["Practitioner", "PractitionerRole", "Organization", "Location", "HealthcareService", "Medication", "Questionnaire"];
        foreach (var type in s_types.Except(common))
            Assert.All(GrantsOf(Roles.Patient, type), grant => Assert.Equal("Patient/p1", grant.CompartmentPatient));
    }

    [Fact]
    public void A_patient_sees_no_other_patient_of_a_group_visit_and_no_names_but_those_of_staff()
    {
        AssertHidden(Roles.Patient, "Appointment", "participant");
        AssertHidden(Roles.Patient, "Patient", "link");
        AssertHidden(Roles.Patient, "Account", "subject guarantor name description");
        AssertHidden(Roles.Patient, "Practitioner", "identifier telecom address birthDate photo qualification");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Practitioner/d1")]
    [InlineData("Patient/")]
    [InlineData("Patient/a,Patient/b")]
    [InlineData("Patient/a&_id=b")]
    [InlineData("patient/a")]
    public void A_patient_account_without_a_proper_patient_may_nothing_of_the_record(string? fhirUser)
    {
        var actor = Actors.Of(Roles.Patient, fhirUser);
        Assert.False(s_policy.Decide(actor, AccessInteraction.Read, "Patient").IsAllowed);
        Assert.False(s_policy.Decide(actor, AccessInteraction.Search, "Observation").IsAllowed);
    }

    [Theory]
    [InlineData(Roles.Nurse, "MedicationRequest", "status=draft")]
    [InlineData(Roles.MedicalAssistant, "ServiceRequest", "status=draft")]
    public void What_must_be_signed_by_a_physician_is_only_pended_by_others(string role, string type, string filter)
    {
        Assert.Equal(filter, Assert.Single(s_policy.Decide(Actors.Typical(role), AccessInteraction.Create, type).Grants).Filter);
        Assert.Equal(filter, Assert.Single(s_policy.Decide(Actors.Typical(role), AccessInteraction.Update, type).Grants).Filter);
        Assert.Null(Assert.Single(s_policy.Decide(Actors.Typical(role), AccessInteraction.Read, type).Grants).Filter);
    }

    [Theory]
    [InlineData(Roles.MedicalAssistant, "Observation", "category=vital-signs,social-history,survey", "category=https://carewright.example/fhir/CodeSystem/in-house|patient-test,https://carewright.example/fhir/CodeSystem/in-house|control,https://carewright.example/fhir/CodeSystem/in-house|upkeep")]
    [InlineData(Roles.MedicalAssistant, "DiagnosticReport", "category=https://carewright.example/fhir/CodeSystem/in-house|patient-test")]
    [InlineData(Roles.Nurse, "DiagnosticReport", "category=https://carewright.example/fhir/CodeSystem/in-house|patient-test")]
    public void Results_are_written_by_others_only_where_the_clinic_tests_itself(string role, string type, params string[] filters)
    {
        Assert.Equal(filters, s_policy.Decide(Actors.Typical(role), AccessInteraction.Create, type).Grants.Select(grant => grant.Filter!));
        Assert.Equal(filters, s_policy.Decide(Actors.Typical(role), AccessInteraction.Update, type).Grants.Select(grant => grant.Filter!));
        Assert.Null(Assert.Single(s_policy.Decide(Actors.Typical(role), AccessInteraction.Read, type).Grants).Filter);
    }

    [Theory]
    [MemberData(nameof(AllRoles))]
    public void Department_labels_close_rows_to_every_role_of_another_department_or_none(string role)
    {
        foreach (var type in s_types)
        {
            var access = s_policy.Decide(Actors.Typical(role), AccessInteraction.Read, type);
            if (access.IsAllowed)
                Assert.Equal(Actors.Typical(role).Department, Assert.Single(access.Restrictions, one => one.LabelSystem == Department).AllowedCode);
        }
        var own = s_policy.Decide(Actors.Of(role, "Patient/p1", "behavioral-health"), AccessInteraction.Read, "Patient");
        Assert.All(own.Restrictions.Where(one => one.LabelSystem == Department), restriction => Assert.Equal("behavioral-health", restriction.AllowedCode));
    }

    [Fact]
    public void Notes_of_a_restricted_encounter_and_of_the_department_itself_are_labelled()
    {
        Assert.Equal("encounter", s_policy.Labelling.For("DocumentReference")[0].Inherit?.Parameter);
        Assert.Equal("securityContext", s_policy.Labelling.For("Binary")[0].Inherit?.Element);
        Assert.Equal("category:not=LAB", Assert.Single(s_policy.Labelling.For("DiagnosticReport"), rule => rule.Inherit?.LabelSystem == Department).Filter);
        Assert.DoesNotContain(s_policy.Labelling.For("MedicationRequest"), rule => rule.Inherit?.LabelSystem == Department);
        Assert.Single(s_policy.Labelling.For("Composition", Actors.Typical(Roles.Physician)), rule => rule.Inherit?.LabelSystem == Department);
        Assert.Equal("behavioral-health", s_policy.Labelling.For("Composition", Actors.Of(Roles.Physician, department: "behavioral-health")).Last(rule => rule.Label?.System == Department).Label?.Code);
        Assert.Equal([Department, "http://terminology.hl7.org/CodeSystem/v3-ActCode", "https://carewright.example/fhir/CodeSystem/handling"], s_policy.Labelling.StickySystems);
    }

    [Theory]
    [InlineData(Roles.Administrator, "users", true)]
    [InlineData(Roles.Administrator, "audit", false)]
    [InlineData(Roles.Administrator, "import", true)]
    [InlineData(Roles.ComplianceOfficer, "audit", true)]
    [InlineData(Roles.ComplianceOfficer, "users", false)]
    [InlineData(Roles.SystemInterface, "import", true)]
    [InlineData(Roles.Physician, "users", false)]
    [InlineData(Roles.Physician, "audit", false)]
    [InlineData(Roles.Physician, "import", false)]
    [InlineData(Roles.SystemInterface, "export", true)]
    [InlineData(Roles.SystemInterface, "ehi-export", false)]
    [InlineData(Roles.Patient, "export", true)]
    [InlineData(Roles.Patient, "ehi-export", false)]
    [InlineData(Roles.ComplianceOfficer, "ehi-export", true)]
    [InlineData(Roles.ComplianceOfficer, "export", false)]
    [InlineData(Roles.Administrator, "ehi-export", false)]
    [InlineData(Roles.Physician, "export", false)]
    [InlineData(Roles.Physician, "ehi-export", false)]
    [InlineData("", "audit", false)]
    public void Operations_belong_to_the_roles_they_are_for(string role, string operation, bool expected) =>
        Assert.Equal(expected, s_policy.MayOperate(Actors.Of(role), operation));

    [Theory]
    [InlineData("nobody", "Patient")]
    [InlineData("Physician", "Patient")]
    [InlineData("", "Patient")]
    [InlineData(Roles.Physician, "patient")]
    [InlineData(Roles.Physician, "Prescription")]
    [InlineData(Roles.Physician, "DomainResource")]
    [InlineData(Roles.Physician, "")]
    public void What_the_policy_does_not_know_is_refused(string role, string type)
    {
        var access = s_policy.Decide(Actors.Of(role), AccessInteraction.Read, type);
        Assert.False(access.IsAllowed);
        Assert.Empty(access.Grants);
        Assert.NotEmpty(access.Rule);
    }

    [Fact]
    public void The_session_lists_what_is_allowed_in_the_words_of_fhir()
    {
        var may = s_policy.Permissions(Actors.Typical(Roles.FrontDesk));
        Assert.Equal(["read", "vread", "history", "search", "create", "update"], may["Patient"]);
        Assert.False(may.ContainsKey("Observation"));
        Assert.Empty(s_policy.Permissions(Actors.Of("nobody")));
    }

    [Fact]
    public void A_decision_explains_itself()
    {
        Assert.Empty(s_policy.Consider(Actors.Typical(Roles.FrontDesk), AccessInteraction.Read, "Observation"));
        var considered = Assert.Single(s_policy.Consider(Actors.Typical(Roles.Patient), AccessInteraction.Read, "Observation"));
        Assert.Contains("patient=Patient/p1", considered.Grant!.Filter, StringComparison.Ordinal);
        var stranger = Assert.Single(s_policy.Consider(Actors.Of(Roles.Patient), AccessInteraction.Read, "Observation"));
        Assert.Null(stranger.Grant);
        Assert.Contains(stranger.Conditions, condition => condition is { Kind: "identity", Holds: false });
    }

    [Fact]
    public void A_decision_already_made_costs_no_memory()
    {
        var actor = Actors.Typical(Roles.Patient);
        var first = s_policy.Decide(actor, AccessInteraction.Search, "Observation");
        Assert.Same(first, s_policy.Decide(actor with { UserName = "other" }, AccessInteraction.Search, "Observation"));
        for (var i = 0; i < 200; i++)
            s_policy.Decide(actor, AccessInteraction.Search, "Observation");
        // The least of several rounds: a method that is compiled again half-way may allocate in one of them.
        Assert.InRange(Enumerable.Range(0, 5).Min(_ => Allocated(actor)), 0, 1000);
    }

    private static long Allocated(Actor actor)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            s_policy.Decide(actor, AccessInteraction.Search, "Observation");
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    [Fact]
    public void Very_many_principals_do_not_fill_the_memory_and_do_not_mix_up()
    {
        for (var i = 0; i < 10_000; i++)
            Assert.Equal($"Patient/n{i}", s_policy.Decide(Actors.Of(Roles.Patient, $"Patient/n{i}"), AccessInteraction.Read, "Observation").Grants[0].CompartmentPatient);
    }

    private static IEnumerable<RowGrant> GrantsOf(string role, string type) =>
        Enum.GetValues<AccessInteraction>().SelectMany(interaction => s_policy.Decide(Actors.Typical(role), interaction, type).Grants);

    private static void AssertHidden(string role, string type, string hidden)
    {
        var grants = GrantsOf(role, type).ToArray();
        Assert.NotEmpty(grants);
        Assert.All(grants, grant => Assert.Empty(hidden.Split(' ').Except(grant.Hidden)));
    }
}
