namespace Carewright.Interfaces.Partners;

/// <summary>How an instrument is spoken to. It connects to a port of this server (<see cref="Partner.Receive"/>), or this server connects to it.</summary>
internal sealed record AnalyserLine
{
    /// <summary>Name or address of the instrument that listens, or of the device server of its serial port; null: it connects by itself.</summary>
    public string? Host { get; init; }

    /// <summary>Its TCP port, 1 to 65535; 0 without a host.</summary>
    public int Port { get; init; }

    /// <summary>Whether its texts are UTF-8; otherwise they are ISO 8859-1.</summary>
    public bool IsUtf8 { get; init; }

    /// <summary>Whether it ends its messages without a terminator record. Its frames are acknowledged before a message is durable then.</summary>
    public bool OmitsTerminator { get; init; }
}
