using System.Diagnostics;
using System.Text;
using Carewright.Hl7v2.Text;
using Carewright.Hl7v2.Writing;
using FsCheck;
using FsCheck.Fluent;

namespace Carewright.Hl7v2.Tests.Reading;

public sealed class RandomTests
{
    private static readonly Gen<string> s_text = Gen.Choose(0, 12).SelectMany(length =>
        Gen.Elements("|^~\\&#ab 1\u00E9\u4E2D\"\t".ToCharArray()).ArrayOf(length).Select(letters => new string(letters)));

    // HL7_FUZZ_SECONDS makes the mutation run longer than the moment that it takes in CI.
    private static readonly TimeSpan s_fuzz = TimeSpan.FromSeconds(
        int.TryParse(Environment.GetEnvironmentVariable("HL7_FUZZ_SECONDS"), System.Globalization.CultureInfo.InvariantCulture, out var seconds) ? seconds : 10);

    [Fact]
    public void What_is_written_is_read_again()
    {
        var places = Gen.Zip(Gen.Choose(1, 9), Gen.Zip(Gen.Choose(1, 3), Gen.Zip(Gen.Choose(1, 4), Gen.Choose(1, 3)))).Select(each => (Field: each.Item1, Repetition: each.Item2.Item1, Component: each.Item2.Item2.Item1, Sub: each.Item2.Item2.Item2));
        var sets = Gen.Zip(places, s_text).ArrayOf(20);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(sets.ToArbitrary(), all =>
        {
            var message = EditableMessage.New(Delimiters.Declared((byte)'|', "^~\\&#"u8)!.Value, CharacterSet.Utf8);
            message.Set("MSH-18", "UNICODE UTF-8");
            message.Set("ZZZ-1", "x");
            var expected = new Dictionary<Hl7Path, string>();
            foreach (var ((field, repetition, component, sub), text) in all)
            {
                var path = new Hl7Path("ZZZ", 1, field, repetition, component, sub);
                message.Set(path, text);
                expected[path] = text;
            }
            var bytes = message.ToBytes();
            var read = Hl7Message.Parse(bytes);
            foreach (var (path, text) in expected)
                Assert.Equal(text, read.First(path).Text);
            Assert.Equal(bytes, EditableMessage.Of(read).ToBytes());
        }));
    }

    [Fact]
    public void Mutated_messages_are_messages_or_faults_and_never_slow()
    {
        var random = new Random(20260105);
        byte[][] seeds =
        [
            Samples.Bytes(Samples.Admit), Samples.Bytes(Samples.Admit, "\r\n"),
            [.. "MSH|^~\\&|A|||||||||||||||~ISO IR87\rPID|||||"u8, 0x1B, (byte)'$', (byte)'B', 0x3B, 0x33, 0x1B, (byte)'(', (byte)'B', .. "\rOBX|1|TX|a||\\.br\\\\X0D\\\\Zx\\\r"u8],
            Encoding.Unicode.GetBytes("MSH|^~\\&|A\rPID|1\r"), [.. "MSH|^~\\&#|A|||||||||||||||GB 18030-2000\rPID|||||"u8, 0x81, 0x7C, 0x94, 0x39, 0xDA, 0x33, (byte)'\r'],
        ];
        var until = Stopwatch.GetTimestamp() + (long)(s_fuzz.TotalSeconds * Stopwatch.Frequency);
        var tried = 0;
        for (; Stopwatch.GetTimestamp() < until; tried++)
        {
            var bytes = Mutate(random, seeds);
            var result = Hl7Message.Read(bytes);
            Assert.True(result.Message is null ^ result.Fault is null);
            if (result.Message is not { } message)
                continue;
            Whole.Read(message);
            Assert.Equal(message.Bytes.ToArray(), EditableMessage.Of(message).ToBytes());
        }
        Assert.True(tried > 100);
    }

    // Shapes that cost a naive reader the square of their length.
    [Theory]
    [InlineData("\r")]
    [InlineData("\r\u0001")]
    [InlineData("\r x")]
    [InlineData("|")]
    [InlineData("\r  ")]
    [InlineData("\\")]
    [InlineData("~")]
    [InlineData("^&")]
    public void Pathological_shapes_are_read_in_linear_time(string shape)
    {
        var bytes = Encoding.Latin1.GetBytes("MSH|^~\\&|A\rZZZ|" + string.Concat(Enumerable.Repeat(shape, 200_000)) + "x");
        var started = Stopwatch.GetTimestamp();
        var message = Hl7Message.Parse(bytes);
        Whole.Read(message);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(20));
    }

    private static byte[] Mutate(Random random, byte[][] seeds)
    {
        var bytes = seeds[random.Next(seeds.Length)].ToList();
        for (var i = random.Next(1, 8); i > 0 && bytes.Count > 0; i--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveAt(at);
                    break;
                case 2:
                    bytes.Insert(at, "|^~\\&\r\n\u001B$(B"u8[random.Next(11)]);
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, random.Next(Math.Min(40, bytes.Count - at))));
                    break;
                default:
                    bytes.RemoveRange(at, random.Next(Math.Min(20, bytes.Count - at)));
                    break;
            }
        }
        return [.. bytes];
    }
}
