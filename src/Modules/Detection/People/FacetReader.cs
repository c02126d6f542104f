using Carewright.Fhir.Json;

namespace Carewright.Detection.People;

/// <summary>Takes what is compared out of a Patient, Practitioner or Person.</summary>
internal static class FacetReader
{
    /// <summary>The tag of records that are there as a trap.</summary>
    public const string WatchSystem = "https://carewright.example/fhir/CodeSystem/watch";

    private const string ActCode = "http://terminology.hl7.org/CodeSystem/v3-ActCode";

    public static PersonFacets Read(ResourceDocument document)
    {
        var root = document.Root;
        var (family, given, homes, streets) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var name in root.Children("name"))
        {
            Add(family, name.Child("family").GetString());
            foreach (var one in name.Children("given"))
            {
                Add(given, one.GetString());
                break;
            }
        }
        foreach (var address in root.Children("address"))
            AddAddress(address, homes, streets);
        return new PersonFacets(family, given, root.Child("birthDate").GetString(), homes, streets)
        {
            IsVip = HasCoding(root, "security", ActCode, "CEL"),
            IsEmployee = HasCoding(root, "security", ActCode, "EMP"),
            IsHoney = HasCoding(root, "tag", WatchSystem, "honey"),
        };
    }

    private static void AddAddress(Element address, HashSet<string> homes, HashSet<string> streets)
    {
        if (address.Child("postalCode").GetString() is not { Length: > 0 } postalCode)
            return;
        foreach (var line in address.Children("line"))
        {
            var text = Fold(line.GetString());
            if (text.Length == 0)
                continue;
            homes.Add($"{text}|{postalCode}");
            var street = new string([.. text.Where(character => !char.IsDigit(character))]).Trim();
            if (street.Length > 3)
                streets.Add($"{street}|{postalCode}");
            break;
        }
    }

    private static bool HasCoding(Element root, string element, string system, string code)
    {
        foreach (var coding in root.Child("meta").Children(element))
        {
            if (coding.Child("system").GetString() == system && coding.Child("code").GetString() == code)
                return true;
        }
        return false;
    }

    private static void Add(HashSet<string> values, string? text)
    {
        if (Fold(text) is { Length: > 0 } folded)
            values.Add(folded);
    }

    private static string Fold(string? text) => (text ?? "").Trim().ToLowerInvariant();
}
