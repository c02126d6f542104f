using System.Security.Cryptography;
using Carewright.Fhir.Json;

namespace Carewright.Migration.Sources;

/// <summary>Ids for resources that come without one: the same input gives the same id.</summary>
internal static class StableId
{
    /// <summary>The resource as compact JSON with an id.</summary>
    internal static ReadOnlyMemory<byte> Ensure(ResourceDocument document, string? fullUrl) =>
        document.Id is not null ? document.Utf8 : ResourceEditor.Rewrite(document, new ResourceEdits { Id = Of(fullUrl, document.Utf8.Span) });

    /// <summary>The UUID that a <c>urn:uuid:</c> names, or one made from the content.</summary>
    internal static string Of(string? fullUrl, ReadOnlySpan<byte> content)
    {
        const string Urn = "urn:uuid:";
        if (fullUrl?.StartsWith(Urn, StringComparison.Ordinal) == true && Guid.TryParse(fullUrl.AsSpan(Urn.Length), out var named))
            return named.ToString();
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        // Version 8: a UUID whose bits the maker defines (RFC 9562, 5.8).
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true).ToString();
    }
}
