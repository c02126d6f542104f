using System.Globalization;
using System.Text.Json.Nodes;
using Carewright.Kernel;
using static Carewright.InHouse.InHouseNames;

namespace Carewright.InHouse.Catalogue;

/// <summary>A CLIA certificate: an identifier of the Organization, whose period is the certificate's (42 CFR 493.35 to 493.61).</summary>
/// <param name="Number">CLIA number.</param>
/// <param name="Kind">One of <see cref="Kinds"/>, or null.</param>
/// <param name="Expires">Its last day, or null.</param>
internal sealed record Certificate(string Number, string? Kind, DateOnly? Expires)
{
    /// <summary>Kinds of certificates: of waiver, for provider-performed microscopy, of registration, of compliance, of accreditation.</summary>
    internal static IReadOnlyList<string> Kinds { get; } = ["waived", "ppm", "registration", "compliance", "accreditation"];

    /// <summary>Complexities of tests, the simplest first.</summary>
    internal static IReadOnlyList<string> Complexities { get; } = ["waived", "ppm", "moderate", "high"];

    /// <summary>Certificates that an Organization carries.</summary>
    internal static IReadOnlyList<Certificate> Of(JsonObject organization) => [.. organization.Many("identifier").Where(IsCertificate).Select(Read)];

    /// <summary>Whether tests of a complexity may be done under some certificates. A waived test passes without one on record, any other does not.</summary>
    internal static bool Allow(IReadOnlyList<Certificate> certificates, string complexity) =>
        complexity == "waived" ? certificates.Count == 0 || certificates.Any(one => one.Kind is null || Kinds.Contains(one.Kind)) : certificates.Any(one => one.Allows(complexity));

    /// <summary>That <see cref="Allow"/> says no.</summary>
    /// <param name="place">Where the test is named.</param>
    internal static Issue NotAllowed(string place) => Issue.Error(IssueTypes.BusinessRule, "INHOUSE-CERTIFICATE", "The clinic's CLIA certificate does not allow a test of this complexity.", place);

    /// <summary>Puts it into an Organization, in the place of those that are there.</summary>
    internal void Put(JsonObject organization)
    {
        var identifier = new JsonObject { ["system"] = Clia, ["value"] = Number };
        if (Kind is { } kind)
            identifier["type"] = Nodes.Concept(Certificates, kind);
        if (Expires is { } day)
            identifier["period"] = new JsonObject { ["end"] = Nodes.Day(day) };
        organization["identifier"] = new JsonArray([.. organization.Many("identifier").Where(one => !IsCertificate(one)).Select(one => one.DeepClone()), identifier]);
    }

    private bool Allows(string complexity) => Kind switch { "registration" or "compliance" or "accreditation" => true, "ppm" => complexity == "ppm", _ => false };

    private static bool IsCertificate(JsonObject identifier) => identifier.Text("system") == Clia;

    private static Certificate Read(JsonObject identifier)
    {
        var end = identifier.One("period").Text("end");
        return new Certificate(identifier.Text("value") ?? "", identifier.One("type").Code(Certificates),
            end is { Length: >= 10 } && DateOnly.TryParseExact(end[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null);
    }
}
