using System.Globalization;
using Carewright.Synthesis.Fhir;
using Carewright.Synthesis.Organisation;

namespace Carewright.Synthesis.Resources;

/// <summary>Writes Practitioner and PractitionerRole (US Core 6.1.0).</summary>
internal static class StaffWriter
{
    public static void Write(ClinicLayout clinic, ResourceWriter json, Post post)
    {
        WritePractitioner(json, post);
        WriteRole(clinic, json, post);
    }

    public static Code RoleCode(string role) => new(CodeSystems.Role, role, role switch
    {
        "physician" => "Physician",
        "nurse" => "Nurse",
        "medical-assistant" => "Medical assistant",
        "front-desk" => "Front desk",
        "biller" => "Biller",
        "compliance-officer" => "Compliance officer",
        _ => "Administrator",
    });

    /// <summary>
    /// A number with a right check digit (Luhn over the prefix 80840) that starts with 9, which no assigned NPI does.
    /// </summary>
    public static string Npi(int number)
    {
        var digits = string.Create(CultureInfo.InvariantCulture, $"9{number:D8}");
        var sum = 24;
        for (var i = 0; i < 9; i++)
        {
            var digit = digits[i] - '0';
            if (i % 2 == 0) digit = digit < 5 ? digit * 2 : (digit * 2) - 9;
            sum += digit;
        }

        return digits + (char)('0' + ((10 - (sum % 10)) % 10));
    }

    private static void WritePractitioner(ResourceWriter json, Post post)
    {
        json.Begin(ResourceKind.Practitioner, post.PractitionerId, Profiles.Practitioner);
        json.OpenArray("identifier");
        if (post.Bookable) Identifier(json, CodeSystems.Npi, Npi(post.Index + 1));
        Identifier(json, CodeSystems.StaffNumber, string.Create(CultureInfo.InvariantCulture, $"S{post.Index + 1:D3}"));
        json.CloseArray();
        json.Boolean("active", true);
        Name(json, post);
        json.OpenArray("telecom");
        PatientWriter.ContactPoint(json, "phone", post.Site.Phone, "work");
        PatientWriter.ContactPoint(json, "email", $"{post.Family.ToLowerInvariant()}@example.org", "work");
        json.CloseArray();
        json.Text("gender", post.Index % 2 == 0 ? "female" : "male");
        json.End();
    }

    private static void Name(ResourceWriter json, Post post)
    {
        json.OpenArray("name");
        json.Item();
        json.Text("use", "official");
        json.Text("text", post.Display);
        json.Text("family", post.Family);
        json.OpenArray("given");
        json.TextItem(post.Given);
        json.CloseArray();
        if (post.Bookable) Affix(json, post.Psychologist ? "suffix" : "prefix", post.Psychologist ? "PsyD" : "Dr.");
        json.Close();
        json.CloseArray();
    }

    private static void Affix(ResourceWriter json, string name, string value)
    {
        json.OpenArray(name);
        json.TextItem(value);
        json.CloseArray();
    }

    private static void Identifier(ResourceWriter json, string system, string value)
    {
        json.Item();
        json.Text("system", system);
        json.Text("value", value);
        json.Close();
    }

    private static void WriteRole(ClinicLayout clinic, ResourceWriter json, Post post)
    {
        json.Begin(ResourceKind.PractitionerRole, post.RoleId, Profiles.PractitionerRole);
        json.Boolean("active", true);
        json.Reference("practitioner", post.Reference, post.Display);
        json.Reference("organization", clinic.Organization);
        json.Concepts("code", RoleCode(post.Role));
        Specialty(json, post);
        json.References("location", post.Site.Reference, post.Site.Name);
        json.References("healthcareService", new ResourceRef(ResourceKind.HealthcareService, clinic.ServiceId(post.Site, post.Department)));
        json.OpenArray("telecom");
        PatientWriter.ContactPoint(json, "phone", post.Site.Phone, "work");
        json.CloseArray();
        json.End();
    }

    /// <summary>The department first; clinicians carry their provider taxonomy beside it.</summary>
    private static void Specialty(ResourceWriter json, Post post)
    {
        json.OpenArray("specialty");
        json.Item();
        json.OpenArray("coding");
        json.CodingItem(post.Department.AsCode);
        if (post.Bookable) json.CodingItem(post.Department.Taxonomy);
        json.CloseArray();
        json.Text("text", post.Department.Display);
        json.Close();
        json.CloseArray();
    }
}
