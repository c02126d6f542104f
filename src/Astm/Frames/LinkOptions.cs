namespace Carewright.Astm.Frames;

/// <summary>Which end of the line one is: it decides who gives way when both want to send at once (LIS1-A 6.2.7).</summary>
public enum LinkRole
{
    /// <summary>The instrument has priority: it asks again after a second.</summary>
    Instrument,

    /// <summary>The computer gives way: it waits until the instrument has sent, 20 seconds at most.</summary>
    Host,
}

/// <summary>How one end of a line behaves. The times are those of LIS1-A; shorter ones are for tests and for lines that are known to be quick.</summary>
/// <param name="Role">Which end one is.</param>
public sealed record LinkOptions(LinkRole Role)
{
    /// <summary>Most bytes of text in a frame that is sent; <see cref="AstmFrame.LargeText"/> for instruments of LIS1-A. Frames that come may always be as long as that.</summary>
    public int FrameText { get; init; } = AstmFrame.SmallText;

    /// <summary>Whether records that are sent share frames; without it each record has its own, which is what instruments expect.</summary>
    public bool PacksRecords { get; init; }

    /// <summary>Most bytes of a message that comes.</summary>
    public int MaximumMessage { get; init; } = 4 << 20;

    /// <summary>How often a frame is sent, and how often the line is asked for, before that is given up.</summary>
    public int Tries { get; init; } = 6;

    /// <summary>Whether a message that comes must end with a terminator record. Without it, one that has none is handed over after its frames have been acknowledged: it is lost when it is not taken then.</summary>
    public bool RequiresTerminator { get; init; } = true;

    /// <summary>Whether a transfer is broken off when the receiver asks for it (EOT for an answer), and begun anew afterwards; otherwise it goes on.</summary>
    public bool YieldsToInterrupt { get; init; } = true;

    /// <summary>How long an answer to ENQ or to a frame is waited for.</summary>
    public TimeSpan ReplyTime { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the next frame, or the rest of one, is waited for.</summary>
    public TimeSpan FrameTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long who takes the messages may take for one, before the frame that ended it is asked for again: the sender waits no longer than its reply time.</summary>
    public TimeSpan DecisionTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long CR and LF after a checksum are waited for; without them the frame counts none the less.</summary>
    public TimeSpan TrailerTime { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The pause before a line is asked for again that was busy (NAK for an answer to ENQ).</summary>
    public TimeSpan BusyTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The pause of an instrument when both have asked for the line.</summary>
    public TimeSpan InstrumentPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The pause of a host when both have asked for the line; it ends early when the instrument has sent what it had.</summary>
    public TimeSpan HostPause { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The pause after a transfer that was broken off because the receiver asked for it; it ends early when the receiver has sent what it had.</summary>
    public TimeSpan InterruptPause { get; init; } = TimeSpan.FromSeconds(15);
}
