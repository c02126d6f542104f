namespace Carewright.Fhir.Json;

/// <summary>Lines and columns of byte offsets.</summary>
internal static class TextPosition
{
    /// <summary>1-based line and column, the column counted in bytes.</summary>
    internal static (int Line, int Column) Of(ReadOnlySpan<byte> text, int offset)
    {
        var before = text[..Math.Min(offset, text.Length)];
        return (before.Count((byte)'\n') + 1, before.Length - before.LastIndexOf((byte)'\n'));
    }
}
