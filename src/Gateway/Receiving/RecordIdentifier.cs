using System.Text.Json.Nodes;

namespace Carewright.Gateway.Receiving;

/// <summary>The number that a resource has without anybody giving it one: its logical id. Stands in messages where there is no other, and leads back when it returns.</summary>
public static class RecordIdentifier
{
    /// <summary>The identifier system of logical ids.</summary>
    public const string System = "https://carewright.example/fhir/NamingSystem/record";

    private const string Prefix = System + "|";

    /// <summary><c>system|value</c>.</summary>
    public static string Of(string id) => Prefix + id;

    /// <summary>The logical id that an identifier (<c>system|value</c>) is; null: it is another number.</summary>
    internal static string? IdOf(string identifier) => identifier.StartsWith(Prefix, StringComparison.Ordinal) ? identifier[Prefix.Length..] : null;

    /// <summary>Takes it out of what is to be written: the resource has it anyway.</summary>
    internal static void RemoveFrom(JsonObject content)
    {
        if (content["identifier"] is not JsonArray identifiers)
            return;
        foreach (var own in identifiers.Where(one => (string?)one?["system"] == System).ToList())
            identifiers.Remove(own);
        if (identifiers.Count == 0)
            content.Remove("identifier");
    }
}
