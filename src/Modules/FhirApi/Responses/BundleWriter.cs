using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Carewright.FhirApi.Responses;

/// <summary>
/// Builds a Bundle by joining the bytes of its resources; nothing is parsed or written again (FHIR R4 bundle.html).
/// </summary>
internal sealed class BundleWriter
{
    private readonly ArrayBufferWriter<byte> _out;
    private string? _baseUrl;
    private JsonEncodedText _escapedBase;
    private bool _hasEntry;
    private bool _hasLink;

    internal BundleWriter(string type, int sizeHint, long? total = null)
    {
        _out = new ArrayBufferWriter<byte>(sizeHint + 512);
        Raw("{\"resourceType\":\"Bundle\",\"id\":\""u8);
        Text(Guid.CreateVersion7().ToString());
        Raw("\",\"type\":\""u8);
        Text(type);
        Raw("\""u8);
        if (total is { } count)
        {
            Raw(",\"total\":"u8);
            Number(count);
        }
    }

    /// <summary>Links come before entries.</summary>
    internal void Link(string relation, string url)
    {
        Raw(_hasLink ? ","u8 : ",\"link\":["u8);
        _hasLink = true;
        Raw("{\"relation\":\""u8);
        Text(relation);
        Raw("\",\"url\":\""u8);
        Escaped(url);
        Raw("\"}"u8);
    }

    /// <summary>An entry with a resource of this server: its full address is the base and the reference, which needs no escaping (FHIR R4 datatypes.html#id).</summary>
    internal void StartEntry(string baseUrl, string reference, ReadOnlySpan<byte> resource)
    {
        StartEntry();
        Raw("\"fullUrl\":\""u8);
        if (!ReferenceEquals(baseUrl, _baseUrl))
            (_baseUrl, _escapedBase) = (baseUrl, JsonEncodedText.Encode(baseUrl, JavaScriptEncoder.UnsafeRelaxedJsonEscaping));
        Raw(_escapedBase.EncodedUtf8Bytes);
        Raw("/"u8);
        Text(reference);
        Raw(resource.IsEmpty ? "\""u8 : "\",\"resource\":"u8);
        Raw(resource);
    }

    internal void StartEntry(string? fullUrl, ReadOnlySpan<byte> resource)
    {
        StartEntry();
        var first = true;
        if (fullUrl is not null)
        {
            Raw("\"fullUrl\":\""u8);
            Escaped(fullUrl);
            Raw("\""u8);
            first = false;
        }
        if (resource.IsEmpty)
            return;
        Raw(first ? "\"resource\":"u8 : ",\"resource\":"u8);
        Raw(resource);
    }

    private void StartEntry()
    {
        if (!_hasEntry)
            Raw(_hasLink ? "],\"entry\":["u8 : ",\"entry\":["u8);
        else
            Raw(","u8);
        _hasEntry = true;
        Raw("{"u8);
    }

    internal void SearchMode(string mode)
    {
        Raw(",\"search\":{\"mode\":\""u8);
        Text(mode);
        Raw("\"}"u8);
    }

    /// <summary>A match of <c>$match</c>: how sure it is (FHIR R4 extension-match-grade.html), and its score from 0 to 1.</summary>
    internal void Match(string grade, double score)
    {
        Raw(",\"search\":{\"extension\":[{\"url\":\"http://hl7.org/fhir/StructureDefinition/match-grade\",\"valueCode\":\""u8);
        Text(grade);
        Raw("\"}],\"mode\":\"match\",\"score\":"u8);
        Text(score.ToString("0.###", System.Globalization.CultureInfo.InvariantCulture));
        Raw("}"u8);
    }

    internal void Request(string method, string url)
    {
        Raw(",\"request\":{\"method\":\""u8);
        Text(method);
        Raw("\",\"url\":\""u8);
        Escaped(url);
        Raw("\"}"u8);
    }

    /// <summary>The response part of a history, batch or transaction entry; <paramref name="comma"/> false when nothing stands before it.</summary>
    internal void Response(bool comma, string status, string? location, string? etag, DateTimeOffset? lastModified, ReadOnlySpan<byte> outcome)
    {
        Raw(comma ? ",\"response\":{\"status\":\""u8 : "\"response\":{\"status\":\""u8);
        Text(status);
        Raw("\""u8);
        Property("location", location);
        Property("etag", etag);
        Property("lastModified", lastModified?.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture));
        if (!outcome.IsEmpty)
        {
            Raw(",\"outcome\":"u8);
            Raw(outcome);
        }
        Raw("}"u8);
    }

    internal void EndEntry() => Raw("}"u8);

    internal ReadOnlyMemory<byte> Finish()
    {
        if (_hasEntry || _hasLink)
            Raw("]"u8);
        Raw("}"u8);
        return _out.WrittenMemory;
    }

    private void Property(string name, string? value)
    {
        if (value is null)
            return;
        Raw(",\""u8);
        Text(name);
        Raw("\":\""u8);
        Escaped(value);
        Raw("\""u8);
    }

    private void Raw(ReadOnlySpan<byte> bytes) => _out.Write(bytes);

    private void Text(string text) => Encoding.UTF8.GetBytes(text, _out);

    private void Escaped(string text) => Raw(JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);

    private void Number(long value)
    {
        Utf8Formatter.TryFormat(value, _out.GetSpan(20), out var written);
        _out.Advance(written);
    }
}
