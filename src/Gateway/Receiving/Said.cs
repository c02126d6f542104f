using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Carewright.Gateway.Receiving;

/// <summary>
/// What a sender has said of each top-level element so far, as digests. It stands with the Provenance of the message, so that it is sealed and erased with the record, and tells the sender's own repetition from
/// something new, and what a person has changed from what is still as the sender left it.
/// </summary>
internal sealed class Said
{
    /// <summary>The extension of <c>Provenance.target</c> that holds it: <c>name=1f2e... birthDate=...</c>.</summary>
    internal const string Url = "https://carewright.example/fhir/StructureDefinition/said-by-sender";

    // Sixty-four bits: enough to tell two values of one element of one resource apart, and the value itself lies beside it.
    private const int DigestBytes = 8;
    private readonly SortedDictionary<string, string> _digests = new(StringComparer.Ordinal);

    /// <summary>What the keys of a message's new things become, <c>Type/id</c>: a reference to one is digested as the record will have it.</summary>
    internal IReadOnlyDictionary<string, string> Settled { get; init; } = new Dictionary<string, string>();

    internal bool Knows(string element) => _digests.ContainsKey(element);

    internal bool Is(string element, IReadOnlyDictionary<string, JsonNode?> value) => _digests.GetValueOrDefault(element) == Digest(value);

    internal void Set(string element, IReadOnlyDictionary<string, JsonNode?> value) => _digests[element] = Digest(value);

    /// <summary>The same, for a message that makes new things.</summary>
    internal Said With(IReadOnlyDictionary<string, string> settled)
    {
        var copy = new Said { Settled = settled };
        foreach (var (element, digest) in _digests)
            copy._digests[element] = digest;
        return copy;
    }

    internal static Said Parse(string? text)
    {
        var said = new Said();
        foreach (var part in (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals)
                said._digests[part[..equals]] = part[(equals + 1)..];
        }
        return said;
    }

    public override string ToString() => string.Join(' ', _digests.Select(one => $"{one.Key}={one.Value}"));

    private string Digest(IReadOnlyDictionary<string, JsonNode?> value)
    {
        var text = string.Join('\n', value.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key}:{one.Value?.ToJsonString()}"));
        if (text.Contains("\"urn:uuid:", StringComparison.Ordinal))
        {
            foreach (var (key, reference) in Settled)
                text = text.Replace($"\"{key}\"", $"\"{reference}\"", StringComparison.Ordinal);
        }
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, DigestBytes));
    }
}
