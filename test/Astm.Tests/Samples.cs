using System.Text;
using Carewright.Astm.Records;

namespace Carewright.Astm.Tests;

/// <summary>Messages for tests, in the manner of instruments that there are; records are written on lines of their own.</summary>
internal static class Samples
{
    internal const string Chemistry = """
        H|\^&|C-1001||ChemOne^2.4^SN-0001|||||CAREWRIGHT||P|LIS2-A2|20260105101500
        P|1|PR-17|LAB-9|N-3|Muster^Anna^M||19800229|F|||||D-1^Test^Doctor||||||||||||W1
        O|1|  TUBE-0001  |40^0^5^^SAMPLE|^^^GLU\^^^NA\^^^K|R|20260105090000|20260105091500||||A||||SERUM|D-1|||||||||F
        R|1|^^^GLU^1|5.4|mmol/L|3.9 to 5.8^REFERENCE|N||F||op1^chief|20260105100000|20260105101000|M-1
        C|1|I|27^Slight haemolysis|I
        M|1|CAL|LOT-5
        R|2|^^^NA|128|mmol/L|136 to 145|L\A||F|||20260105100000|20260105101100|M-1
        O|2|TUBE-0002||^^^TSH|S
        R|1|^^^TSH|2.1|mU/L||||P
        C|1|I|first
        C|2|L|second
        L|1|N
        """;

    internal const string Haematology = """
        H|\^&|||HaemOne^00-04^^^^HX1^12345||||||||E1394-97
        P|1|||P100|^Test^Person||19991231|M
        O|1||^^             TUBE-77^B|^^^^WBC\^^^^RBC\^^^^PLT|||||||N
        R|1|^^^^WBC^1|7.25|10*3/uL||N||F||||20260105101010
        R|2|^^^^RBC^1|4.81|10*6/uL||N||F||||20260105101010
        R|3|^^^^PLT^1|----|10*3/uL||A||F||||20260105101010
        L|1|N
        """;

    internal const string Query = """
        H|\^&|||HaemOne^00-04
        Q|1|^TUBE-77^^3^1||^^^ALL||||||||O
        L|1|N
        """;

    internal static byte[] Bytes(string lines, string end = "\r") => Encoding.Latin1.GetBytes(lines.ReplaceLineEndings("\n").Replace("\n", end, StringComparison.Ordinal) + end);

    internal static AstmMessage Message(string lines, string end = "\r") => AstmMessage.Parse(Bytes(lines, end));

    internal static string Text(ReadOnlyMemory<byte> bytes) => Encoding.Latin1.GetString(bytes.Span);
}
