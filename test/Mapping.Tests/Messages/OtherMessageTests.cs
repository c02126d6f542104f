namespace Carewright.Mapping.Tests.Messages;

/// <summary>Orders, appointments, documents, immunizations, prescriptions, charges, referrals and master files.</summary>
public sealed class OtherMessageTests
{
    private const string Pid = "PID|1||P1^^^HOSP^MR||Doe^Jane||19700102|F";

    [Theory]
    [InlineData("NW", "", "active")]
    [InlineData("CA", "", "revoked")]
    [InlineData("DC", "IP", "revoked")]
    [InlineData("HD", "", "on-hold")]
    [InlineData("SC", "CM", "completed")]
    [InlineData("??", "", "active")]
    public void An_order_stands_as_its_control_code_and_status_say(string control, string status, string expected)
    {
        var order = Mapped.Of("OML^O21", Pid, $"ORC|{control}|O1^CW|F1^LIS||{status}||||20260301|||77^Who^Doctor", "TQ1|1||||||||S", "OBR|1|O1^CW||24331-1^Lipids^LN", "DG1|1||E78.5^Lipids^I10", "OBX|1|ST|FAST^Fasting?^L||yes").Only("ServiceRequest");
        Assert.Equal(expected, order.At("status"));
        Assert.Equal("stat", order.At("priority"));
        Assert.Equal("O1", order.At("identifier[0].value"));
        Assert.Equal("http://hl7.org/fhir/sid/icd-10-cm", order.At("reasonCode[0].coding[0].system"));
        Assert.NotNull(order.At("supportingInfo[0].reference"));
        Assert.Equal("Doctor Who", order.At("requester.display"));
    }

    [Theory]
    [InlineData("S12", "booked")]
    [InlineData("S14", "booked")]
    [InlineData("S15", "cancelled")]
    [InlineData("S17", "entered-in-error")]
    [InlineData("S26", "noshow")]
    public void An_appointment_stands_as_its_event_says(string trigger, string status)
    {
        var mapped = Mapped.Of($"SIU^{trigger}", "SCH|A1^CW|B1^HOSP||||||CHECKUP^Check-up^L|30|min", Pid, "RGS|1", "AIS|1||99213^Visit^C4|20260302090000", "AIP|1||77^Who^Doctor", "AIL|1||ROOM1^^^HOSP");
        var appointment = mapped.Only("Appointment");
        Assert.Equal(status, appointment.At("status"));
        Assert.Equal("2026-03-02T09:00:00-05:00", appointment.At("start"));
        Assert.Equal("2026-03-02T09:30:00-05:00", appointment.At("end"));
        Assert.Equal("30", appointment.At("minutesDuration"));
        Assert.Equal(3, appointment.GetProperty("participant").GetArrayLength());
        Assert.Empty(mapped.Resources.SelectMany(Mapped.Faults));
    }

