namespace Carewright.Terminology.Sources;

/// <summary>A canonical reference taken apart (FHIR R4 references.html#canonical): <c>url|version#fragment</c>.</summary>
/// <param name="Url">The url.</param>
/// <param name="Version">The version, or null.</param>
public readonly record struct Canonical(string Url, string? Version)
{
    /// <summary>Takes a reference apart; a fragment is dropped.</summary>
    public static Canonical Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var bar = text.IndexOf('|', StringComparison.Ordinal);
        if (bar < 0)
            return new Canonical(text, null);
        var version = text[(bar + 1)..];
        var hash = version.IndexOf('#', StringComparison.Ordinal);
        version = hash < 0 ? version : version[..hash];
        return new Canonical(text[..bar], version.Length > 0 ? version : null);
    }

    /// <summary><c>url|version</c>, or the url.</summary>
    public override string ToString() => Version is null ? Url : $"{Url}|{Version}";
}
