using System.Text.Json.Nodes;
using Carewright.Fhir.Json;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Gateway.Receiving;

/// <summary>
/// Finds what a sender has said of a resource so far: with the newest of its versions that a message of that sender has written; what another partner has said is like what people here have written. A version names its message in <c>meta.source</c>, and the message's Provenance names the version: what
/// only says so, because somebody copied it from an earlier version, is not believed.
/// </summary>
internal sealed class SaidReader(IRecordStore store)
{
    // No urn:uuid: the transaction that brings it would take it for the address of one of its entries.
    private const string SourcePrefix = "urn:carewright:message:";
    private const int MostVersions = 50;

    /// <summary><c>meta.source</c> of what a message writes.</summary>
    internal static string SourceOf(string message) => SourcePrefix + message;

    /// <summary>How the Provenance of a message names its sender.</summary>
    /// <param name="account">User name of the partner's account.</param>
    /// <param name="name">The partner's name, for people.</param>
    internal static JsonObject SenderOf(string account, string name) => new() { ["identifier"] = new JsonObject { ["system"] = RowGrant.OwnerSystem, ["value"] = account }, ["display"] = name };

    /// <summary>What a sender has said of a resource; nothing when it has not spoken of it.</summary>
    /// <param name="row">Its newest version.</param>
    /// <param name="account">User name of the sender's account.</param>
    internal Said Read(StoredVersion row, string account)
    {
        var version = row;
        for (var looked = 0; looked < MostVersions && version is not null; looked++)
        {
            if (!version.IsDeleted && MessageOf(version) is { } message && TargetOf(message, version, account) is { } said)
                return Said.Parse(said);
            version = version.VersionId > 1 ? store.ReadVersion(row.ResourceType, row.Id, version.VersionId - 1) : null;
        }
        return new Said();
    }

    private static string? MessageOf(StoredVersion version)
    {
        var body = version.Open();
        return body.Span.IndexOf("urn:carewright:message:"u8) >= 0 && ResourceDocument.Parse(body).Document is { } document ? MessageOf(document) : null;
    }

    /// <summary>Id of the message that a version says it was written by; null.</summary>
    internal static string? MessageOf(ResourceDocument version) =>
        version.Root.Child("meta").Child("source").GetString() is { } source && source.StartsWith(SourcePrefix, StringComparison.Ordinal) ? source[SourcePrefix.Length..] : null;

    private static bool IsBy(JsonObject provenance, string account) => (string?)provenance["agent"]?[0]?["who"]?["identifier"]?["value"] == account;

    private string? TargetOf(string message, StoredVersion version, string account)
    {
        if (store.Read("Provenance", message) is not { IsDeleted: false } provenance || JsonNode.Parse(provenance.Open().Span) is not JsonObject json || !IsBy(json, account))
            return null;
        var own = $"{version.ResourceType}/{version.Id}";
        foreach (var target in json["target"] as JsonArray ?? [])
        {
            var reference = (string?)target?["reference"];
            if (reference == $"{own}/_history/{version.VersionId}" || (version.VersionId == 1 && reference == own))
                return (string?)(target!["extension"] as JsonArray)?.FirstOrDefault(one => (string?)one?["url"] == Said.Url)?["valueString"] ?? "";
        }
        return null;
    }
}
