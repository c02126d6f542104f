using System.Globalization;

namespace Carewright.Gateway.Searching;

/// <summary>Where a page goes on that walks several types one after the other: which type, and the store's page token in it.</summary>
internal readonly record struct TypePlace(int TypeIndex, string? Cursor)
{
    /// <summary>The place as a page token.</summary>
    internal string Write() => string.Create(CultureInfo.InvariantCulture, $"{TypeIndex}.{Cursor}");

    /// <summary>False when the text is no such token; the beginning when there is none.</summary>
    internal static bool TryRead(string? text, out TypePlace place)
    {
        place = default;
        if (text is null)
            return true;
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot <= 0 || !int.TryParse(text.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            return false;
        place = new(index, dot + 1 < text.Length ? text[(dot + 1)..] : null);
        return true;
    }
}
