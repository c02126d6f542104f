using System.Diagnostics;
using System.Globalization;
using Carewright.Astm.Records;
using FsCheck;
using FsCheck.Fluent;

namespace Carewright.Astm.Tests.Records;

public sealed class RandomTests
{
    private static readonly Gen<string> s_text = Gen.Choose(0, 12).SelectMany(length =>
        Gen.Elements("|^~\\&!ab 1X\u00E9\"\t\r\n".ToCharArray()).ArrayOf(length).Select(letters => new string(letters)));

    // ASTM_FUZZ_SECONDS makes the mutation run longer than the moment that it takes in CI.
    private static readonly TimeSpan s_fuzz = TimeSpan.FromSeconds(
        int.TryParse(Environment.GetEnvironmentVariable("ASTM_FUZZ_SECONDS"), CultureInfo.InvariantCulture, out var seconds) ? seconds : 5);

    [Fact]
    public void What_is_written_is_read_again()
    {
        var places = Gen.Zip(Gen.Choose(3, 9), Gen.Zip(Gen.Choose(1, 3), Gen.Choose(1, 4))).Select(each => (Field: each.Item1, Repeat: each.Item2.Item1, Component: each.Item2.Item2));
        var delimiters = Gen.Elements("|\\^&", "!~*%", "|^~&").Select(each => AstmDelimiters.Declared((byte)each[0], [(byte)each[1], (byte)each[2], (byte)each[3]])!.Value);
        var sets = Gen.Zip(delimiters, Gen.Zip(Gen.Elements(AstmCharset.Latin1, AstmCharset.Utf8), Gen.Zip(places, s_text).ArrayOf(20)));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(sets.ToArbitrary(), all =>
        {
            var (charset, values) = all.Item2;
            var message = EditableMessage.New(all.Item1, charset);
            var record = message.Add('M');
            var expected = new Dictionary<(int Field, int Repeat, int Component), string>();
            foreach (var (place, text) in values)
            {
                message.Set(record, place.Field, text, place.Component, place.Repeat);
                expected[place] = text;
            }
            message.End();
            var bytes = message.ToBytes();
            var read = AstmMessage.Parse(bytes, new ReadOptions(charset));
            foreach (var (place, text) in expected)
                Assert.Equal(text, read[1][place.Field].Repeat(place.Repeat).Component(place.Component).Text);
            Assert.Empty(read.Leniencies);
            Assert.Equal(bytes, EditableMessage.Of(read).ToBytes());
        }));
    }

    [Fact]
    public void Mutated_messages_are_messages_or_faults_and_are_echoed()
    {
        var random = new Random(20260105);
        byte[][] seeds = [Samples.Bytes(Samples.Chemistry), Samples.Bytes(Samples.Haematology, "\r\n"), Samples.Bytes(Samples.Query, "\n"), Samples.Bytes("H|\\^&\nC|1|I|&X41&&F& & &Zx&\nL|1|N")];
        var until = Stopwatch.GetTimestamp() + (long)(s_fuzz.TotalSeconds * Stopwatch.Frequency);
        var (tried, read) = (0, 0);
        for (; Stopwatch.GetTimestamp() < until; tried++)
        {
            var bytes = Mutate(random, seeds);
            var charset = (AstmCharset)random.Next(2);
            var result = AstmMessage.Read(bytes, new ReadOptions(charset));
            Assert.True(result.Message is null ^ result.Fault is null);
            Assert.Equal(bytes, MessageDivider.Divide(bytes).SelectMany(each => each.ToArray()).ToArray());
            if (result.Message is not { } message)
                continue;
            read++;
            Whole.Read(message);
            Assert.Equal(bytes, EditableMessage.Of(message).ToBytes());
        }
        Assert.True(tried > 100 && read > 10, $"{tried} tried, {read} read");
    }

    [Theory]
    [InlineData("\r")]
    [InlineData("|")]
    [InlineData("C|1\r")]
    [InlineData("R|1\rC|1\r")]
    [InlineData("x\r")]
    [InlineData("&X41&")]
    public void Long_messages_cost_their_length(string piece)
    {
        var bytes = Samples.Bytes("H|\\^&|" + string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length)) + "\rL|1|N");
        var begun = Stopwatch.GetTimestamp();
        var result = AstmMessage.Read(bytes, new ReadOptions(Records: 1_000_000));
        Assert.NotNull(result.Message);
        _ = result.Message[0][3].Text;
        // The square of a million steps takes minutes; a moment on a loaded machine does not.
        Assert.True(Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(20));
    }

    private static byte[] Mutate(Random random, byte[][] seeds)
    {
        var bytes = seeds[random.Next(seeds.Length)].ToList();
        for (var i = random.Next(1, 8); i > 0; i--)
        {
            var at = random.Next(bytes.Count);
            var value = random.Next(3) == 0 ? (byte)random.Next(256) : "H|\\^&\r\n LPORC1\0"u8[random.Next(15)];
            if (random.Next(3) == 0 && bytes.Count > 1)
                bytes.RemoveAt(at);
            else if (random.Next(2) == 0)
                bytes.Insert(at, value);
            else
                bytes[at] = value;
        }
        return [.. bytes];
    }
}
