using Carewright.Kernel;

namespace Carewright.Astm.Records;

/// <summary>How a message is read, and how large it may be.</summary>
/// <param name="Charset">What its bytes beyond ASCII are.</param>
/// <param name="Bytes">Most bytes.</param>
/// <param name="Records">Most records.</param>
public sealed record ReadOptions(AstmCharset Charset = AstmCharset.Latin1, int Bytes = 16 << 20, int Records = 100_000)
{
    /// <summary>ISO 8859-1, 16 MB, 100,000 records.</summary>
    public static ReadOptions Default { get; } = new();
}

/// <summary>What reading gave: a message or a fault.</summary>
/// <param name="Message">The message; null when there is a fault.</param>
/// <param name="Fault">Why it is no message; null when it is one.</param>
public readonly record struct ReadResult(AstmMessage? Message, Issue? Fault);
