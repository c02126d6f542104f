using System.Globalization;

namespace Carewright.Gateway.Bundles;

/// <summary>FHIR's weak entity tags, <c>W/"3"</c> (FHIR R4 http.html#versioning).</summary>
public static class EntityTag
{
    /// <summary>The version id that a tag names; false when the text is no such tag.</summary>
    public static bool TryParse(string text, out long versionId)
    {
        ArgumentNullException.ThrowIfNull(text);
        var tag = text.AsSpan().Trim();
        if (tag.StartsWith("W/", StringComparison.Ordinal))
            tag = tag[2..];
        return long.TryParse(tag.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out versionId);
    }

    /// <summary>The tag of a version.</summary>
    public static string Of(long versionId) => string.Create(CultureInfo.InvariantCulture, $"W/\"{versionId}\"");
}
