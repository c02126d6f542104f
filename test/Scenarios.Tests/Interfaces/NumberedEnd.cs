using System.Collections.Concurrent;
using System.Globalization;
using Carewright.Hl7v2;

namespace Carewright.Scenarios.Tests.Interfaces;

/// <summary>How a partner answers that takes messages in the order of their numbers (HL7 v2.8 ch. 2.10.1).</summary>
internal sealed class NumberedEnd
{
    private readonly ConcurrentQueue<string> _accepted = new();

    /// <summary>The number that it took last; null: none.</summary>
    internal long? Last { get; set; }

    /// <summary>Whether it takes the next message and says nothing.</summary>
    internal bool LosesNext { get; set; }

    /// <summary>Control ids of what it took, in order.</summary>
    internal IReadOnlyList<string> Accepted => [.. _accepted];

    internal byte[]? Answer(Hl7Message message)
    {
        var number = long.Parse(message[0][13].Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (number == -1)
            Last = null;
        if (number is 0 or -1)
            return Say(message, "AA");
        if (Last is { } last && number != last + 1)
            return Say(message, "AR");
        (Last, var isLost) = (number, LosesNext);
        LosesNext = false;
        _accepted.Enqueue(message[0][10].Text);
        return isLost ? null : Say(message, "AA");
    }

    private byte[] Say(Hl7Message message, string code) =>
        PartnerHouse.Bytes("MSH|^~\\&|LIS||CAREWRIGHT||20260301070000||ACK|A" + message[0][10].Text + "|P|2.5.1", $"MSA|{code}|{message[0][10].Text}||{(Last is { } last ? last + 1 : -1).ToString(CultureInfo.InvariantCulture)}");
}
