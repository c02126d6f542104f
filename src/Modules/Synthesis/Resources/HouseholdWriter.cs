using Carewright.Synthesis.Fhir;

namespace Carewright.Synthesis.Resources;

/// <summary>Writes RelatedPerson for minors, and Coverage (US Core 6.1.0).</summary>
internal static class HouseholdWriter
{
    public static void WriteGuardian(ChartContext chart)
    {
        var json = chart.Json;
        var background = chart.Person.Background;
        chart.Guardian = new ResourceRef(ResourceKind.RelatedPerson, chart.Ids.Next());
        json.Begin(ResourceKind.RelatedPerson, chart.Guardian.Id, Profiles.RelatedPerson);
        json.Boolean("active", true);
        json.Reference("patient", chart.Person.Reference);
        json.Concepts("relationship", background.ContactFemale
            ? new Code(CodeSystems.RoleCode, "MTH", "mother")
            : new Code(CodeSystems.RoleCode, "FTH", "father"));
        json.OpenArray("name");
        json.Item();
        json.Text("use", "official");
        json.Text("family", chart.Person.Family);
        json.OpenArray("given");
        json.TextItem(background.ContactGiven);
        json.CloseArray();
        json.Close();
        json.CloseArray();
        json.OpenArray("telecom");
        PatientWriter.ContactPoint(json, "phone", PatientWriter.OtherPhone(background.Phone), "mobile");
        json.CloseArray();
        json.Text("gender", background.ContactFemale ? "female" : "male");
        json.OpenArray("address");
        json.Item();
        PatientWriter.AddressBody(json, background.Street, background.Town, background.Zip);
        json.Close();
        json.CloseArray();
        json.End();
    }

    public static void WriteCoverage(ChartContext chart)
    {
        var json = chart.Json;
        var person = chart.Person;
        var minor = chart.Guardian.Id is not null;
        var payer = chart.Clinic.Payers[PayerOf(person.AgeOn(chart.Today), person.Index)];
        var member = $"M{(person.Index * 37L) + 1_000_000_007:D10}";
        chart.CoverageId = chart.Ids.Next();
        json.Begin(ResourceKind.Coverage, chart.CoverageId, Profiles.Coverage);
        json.OpenArray("identifier");
        json.Item();
        json.Concept("type", new Code(CodeSystems.IdentifierType, "MB", "Member Number"));
        json.Text("system", CodeSystems.MemberNumber);
        json.Text("value", member);
        json.Close();
        json.CloseArray();
        chart.Status(person.Died is null ? "active" : "cancelled");
        json.Concept("type", new Code(CodeSystems.PaymentTypology, payer.Typology, payer.TypologyName));
        if (minor) json.Reference("subscriber", chart.Guardian);
        json.Text("subscriberId", member);
        json.Reference("beneficiary", person.Reference);
        json.Concept("relationship", new Code(CodeSystems.SubscriberRelationship, minor ? "child" : "self", minor ? "Child" : "Self"));
        json.Open("period");
        json.Date("start", person.Registered);
        if (person.Died is { } died) json.Date("end", died);
        json.Close();
        json.References("payor", new ResourceRef(ResourceKind.Organization, payer.Id), payer.Name);
        json.OpenArray("class");
        Class(json, "group", "Group", $"GRP-{(person.Index % 40) + 100}");
        Class(json, "plan", "Plan", $"PLAN-{payer.Typology}");
        json.CloseArray();
        json.End();
    }

    private static int PayerOf(int age, int index) => age >= 65 ? 2 : index % 11 == 4 ? 3 : index % 3 == 0 ? 1 : 0;

    private static void Class(ResourceWriter json, string code, string display, string value)
    {
        json.Item();
        json.Concept("type", new Code(CodeSystems.CoverageClass, code, display));
        json.Text("value", value);
        json.Text("name", $"{display} {value}");
        json.Close();
    }
}
