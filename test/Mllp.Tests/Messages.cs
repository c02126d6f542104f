using System.Text;
using Carewright.Hl7v2;
using Carewright.Hl7v2.Acknowledging;

namespace Carewright.Mllp.Tests;

/// <summary>Messages for tests, and answers to them.</summary>
internal static class Messages
{
    private static readonly Acknowledgement s_acknowledgement = new("PARTNER");

    internal static byte[] Of(string controlId, string modes = "|", string rest = "") => Bytes($"MSH|^~\\&|SENDER|A|RECEIVER|B|20260105101500||ADT^A08^ADT_A01|{controlId}|P|2.5.1|||{modes}\rPID|1||P-1^^^HOSP^MR||Example^Anna{rest}\r");

    internal static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    internal static string Text(ReadOnlyMemory<byte> bytes) => Encoding.Latin1.GetString(bytes.Span);

    internal static string ControlId(ReadOnlyMemory<byte> message) => Hl7Message.Parse(message).Text("MSH-10");

    internal static string Acknowledged(ReadOnlyMemory<byte> answer) => Hl7Message.Parse(answer).Text("MSA-2");

    internal static byte[] Acknowledge(ReadOnlyMemory<byte> message, AcknowledgementCode code = AcknowledgementCode.AA) =>
        s_acknowledgement.Of(Hl7Message.Parse(message), code, DateTimeOffset.UnixEpoch, "A" + ControlId(message));
}
