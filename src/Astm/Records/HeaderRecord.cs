namespace Carewright.Astm.Records;

/// <summary>H: who sends what to whom (LIS2-A2 6). Texts are without the spaces around them, and empty when there are none.</summary>
/// <param name="Record">The record.</param>
public readonly record struct HeaderRecord(AstmRecord Record)
{
    /// <summary>H-3: the message's control id.</summary>
    public string ControlId => Record.Trimmed(3);

    /// <summary>H-5: who sends; most instruments give their name, the version of their program and their serial number as components.</summary>
    public AstmValue Sender => Record[5];

    /// <summary>H-10: for whom it is.</summary>
    public string Receiver => Record.Trimmed(10);

    /// <summary>H-12: P production, T training, D debugging, Q quality control.</summary>
    public string ProcessingId => Record.Trimmed(12);

    /// <summary>H-13: the version of the format.</summary>
    public string Version => Record.Trimmed(13);

    /// <summary>H-14: when the message was made.</summary>
    public AstmTime? Time => AstmTime.Read(Record.Trimmed(14));
}

/// <summary>L: the end of a message (LIS2-A2 12).</summary>
/// <param name="Record">The record.</param>
public readonly record struct TerminatorRecord(AstmRecord Record)
{
    /// <summary>L-3; null when it is another than the standard has. Nothing given is <see cref="TerminationCode.Normal"/>.</summary>
    public TerminationCode? Code => Record.Trimmed(3) is var code && code.Length == 0 ? TerminationCode.Normal : code.Length == 1 ? TerminationCodes.Read(code[0]) : null;
}

/// <summary>Why a message ends (L-3, LIS2-A2 12.3).</summary>
public enum TerminationCode
{
    /// <summary>N: normally.</summary>
    Normal,

    /// <summary>T: the sender broke off.</summary>
    SenderAborted,

    /// <summary>R: the receiver asked for it.</summary>
    ReceiverAborted,

    /// <summary>E: an unknown error.</summary>
    UnknownError,

    /// <summary>Q: an error in the last query.</summary>
    QueryError,

    /// <summary>I: there is nothing for the last query.</summary>
    NoInformation,

    /// <summary>F: the last query is answered.</summary>
    QueryAnswered,
}

/// <summary>The letters of termination codes.</summary>
public static class TerminationCodes
{
    private const string Letters = "NTREQIF";

    /// <summary>The letter of a code.</summary>
    public static char Letter(this TerminationCode code) => Letters[(int)code];

    internal static TerminationCode? Read(char letter) => Letters.IndexOf(char.ToUpperInvariant(letter), StringComparison.Ordinal) is var at and >= 0 ? (TerminationCode)at : null;
}
