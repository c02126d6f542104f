using System.Diagnostics;
using System.Globalization;
using System.Text;
using Carewright.Hl7v2.Acknowledging;
using Carewright.Hl7v2.Structures;
using Carewright.Hl7v2.Text;
using Carewright.Hl7v2.Writing;
using Carewright.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace Carewright.Hl7v2.Tests.Reading;

public sealed class RandomTests
{
    private static readonly Gen<string> s_text = Gen.Choose(0, 12).SelectMany(length =>
        Gen.Elements("|^~\\&#ab 1\u00E9\u4E2D\"\t".ToCharArray()).ArrayOf(length).Select(letters => new string(letters)));

    // CAREWRIGHT_FUZZ_MINUTES makes the mutation run longer than the moment that it takes in CI.
    private static readonly TimeSpan s_fuzz =
        int.TryParse(Environment.GetEnvironmentVariable("CAREWRIGHT_FUZZ_MINUTES"), CultureInfo.InvariantCulture, out var minutes) ? TimeSpan.FromMinutes(minutes) : TimeSpan.FromSeconds(10);

    private static readonly Acknowledgement s_acknowledgement = new("CAREWRIGHT");

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
            .. Directory.GetFiles(SharedData.Require("hl7v2/messages")).Concat(Directory.GetFiles(SharedData.Require("hl7v2/malformed"))).Order(StringComparer.Ordinal).Select(File.ReadAllBytes).Where(seed => seed.Length < 16_384),
        ];
        var until = Stopwatch.GetTimestamp() + (long)(s_fuzz.TotalSeconds * Stopwatch.Frequency);
        var (tried, read, slowest) = (0L, 0L, TimeSpan.Zero);
        for (; Stopwatch.GetTimestamp() < until; tried++)
        {
            var bytes = Mutate(random, seeds);
            var started = Stopwatch.GetTimestamp();
            if (IsMessage(bytes))
                read++;
            var took = Stopwatch.GetElapsedTime(started);
            slowest = took > slowest ? took : slowest;
            Assert.True(took < TimeSpan.FromSeconds(20), Convert.ToHexString(bytes));
        }
        Assert.True(tried > 100);
        Assert.InRange(read, tried / 10, tried - 1);
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{tried:N0} mutated messages of {seeds.Length} seeds: {read:N0} were read, {tried - read:N0} refused; the slowest took {slowest.TotalMilliseconds:N0} ms"));
    }

    // Whatever is read can be read to the last part, written back, put into its structure and acknowledged.
    private static bool IsMessage(byte[] bytes)
    {
        try
        {
            var result = Hl7Message.Read(bytes);
            Assert.True(result.Message is null ^ result.Fault is null);
            if (result.Message is not { } message)
                return false;
            Whole.Read(message);
            Assert.Equal(message.Bytes.ToArray(), EditableMessage.Of(message).ToBytes());
            if (V2Definitions.Of(message).Structure(message) is { } structure)
                Assert.Equal(message.Segments().Count(), Count(StructureReader.Read(message, structure).Message));
            var error = new MessageError("101", "What is^wrong: a|b\\c.", Hl7Path.Parse("PID-3[2].1"));
            Assert.Equal("AE", Hl7Message.Parse(s_acknowledgement.Of(message, AcknowledgementCode.AE, DateTimeOffset.UnixEpoch, "1", error)).Text("MSA-1"));
            return true;
        }
        catch (Exception fault)
        {
            throw new InvalidOperationException($"Bytes that broke it: {Convert.ToHexString(bytes)}", fault);
        }
    }

    private static int Count(Hl7Group group) => group.Segments.Count + group.Groups.Sum(Count);

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
