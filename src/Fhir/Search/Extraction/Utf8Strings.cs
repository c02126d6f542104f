using System.Text;
using Carewright.Fhir.Json;

namespace Carewright.Fhir.Search.Extraction;

/// <summary>
/// Strings of code systems and codes, which come again and again: a small table of the last ones seen saves their allocation. A slot is overwritten without
/// locks, since any string found in it is compared
/// before it is used. Only for codes and systems: nothing that names a person may outlive its resource here.
/// </summary>
internal static class Utf8Strings
{
    private const int Slots = 2048;
    private const int MaxLength = 96;
    private static readonly string?[] s_recent = new string?[Slots];

    /// <summary>The primitive's text; null without a value.</summary>
    public static string? Get(Element element)
    {
        var utf8 = element.RawValue;
        if (!element.HasValue || element.IsEscaped || utf8.Length > MaxLength)
            return element.GetString();
        ref var slot = ref s_recent[Hash(utf8) % Slots];
        var recent = slot;
        if (recent is not null && Ascii.Equals(utf8, recent))
            return recent;
        return slot = Encoding.UTF8.GetString(utf8);
    }

    private static uint Hash(ReadOnlySpan<byte> utf8)
    {
        var hash = 2166136261u;
        foreach (var b in utf8)
            hash = (hash ^ b) * 16777619u;
        return hash;
    }
}
