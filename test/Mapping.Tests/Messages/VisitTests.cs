namespace Carewright.Mapping.Tests.Messages;

/// <summary>Patients and visits (ADT).</summary>
public sealed class VisitTests
{
    private const string Pid = "PID|1||P1^^^HOSP^MR||Doe^Jane||19700102|F";
    private const string Visit = "PV1|1|I|W1^101^A^HOSP||||77^Who^Doctor||||||||||||V1^^^HOSP|||||||||||||||||||||||||20260301060000";

    [Theory]
    [InlineData("A01", "in-progress")]
    [InlineData("A03", "finished")]
    [InlineData("A05", "planned")]
    [InlineData("A08", "in-progress")]
    [InlineData("A11", "cancelled")]
    [InlineData("A13", "in-progress")]
    [InlineData("A21", "onleave")]
    [InlineData("A23", "entered-in-error")]
    [InlineData("A38", "cancelled")]
    public void The_event_says_how_the_visit_stands(string trigger, string status)
    {
        var visit = Mapped.Of($"ADT^{trigger}", Pid, Visit).Only("Encounter");
        Assert.Equal(status, visit.At("status"));
        Assert.Equal("IMP", visit.At("class.code"));
        Assert.Equal("2026-03-01T06:00:00-05:00", visit.At("period.start"));
        Assert.Equal("ATND", visit.At("participant[0].type[0].coding[0].code"));
    }

    [Fact]
    public void An_update_after_discharge_does_not_open_the_visit_again() =>
        Assert.Equal("finished", Mapped.Of("ADT^A08", Pid, $"{Visit}|20260302").Only("Encounter").At("status"));

    [Fact]
    public void A_bed_stands_in_its_ward_and_the_ward_in_its_facility()
    {
        var places = Mapped.Of("ADT^A01", Pid, Visit).All("Location");
        Assert.Equal(["si", "wa", "bd"], places.Select(place => place.At("physicalType.coding[0].code")));
        Assert.Equal("W1, 101, A", places[2].At("name"));
        Assert.NotNull(places[2].At("partOf.reference"));
    }

    [Fact]
    public void Who_is_named_twice_is_there_once_and_who_has_no_number_is_only_a_name()
    {
        var mapped = Mapped.Of("ADT^A01", Pid, "PV1|1|I|||||77^Who^Doctor~^Strange^Stephen|77^Who^Doctor");
        var practitioner = Assert.Single(mapped.Resources, resource => resource.ResourceType == "Practitioner");
        var visit = mapped.Only("Encounter");
        Assert.Equal(MappedIntent.Ensure, practitioner.Intent);
        Assert.Equal(practitioner.Key, visit.At("participant[0].individual.reference"));
        Assert.Equal("Stephen Strange", visit.At("participant[1].individual.display"));
        Assert.Null(visit.At("participant[1].individual.reference"));
        Assert.Equal(practitioner.Key, visit.At("participant[2].individual.reference"));
    }

    [Fact]
    public void Two_quotation_marks_clear_what_nothing_else_fills()
    {
        var patient = Mapped.Of("ADT^A08", "PID|1||P1^^^HOSP^MR||Doe^Jane||\"\"|F|||\"\"||\"\"|555-1234").Resources.Single(resource => resource.ResourceType == "Patient");
        Assert.Equal(["birthDate", "address"], patient.Cleared.OrderByDescending(name => name, StringComparer.Ordinal));
        Assert.Null(Mapped.Json(patient).At("birthDate"));
        Assert.Equal("555-1234", Mapped.Json(patient).At("telecom[0].value"));
    }

    [Theory]
    [InlineData("A40", MappedLinkKind.MergePatients)]
    [InlineData("A18", MappedLinkKind.MergePatients)]
    [InlineData("A47", MappedLinkKind.ChangeIdentifier)]
    public void A_merge_names_who_stays_and_who_goes(string trigger, MappedLinkKind kind)
    {
        var mapped = Mapped.Of($"ADT^{trigger}", Pid, "MRG|P9^^^HOSP^MR");
        var link = Assert.Single(mapped.Links);
        Assert.Equal(kind, link.Kind);
        var (stays, goes) = (mapped.Resources.Single(resource => resource.Key == link.Survivor), mapped.Resources.Single(resource => resource.Key == link.Gone));
        Assert.Equal("P1", Mapped.Json(stays).At("identifier[0].value"));
        Assert.Equal("P9", Mapped.Json(goes).At("identifier[0].value"));
        Assert.Equal("old", Mapped.Json(goes).At("identifier[0].use"));
        Assert.Equal(MappedIntent.Ensure, goes.Intent);
    }

    [Fact]
    public void Several_merges_in_one_message_are_several_links()
    {
        var mapped = Mapped.Of("ADT^A40", Pid, "MRG|P8^^^HOSP^MR", "PID|2||P2^^^HOSP^MR", "MRG|P9^^^HOSP^MR");
        Assert.Equal(2, mapped.Links.Count);
        Assert.Equal("P2", Mapped.Json(mapped.Resources.Single(resource => resource.Key == mapped.Links[1].Survivor)).At("identifier[0].value"));
    }

