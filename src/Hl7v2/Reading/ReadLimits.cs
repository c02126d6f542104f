namespace Carewright.Hl7v2.Reading;

/// <summary>How large a message may be.</summary>
/// <param name="Bytes">All of it; embedded documents make messages large.</param>
/// <param name="Segments">Segments.</param>
/// <param name="Fields">Fields of all segments together.</param>
public sealed record ReadLimits(int Bytes = 64 << 20, int Segments = 100_000, int Fields = 4_000_000)
{
    /// <summary>64 MB, 100,000 segments, 4,000,000 fields.</summary>
    public static ReadLimits Default { get; } = new();
}
