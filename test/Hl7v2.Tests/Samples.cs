using System.Text;

namespace Carewright.Hl7v2.Tests;

/// <summary>Messages for tests; segments are written on lines of their own.</summary>
internal static class Samples
{
    internal const string Admit = """
        MSH|^~\&|SENDER|HOSPITAL|CAREWRIGHT|CLINIC|20260105101500+0100||ADT^A01^ADT_A01|C0001|P|2.5.1
        EVN|A01|20260105101500
        PID|1||P-17^^^HOSP&2.16.840.1.1&ISO^MR~999^^^SSA^SS||Muster^Anna^M^^Dr.||19800229|F|||Long Lane 1&Long Lane&1^Apt 2^Town^ST^12345||""
        PV1|1|I|W1^101^A
        """;

    internal static byte[] Bytes(string lines, string end = "\r") => Encoding.UTF8.GetBytes(lines.ReplaceLineEndings("\n").Replace("\n", end, StringComparison.Ordinal) + end);

    internal static Hl7Message Message(string lines, string end = "\r") => Hl7Message.Parse(Bytes(lines, end));

    internal static Hl7Message Raw(string text) => Hl7Message.Parse(Encoding.Latin1.GetBytes(text));
}
