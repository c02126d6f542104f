using Carewright.Fhir.Json;
using Carewright.Storage;

namespace Carewright.Gateway.Settings;

/// <summary>
/// What a session has to know of the site it belongs to. It is the clinic's own setting and says nothing of any patient, every role needs it, and it is asked for with each session:
/// so it is neither decided by role nor audited. Nothing else of a Location leaves this way.
/// </summary>
/// <param name="store">The record.</param>
public sealed class SiteSettings(IRecordStore store)
{
    /// <summary>The standard extension that names a time zone (IANA name in <c>valueCode</c>): http://hl7.org/fhir/R4/extension-timezone.html.</summary>
    public const string TimeZoneExtension = "http://hl7.org/fhir/StructureDefinition/timezone";

    // A room in a floor in a building in a site; deeper nesting does not occur, and a circle ends here.
    private const int MostLevels = 5;

    /// <summary>The name and the time zone of a site; null when the reference is not to a Location that is in the record.</summary>
    /// <param name="reference"><c>Location/x</c>.</param>
    public SiteSetting? Find(string reference)
    {
        if (Open(reference, "Location/") is not { } site)
            return null;
        return new SiteSetting(site.Root.Child("name").GetString(), TimeZoneOf(site));
    }

    // The site's own zone, else that of the place it is part of, else that of the organisation that runs it.
    private string? TimeZoneOf(ResourceDocument site)
    {
        var place = site;
        for (var level = 0; level < MostLevels; level++)
        {
            if (ZoneIn(place) is { } zone)
                return zone;
            if (Open(place.Root.Child("partOf").Child("reference").GetString(), "Location/") is not { } larger)
                break;
            place = larger;
        }
        return Open(site.Root.Child("managingOrganization").Child("reference").GetString(), "Organization/") is { } organization ? ZoneIn(organization) : null;
    }

    private static string? ZoneIn(ResourceDocument document)
    {
        foreach (var extension in document.Root.Children("extension"))
        {
            if (extension.Child("url").ValueEquals("http://hl7.org/fhir/StructureDefinition/timezone"u8))
                return extension.Child("value").GetString();
        }
        return null;
    }

    private ResourceDocument? Open(string? reference, string prefix)
    {
        if (reference?.StartsWith(prefix, StringComparison.Ordinal) != true)
            return null;
        return store.Read(prefix[..^1], reference[prefix.Length..]) is { IsDeleted: false } version ? ResourceDocument.Parse(version.Open()).Document : null;
    }
}

/// <summary>A site as its sessions know it.</summary>
/// <param name="Name">What people call it, or null.</param>
/// <param name="TimeZone">IANA time zone name as recorded, or null.</param>
public sealed record SiteSetting(string? Name, string? TimeZone);