    [Fact]
    public void A_document_has_its_text_as_written_its_number_and_what_it_replaces()
    {
        var mapped = Mapped.Of("MDM^T10", Pid, "PV1|1|I|||||||||||||||||V1", "TXA|1|CN|TX|20260301060000|||||77^Who^Doctor|||D2^HOSP|D1^HOSP||||LA", "OBX|1|TX|11506-3^Note^LN||One", "OBX|2|TX|11506-3^Note^LN||Two");
        var document = mapped.Only("DocumentReference");
        Assert.Equal("final", document.At("docStatus"));
        Assert.Equal("D2", document.At("masterIdentifier.value"));
        Assert.Equal("replaces", document.At("relatesTo[0].code"));
        Assert.Equal("D1", document.At("relatesTo[0].target.identifier.value"));
        Assert.Equal("One\nTwo", System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(document.At("content[0].attachment.data")!)));
        Assert.Null(document.At("content[1].attachment.data"));
        Assert.Empty(mapped.Resources.SelectMany(Mapped.Faults));
    }

    [Fact]
    public void An_immunization_that_was_refused_is_not_done_and_says_why()
    {
        var mapped = Mapped.Of("VXU^V04", Pid, "ORC|RE||9999^CW", "RXA|0|1|20260301||998^none^CVX|999||||||||||||00^Parental decision^NIP002||RE");
        var refused = mapped.Only("Immunization");
        Assert.Equal("not-done", refused.At("status"));
        Assert.Equal("00", refused.At("statusReason.coding[0].code"));
        Assert.Null(refused.At("doseQuantity.value"));
        Assert.Empty(mapped.Resources.SelectMany(Mapped.Faults));
    }

    [Fact]
    public void An_immunization_has_its_dose_lot_eligibility_and_whether_it_is_history()
    {
        var mapped = Mapped.Of("VXU^V04", Pid, "ORC|RE||196^CW", "RXA|0|1|20260301||140^Flu^CVX|0.5|mL^^UCUM||01^Historical^NIP001|7^Nurse^Ann|||||L123|20270101|PMC^Sanofi^MVX|||CP", "RXR|C28161^IM^NCIT|LA^Left arm^HL70163",
            "OBX|1|CE|64994-7^Eligibility^LN|1|V02^Medicaid^HL70064||||||F", "OBX|2|CE|30956-7^VIS^LN|2|88^Flu VIS^CVX||||||F", "OBX|3|TS|29769-7^Presented^LN|2|20260301||||||F");
        var given = mapped.Only("Immunization");
        Assert.Equal("false", given.At("primarySource"));
        Assert.Equal("0.5", given.At("doseQuantity.value"));
        Assert.Equal("L123", given.At("lotNumber"));
        Assert.Equal("2027-01-01", given.At("expirationDate"));
        Assert.Equal("V02", given.At("programEligibility[0].coding[0].code"));
        Assert.Equal("Flu VIS", given.At("education[0].documentType"));
        Assert.Equal("2026-03-01", mapped.Only("Observation").At("valueDateTime"));
        Assert.Empty(mapped.Resources.SelectMany(Mapped.Faults));
    }

    [Fact]
    public void A_prescription_takes_what_the_pharmacy_encodes_and_what_is_dispensed_leads_back_to_it()
    {
        var mapped = Mapped.Of("RDS^O13", Pid, "ORC|NW|O1^CW", "RXO|00047040230^Ampicillin^NDC|250", "RXE||0143963401^Nicardipine^NDC|5||mg^^UCUM||Slowly|||30|TAB|2", "RXR|PO^By mouth^HL70162", "RXD|1|0143963401^Nicardipine^NDC|20260301|30|TAB||RX77");
        var request = mapped.Only("MedicationRequest");
        Assert.Equal("0143963401", request.At("medicationCodeableConcept.coding[0].code"));
        Assert.Equal("Slowly", request.At("dosageInstruction[0].text"));
        Assert.Equal("mg", request.At("dosageInstruction[0].doseAndRate[0].doseQuantity.code"));
        Assert.Equal("2", request.At("dispenseRequest.numberOfRepeatsAllowed"));
        Assert.Equal(mapped.Resources.Single(resource => resource.ResourceType == "MedicationRequest").Key, mapped.Only("MedicationDispense").At("authorizingPrescription[0].reference"));
        Assert.Empty(mapped.Resources.SelectMany(Mapped.Faults));
    }

    [Fact]
    public void The_components_of_a_compound_are_not_lost()
    {
        var request = Mapped.Of("RDE^O11", Pid, "ORC|NW|O1^CW", "RXE||BASE^Saline^L|1||BAG", "RXC|A|KCL^Potassium chloride^L|20|meq").Only("MedicationRequest");
        Assert.Equal("A Potassium chloride KCL 20 meq", request.At("note[0].text"));
    }

    [Fact]
    public void A_charge_has_its_code_amount_and_account()
    {
        var mapped = Mapped.Of("DFT^P03", $"{Pid}||||||||||ACC1", "FT1|1|T1||20260301||CG|99213^Visit^C4|||2|100&USD");
        var charge = mapped.Only("ChargeItem");
        Assert.Equal("billable", charge.At("status"));
        Assert.Equal("100", charge.At("priceOverride.value"));
        Assert.Equal("USD", charge.At("priceOverride.currency"));
        Assert.NotNull(charge.At("account[0].reference"));
        Assert.Empty(mapped.Resources.SelectMany(Mapped.Faults));
    }

    [Fact]
    public void A_referral_names_who_refers_and_to_whom()
    {
        var referral = Mapped.Of("REF^I12", "RF1|A|S|CARD|||R1^HOSP|20260301", "PRD|RP|Who^Doctor|||||1^NPI", "PRD|RT|Strange^Stephen|||||2^NPI", Pid).Only("ServiceRequest");
        Assert.Equal("stat", referral.At("priority"));
        Assert.NotNull(referral.At("requester.reference"));
        Assert.NotEqual(referral.At("requester.reference"), referral.At("performer[0].reference"));
    }

    [Fact]
    public void A_catalogue_of_tests_becomes_what_can_be_ordered_and_what_is_deleted_is_retired()
    {
        var mapped = Mapped.Of("MFN^M08", "MFI|OMA||UPD", "MFE|MAD|||GLU", "OM1|1|GLU^Glucose^L", "MFE|MDL|||OLD", "OM1|2|OLD^Old test^L");
        Assert.Equal(["active", "retired"], mapped.All("ActivityDefinition").Select(test => test.At("status")));
        Assert.Empty(mapped.Resources.SelectMany(Mapped.Faults));
    }

    [Fact]
    public void Staff_become_practitioners_with_their_roles()
    {
        var mapped = Mapped.Of("MFN^M02", "MFI|PRA||UPD", "MFE|MAD|||77", "STF|77^Who^L|77^^^HOSP^EI|Who^Doctor", "PRA|77||MD||CARD^Cardiology|123^NPI", "MFE|MDC|||78", "STF|78|78^^^HOSP^EI|Strange^Stephen");
        Assert.Equal(["true", "false"], mapped.All("Practitioner").Select(staff => staff.At("active")));
        Assert.Equal(mapped.Resources.First(resource => resource.ResourceType == "Practitioner").Key, mapped.Only("PractitionerRole").At("practitioner.reference"));
    }

    [Fact]
    public void An_allergy_is_found_again_and_one_that_is_deleted_was_entered_in_error()
    {
        var allergy = Mapped.Of("ADT^A60", Pid, "IAM|1|DA|70618^Penicillin^RXNORM|SV|Hives|D|AL1^HOSP").Only("AllergyIntolerance");
        Assert.Equal("entered-in-error", allergy.At("verificationStatus.coding[0].code"));
        Assert.Null(allergy.At("clinicalStatus.coding[0].code"));
        Assert.Equal("high", allergy.At("criticality"));
    }
}
