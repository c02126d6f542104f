using Carewright.Synthesis.Fhir;
using Carewright.Synthesis.People;

namespace Carewright.Synthesis.Resources;

/// <summary>Writes Patient (US Core Patient 6.1.0).</summary>
internal static class PatientWriter
{
    public static void Write(ChartContext chart)
    {
        var json = chart.Json;
        var person = chart.Person;
        json.Begin(ResourceKind.Patient, person.Id, Profiles.Patient);
        Extensions(json, person);
        Identifier(json, chart);
        json.Boolean("active", person.Died is null);
        Name(json, person);
        Telecom(json, person.Background);
        json.Text("gender", person.Gender);
        json.Date("birthDate", person.Born);
        if (person.Died is { } died) json.Date("deceasedDateTime", died);
        Address(json, person);
        if (person.MonthsOn(chart.Today) >= 18 * 12) json.Concept("maritalStatus", Marital(person.Background.MaritalStatus));
        Contact(json, chart);
        Communication(json, person.Background);
        json.References("generalPractitioner", chart.History.PrimaryCare.Reference, chart.History.PrimaryCare.Display);
        json.Reference("managingOrganization", chart.Clinic.Organization);
        json.End();
    }

    private static void Extensions(ResourceWriter json, Person person)
    {
        json.OpenArray("extension");
        Race(json, person.Background);
        Ethnicity(json, person.Background.Ethnicity);
        json.Item();
        json.Text("url", Profiles.BirthSex);
        json.Text("valueCode", person.Female ? "F" : "M");
        json.Close();
        json.CloseArray();
    }

    private static void Race(ResourceWriter json, Background background)
    {
        json.Item();
        json.OpenArray("extension");
        foreach (var race in background.Races) Omb(json, race);
        if (background.Races.Count == 0) Omb(json, new Code(CodeSystems.NullFlavor, "ASKU", "asked but unknown"));
        var text = background.Races.Count == 0 ? "Asked but unknown" : string.Join(", ", background.Races.Select(race => race.Display));
        SubText(json, text);
        json.CloseArray();
        json.Text("url", Profiles.Race);
        json.Close();
    }

    private static void Ethnicity(ResourceWriter json, Code ethnicity)
    {
        json.Item();
        json.OpenArray("extension");
        Omb(json, ethnicity);
        SubText(json, ethnicity.Display);
        json.CloseArray();
        json.Text("url", Profiles.Ethnicity);
        json.Close();
    }

    private static void Omb(ResourceWriter json, Code code)
    {
        json.Item();
        json.Text("url", "ombCategory");
        json.Coding("valueCoding", code);
        json.Close();
    }

    private static void SubText(ResourceWriter json, string text)
    {
        json.Item();
        json.Text("url", "text");
        json.Text("valueString", text);
        json.Close();
    }

    private static void Identifier(ResourceWriter json, ChartContext chart)
    {
        json.OpenArray("identifier");
        json.Item();
        json.Text("use", "usual");
        json.Concept("type", new Code(CodeSystems.IdentifierType, "MR", "Medical record number"));
        json.Text("system", CodeSystems.Mrn);
        json.Text("value", chart.Person.RecordNumber);
        json.Reference("assigner", chart.Clinic.Organization);
        json.Close();
        json.CloseArray();
    }

    private static void Name(ResourceWriter json, Person person)
    {
        json.OpenArray("name");
        json.Item();
        json.Text("use", "official");
        json.Text("text", person.Middle is null ? person.Name : $"{person.Given} {person.Middle} {person.Family}");
        json.Text("family", person.Family);
        json.OpenArray("given");
        json.TextItem(person.Given);
        if (person.Middle is not null) json.TextItem(person.Middle);
        json.CloseArray();
        json.Close();
        if (person.Nickname is not null)
        {
            json.Item();
            json.Text("use", "nickname");
            json.OpenArray("given");
            json.TextItem(person.Nickname);
            json.CloseArray();
            json.Close();
        }

        json.CloseArray();
    }

    private static void Telecom(ResourceWriter json, Background background)
    {
        json.OpenArray("telecom");
        ContactPoint(json, "phone", background.Phone, background.Email is null ? "home" : "mobile");
        if (background.Email is not null) ContactPoint(json, "email", background.Email, "home");
        json.CloseArray();
    }

    /// <summary>One item of a telecom list.</summary>
    public static void ContactPoint(ResourceWriter json, string system, string value, string use)
    {
        json.Item();
        json.Text("system", system);
        json.Text("value", value);
        json.Text("use", use);
        json.Close();
    }

    private static void Address(ResourceWriter json, Person person)
    {
        json.OpenArray("address");
        json.Item();
        json.Text("use", "home");
        AddressBody(json, person.Background.Street, person.Background.Town, person.Background.Zip);
        json.Close();
        json.CloseArray();
    }

    /// <summary>The members of an address in the clinic's state.</summary>
    public static void AddressBody(ResourceWriter json, string street, string town, string zip)
    {
        json.OpenArray("line");
        json.TextItem(street);
        json.CloseArray();
        json.Text("city", town);
        json.Text("state", Organisation.Site.State);
        json.Text("postalCode", zip);
        json.Text("country", "US");
    }

    private static void Contact(ResourceWriter json, ChartContext chart)
    {
        var background = chart.Person.Background;
        json.OpenArray("contact");
        json.Item();
        json.Concepts("relationship", new Code(CodeSystems.ContactRole, "C", "Emergency Contact"));
        json.Open("name");
        json.Text("family", chart.Person.Family);
        json.OpenArray("given");
        json.TextItem(background.ContactGiven);
        json.CloseArray();
        json.Close();
        json.OpenArray("telecom");
        ContactPoint(json, "phone", OtherPhone(background.Phone), "mobile");
        json.CloseArray();
        json.Text("gender", background.ContactFemale ? "female" : "male");
        json.Close();
        json.CloseArray();
    }

    /// <summary>Another number of the block that is set aside for fiction.</summary>
    public static string OtherPhone(string phone) => phone[..6] + (char)('0' + ((phone[6] - '0' + 5) % 10)) + phone[7];

    private static void Communication(ResourceWriter json, Background background)
    {
        json.OpenArray("communication");
        json.Item();
        json.Concept("language", background.Language);
        json.Boolean("preferred", true);
        json.Close();
        json.CloseArray();
    }

    private static Code Marital(string code) => new(CodeSystems.MaritalStatus, code, code switch
    {
        "M" => "Married",
        "D" => "Divorced",
        "W" => "Widowed",
        "L" => "Legally Separated",
        _ => "Never Married",
    });
}
