using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Carewright.Scenarios.Tests.Running;

/// <summary>An HTTP answer, read to its end.</summary>
internal sealed class Reply
{
    private readonly Dictionary<string, string> _headers;
    private readonly Lazy<JsonObject> _json;

    private Reply(int status, byte[] body, Dictionary<string, string> headers)
    {
        (Status, Body, _headers) = (status, body, headers);
        _json = new Lazy<JsonObject>(() => JsonNode.Parse(Body, documentOptions: new JsonDocumentOptions { MaxDepth = 256 })!.AsObject());
    }

    internal int Status { get; }

    internal byte[] Body { get; }

    internal string Text => Encoding.UTF8.GetString(Body);

    internal JsonObject Json => _json.Value;

    internal string? Header(string name) => _headers.GetValueOrDefault(name);

    internal string Type => Header("Content-Type") ?? "";

    /// <summary>The version in the entity tag.</summary>
    internal long Version => long.Parse(Header("ETag")!.Replace("W/", "", StringComparison.Ordinal).Trim('"'), CultureInfo.InvariantCulture);

    /// <summary>The entries of a Bundle; none when it has none.</summary>
    internal IReadOnlyList<JsonObject> Entries => Json["entry"] is JsonArray entries ? [.. entries.Select(entry => entry!.AsObject())] : [];

    /// <summary>The resources of a Bundle, outcomes of the search itself left out.</summary>
    internal IReadOnlyList<JsonObject> Resources => [.. Entries.Where(entry => (string?)entry["search"]?["mode"] != "outcome").Select(entry => entry["resource"]?.AsObject()).OfType<JsonObject>()];

    internal IReadOnlyList<string> References => [.. Resources.Select(Reference)];

    internal long? Total => (long?)Json["total"];

    /// <summary>The resource that was read or written, or made: <c>Type/id</c>.</summary>
    internal string Made => Header("Location") is { } place ? string.Join('/', place.Split("/fhir/")[1].Split('/').Take(2)) : Reference(Json);

    internal string Id => Made.Split('/')[1];

    internal string? Next => Json["link"]?.AsArray().FirstOrDefault(link => (string?)link!["relation"] == "next") is { } next ? (string?)next["url"] : null;

    internal static string Reference(JsonObject resource) => $"{(string?)resource["resourceType"]}/{(string?)resource["id"]}";

    internal static async Task<Reply> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
            headers[name] = string.Join(", ", values);
        return new Reply((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellationToken), headers);
    }

    /// <summary>Fails with the body's beginning when the status is another one.</summary>
    internal Reply Expect(int status)
    {
        Assert.True(Status == status, $"{status} was expected, {Status} came: {(Text.Length > 1500 ? Text[..1500] : Text)}");
        return this;
    }

    /// <summary>Fails when this is not an OperationOutcome with this status.</summary>
    internal Reply ExpectOutcome(int status)
    {
        Expect(status);
        Assert.Equal("OperationOutcome", (string?)Json["resourceType"]);
        Assert.NotEmpty(Json["issue"]!.AsArray());
        return this;
    }
}
