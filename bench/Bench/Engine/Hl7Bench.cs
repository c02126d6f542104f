using System.Diagnostics;
using System.Globalization;
using System.Text;
using Carewright.Bench.Results;
using Carewright.Hl7v2;

namespace Carewright.Bench.Engine;

/// <summary>Reading HL7 v2 on one thread: generated results of a laboratory, about 4 KB each, over and over until there has been enough of it.</summary>
internal static class Hl7Bench
{
    private const int Messages = 500;
    private const int Rounds = 4;
    private static readonly Hl7Path s_identifier = Hl7Path.Parse("PID-3.1");
    private static readonly Hl7Path s_values = Hl7Path.Parse("OBX-5");

    /// <param name="bytes">How much is read in each round.</param>
    public static IEnumerable<BenchRow> Run(long bytes)
    {
        var messages = Enumerable.Range(0, Messages).Select(number => Result(number)).ToArray();
        var reading = Row("HL7 v2: read", bytes, messages, static message => message.SegmentCount, "segments and fields found");
        yield return reading with { Bars = [Bar.AtLeast(reading.Measured, 500, "MB/s")] };
        yield return Row("HL7 v2: read, and what a mapping asks", bytes / 4, messages, Ask, "and the text of the patient's identifier, every code, value, unit and status");
        foreach (var peer in Hl7Peers.Run(messages, reading.Measured))
            yield return peer;
    }

    private static BenchRow Row(string name, long bytes, byte[][] messages, Func<Hl7Message, int> step, string note)
    {
        var (best, allocated, fields) = (double.MaxValue, 0L, 0L);
        for (var round = 0; round < Rounds; round++)
        {
            var (started, before) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
            var (read, count) = (0L, 0L);
            for (; read < bytes; count++)
            {
                var message = Hl7Message.Parse(messages[count % messages.Length]);
                _ = step(message);
                read += message.Bytes.Length;
            }
            best = Math.Min(best, Stopwatch.GetElapsedTime(started).TotalSeconds / read);
            allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / count;
        }
        foreach (var segment in Hl7Message.Parse(messages[0]).Segments())
            fields += segment.FieldCount;
        return new BenchRow(name, "MB/s", 1e-6 / best, null, null, null, null, 0, $"{note}; messages of {messages[0].Length:N0} bytes with {fields} fields, {allocated:N0} bytes allocated each; one thread, best of {Rounds}", []);
    }

    private static int Ask(Hl7Message message)
    {
        var letters = message.First(s_identifier).Text.Length;
        foreach (var value in message.All(s_values))
            letters += value.Text.Length;
        foreach (var segment in message.Segments())
            if (segment.Is("OBX"))
                letters += segment[3].Component(1).Text.Length + segment[6].Component(1).Text.Length + segment[11].Text.Length;
        return letters;
    }

    private static byte[] Result(int number)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"MSH|^~\\&|LAB|REFERENCE^2.16.840.1.113883.19^ISO|CAREWRIGHT|CLINIC|20260105101500+0100||ORU^R01^ORU_R01|L{number:D8}|P|2.5.1|||AL|NE\r");
        text.Append(CultureInfo.InvariantCulture, $"PID|1||{1_000_000 + number}^^^CLINIC&2.16.840.1.113883.19.5&ISO^MR||Synth{number}^Test^Q^^^^L||19700101|F|||1 Long Lane^^Town^ST^12345^USA^H||^PRN^PH^^1^555^5550100\r");
        text.Append("PV1|1|O|CLINIC^1^A||||1234567890^Synthdoc^Test^^^Dr.^MD\r");
        text.Append(CultureInfo.InvariantCulture, $"ORC|RE|P{number}^CAREWRIGHT|F{number}^LAB||CM||||20260104090000\rOBR|1|P{number}^CAREWRIGHT|F{number}^LAB|24323-8^Comprehensive metabolic panel^LN|||20260104083000|||||||||1234567890^Synthdoc^Test^^^Dr.^MD||||||20260105100000|||F\r");
        for (var i = 1; i <= 28; i++)
            text.Append(CultureInfo.InvariantCulture, $"OBX|{i}|NM|{2000 + i}-{i % 10}^Analyte number {i}^LN^A{i}^Analyte {i}^L||{i * 1.25 + number % 7:0.00}|mmol/L^millimole per liter^UCUM|{i}.0-{i * 2}.0|{(i % 9 == 0 ? "H" : "N")}|||F|||20260104083000||T{i % 3}^Synthtech\r");
        return Encoding.ASCII.GetBytes(text.ToString());
    }
}