    [Fact]
    public void A_merge_without_mrg_cannot_be_applied()
    {
        var mapped = Mapped.Of("ADT^A40", Pid);
        Assert.False(mapped.IsSound);
        Assert.Contains(mapped.Issues, issue => issue.Code == "V2-MAP-LINK");
    }

    [Theory]
    [InlineData("A24", MappedLinkKind.LinkPatients)]
    [InlineData("A37", MappedLinkKind.UnlinkPatients)]
    public void Two_patients_are_linked_and_unlinked(string trigger, MappedLinkKind kind)
    {
        var mapped = Mapped.Of($"ADT^{trigger}", Pid, "PV1|1|I", "PID|2||P2^^^HOSP^MR||Doe^J");
        var link = Assert.Single(mapped.Links);
        Assert.Equal(kind, link.Kind);
        Assert.Equal("P2", Mapped.Json(mapped.Resources.Single(resource => resource.Key == link.Gone)).At("identifier[0].value"));
    }

    [Fact]
    public void A_visit_moves_to_another_patient()
    {
        var mapped = Mapped.Of("ADT^A45", Pid, "MRG|P9^^^HOSP^MR||||V1^^^HOSP", Visit);
        var link = Assert.Single(mapped.Links);
        Assert.Equal(MappedLinkKind.Move, link.Kind);
        Assert.Equal("Encounter", mapped.Resources.Single(resource => resource.Key == link.Gone).ResourceType);
        Assert.Equal("Patient", mapped.Resources.Single(resource => resource.Key == link.Survivor).ResourceType);
    }

    [Fact]
    public void A_message_of_an_unknown_type_is_refused_and_nothing_is_made_of_it()
    {
        var mapped = Mapped.Of("ZZZ^Z01", Pid);
        Assert.False(mapped.IsSound);
        Assert.Empty(mapped.Resources);
        Assert.Contains(mapped.Issues, issue => issue is { Code: "V2-MAP-NONE", IsError: true });
    }

    [Fact]
    public void A_field_and_a_segment_that_no_rule_reads_are_told_once()
    {
        var mapped = Mapped.Of("ADT^A01", $"{Pid}{new string('|', 50)}x", "ZZ1|1|2", "ZZ1|1|2");
        Assert.Single(mapped.Issues, issue => issue is { Code: "V2-MAP-UNREAD", Location: "PID-58" });
        Assert.Single(mapped.Issues, issue => issue is { Code: "V2-MAP-SEGMENT", Location: "ZZ1" });
        Assert.True(mapped.IsSound);
    }

    [Theory]
    [InlineData("ADT^A01", "PV1|1|I")]
    [InlineData("ORU^R01", "OBR|1||F1|X")]
    [InlineData("MDM^T02", "TXA|1|CN")]
    public void A_message_that_names_no_patient_cannot_be_applied(string type, string segment) =>
        Assert.Contains(Mapped.Of(type, segment).Issues, issue => issue is { Code: "V2-MAP-NEEDED", IsError: true });

    [Fact]
    public void A_death_whose_time_cannot_be_read_is_still_a_death() =>
        Assert.Equal("true", Mapped.Of("ADT^A08", $"{Pid}|||||||||||||||||||||unknown|Y").Only("Patient").At("deceasedBoolean"));

    [Theory]
    [InlineData("N|1", "multipleBirthBoolean", "false")]
    [InlineData("Y|2", "multipleBirthInteger", "2")]
    [InlineData("Y|", "multipleBirthBoolean", "true")]
    public void A_single_birth_is_not_made_the_first_of_several(string fields, string element, string expected) =>
        Assert.Equal(expected, Mapped.Of("ADT^A08", $"{Pid}||||||||||||||||{fields}").Only("Patient").At(element));

    [Fact]
    public void No_allergy_or_diagnosis_is_called_confirmed_that_nobody_has_confirmed()
    {
        var mapped = Mapped.Of("ADT^A01", Pid, Visit, "AL1|1|DA|70618^Penicillin^RXNORM", "DG1|1||I21.9^Infarction^I10|||A", "DG1|2||I10^Hypertension^I10|||F");
        Assert.Null(mapped.Only("AllergyIntolerance").At("verificationStatus.coding[0].code"));
        Assert.Equal([null, "confirmed"], mapped.All("Condition").Select(condition => condition.At("verificationStatus.coding[0].code")));
        Assert.Empty(mapped.Resources.SelectMany(Mapped.Faults));
    }

    [Fact]
    public void A_code_that_no_table_has_is_told_and_not_guessed()
    {
        var mapped = Mapped.Of("ADT^A08", "PID|1||P1^^^HOSP^MR||Doe^Jane||19700102|W");
        Assert.Null(mapped.Only("Patient").At("gender"));
        Assert.Contains(mapped.Issues, issue => issue is { Code: "V2-MAP-CODE", Location: "PID-8" });
    }

    [Fact]
    public void Issues_quote_nothing_of_a_patient()
    {
        var mapped = Mapped.Of("ADT^A01", "PID|1||P1^^^HOSP^MR||Doe^Jane||Geheimnis|F");
        Assert.Contains(mapped.Issues, issue => issue is { Code: "V2-MAP-VALUE", Location: "PID-7" });
        Assert.DoesNotContain(mapped.Issues, issue => issue.Message.Contains("Geheimnis", StringComparison.Ordinal));
    }
}
