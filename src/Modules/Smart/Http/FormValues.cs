using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Carewright.Smart.Http;

/// <summary>Parameters of an OAuth request. One that comes twice makes the whole request invalid (RFC 6749 section 3.1): two readers could take different ones.</summary>
internal sealed class FormValues
{
    private const long MaxBytes = 64 * 1024;
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    private FormValues(IEnumerable<KeyValuePair<string, StringValues>> pairs)
    {
        foreach (var (name, values) in pairs)
        {
            HasRepeats |= values.Count > 1 || _values.ContainsKey(name);
            _values[name] = values.ToString();
        }
    }

    /// <summary>True when a parameter came twice.</summary>
    public bool HasRepeats { get; }

    /// <summary>The value; null when it is absent or empty, which mean the same (RFC 6749 section 3.1).</summary>
    public string? this[string name] => _values.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    /// <summary>Of the query.</summary>
    public static FormValues OfQuery(HttpRequest request) => new(request.Query);

    /// <summary>Of the form; null when the body is none, or is too long.</summary>
    public static async Task<FormValues?> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true || request.ContentLength > MaxBytes)
            return null;
        try
        {
            return new FormValues(await request.ReadFormAsync(new Microsoft.AspNetCore.Http.Features.FormOptions { BufferBodyLengthLimit = MaxBytes, ValueCountLimit = 64, ValueLengthLimit = (int)MaxBytes }, context.RequestAborted));
        }
        catch (Exception problem) when (problem is InvalidDataException or BadHttpRequestException)
        {
            return null;
        }
    }
}
