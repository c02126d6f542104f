using System.Globalization;
using System.Text;
using Carewright.Astm.Frames;
using FsCheck;
using FsCheck.Fluent;

namespace Carewright.Astm.Tests.Frames;

public sealed class RandomLineTests
{
    // ASTM_LINE_ROUNDS makes the run longer than the moment that it takes in CI.
    private static readonly int s_rounds = int.TryParse(Environment.GetEnvironmentVariable("ASTM_LINE_ROUNDS"), CultureInfo.InvariantCulture, out var rounds) ? rounds : 10_000;

    private const byte Eot = 0x04;
    private const byte Ack = 0x06;
    private const byte Nak = 0x15;

    private static readonly byte[] s_signs = [0x02, 0x03, Eot, 0x05, Ack, Nak, 0x17, 0x0A, 0x0D, (byte)'1', (byte)'2', (byte)'H', (byte)'L', (byte)'|'];

    private static readonly Gen<string> s_record = Gen.Choose(0, 40).SelectMany(length =>
        Gen.Elements("ab|^&\\0123456789ABCDEF\u00E9".ToCharArray()).ArrayOf(length).Select(letters => $"R|{new string(letters)}\r"));

    private static readonly Gen<byte[]> s_message = Gen.Choose(0, 12).SelectMany(count => s_record.ArrayOf(count).Select(records => Encoding.Latin1.GetBytes($"H|\\^&\r{string.Concat(records)}L|1|N\r")));

    private static readonly Gen<(byte[] Message, int FrameText, bool IsPacked, int Seed, int Faults)> s_case =
        Gen.Zip(Gen.Zip(s_message, Gen.Elements(1, 7, 20, 60, 240)), Gen.Zip(Gen.Elements(true, false), Gen.Zip(Gen.Choose(0, int.MaxValue), Gen.Choose(0, 40))))
            .Select(all => (all.Item1.Item1, all.Item1.Item2, all.Item2.Item1, all.Item2.Item2.Item1, all.Item2.Item2.Item2));

    [Fact]
    public void Over_a_line_that_loses_garbles_and_repeats_bytes_a_message_arrives_whole_and_once_or_is_told_as_failed()
    {
        var outcomes = new HashSet<SendOutcome>();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(s_rounds), Prop.ForAll(s_case.ToArbitrary(), each =>
        {
            var random = new Random(each.Seed);
            var instrument = new LinkOptions(LinkRole.Instrument) { FrameText = each.FrameText, PacksRecords = each.IsPacked };
            var line = new SimulatedLine(instrument, new LinkOptions(LinkRole.Host), chunk => random.Next(100) < each.Faults ? Spoil(chunk, random) : chunk);
            line.Send(SimulatedLine.Instrument, each.Message);
            line.Run();
            var ended = Assert.Single(line.Told<SendEnded>(SimulatedLine.Instrument));
            var arrived = line.Told<MessageArrived>(SimulatedLine.Host).ToList();
            Assert.All(arrived, message => Assert.Equal(each.Message, message.Message.ToArray()));
            Assert.InRange(arrived.Count, ended.Outcome == SendOutcome.Delivered ? 1 : 0, ended.Outcome == SendOutcome.NotDelivered ? 0 : 1);
            lock (outcomes)
                outcomes.Add(ended.Outcome);
        }));
        Assert.Equal(3, outcomes.Count);
    }

    [Fact]
    public void A_few_garbled_bytes_cost_nothing_but_time()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(s_case.ToArbitrary(), each =>
        {
            var random = new Random(each.Seed);
            var (left, frames) = (5, 0);
            var line = new SimulatedLine(new LinkOptions(LinkRole.Instrument) { FrameText = each.FrameText }, new LinkOptions(LinkRole.Host), chunk =>
                !IsInTransfer(chunk, ref frames) || random.Next(100) >= each.Faults || left-- <= 0 ? chunk : Garble(chunk, random));
            line.Send(SimulatedLine.Instrument, each.Message);
            line.Run();
            Assert.Equal(SendOutcome.Delivered, Assert.Single(line.Told<SendEnded>(SimulatedLine.Instrument)).Outcome);
            Assert.Equal(each.Message, Assert.Single(line.Told<MessageArrived>(SimulatedLine.Host)).Message.ToArray());
        }));
    }

    [Fact]
    public void Both_ends_may_want_to_send_at_once_and_both_messages_arrive()
    {
        var both = Gen.Zip(s_message, s_message);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(both.ToArbitrary(), each =>
        {
            var line = new SimulatedLine(new LinkOptions(LinkRole.Instrument), new LinkOptions(LinkRole.Host), chunk => chunk);
            line.Send(SimulatedLine.Host, each.Item1);
            line.Send(SimulatedLine.Instrument, each.Item2);
            line.Run();
            Assert.Equal(each.Item1, Assert.Single(line.Told<MessageArrived>(SimulatedLine.Instrument)).Message.ToArray());
            Assert.Equal(each.Item2, Assert.Single(line.Told<MessageArrived>(SimulatedLine.Host)).Message.ToArray());
            for (var end = 0; end < 2; end++)
                Assert.Equal(SendOutcome.Delivered, Assert.Single(line.Told<SendEnded>(end)).Outcome);
        }));
    }

    [Fact]
    public void Both_ends_over_a_bad_line_come_to_rest_and_nothing_that_arrives_is_not_whole()
    {
        var cases = Gen.Zip(s_case, s_message);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(cases.ToArbitrary(), all =>
        {
            var (each, other) = all;
            var random = new Random(each.Seed);
            var line = new SimulatedLine(new LinkOptions(LinkRole.Instrument) { FrameText = each.FrameText }, new LinkOptions(LinkRole.Host) { FrameText = each.FrameText }, chunk => random.Next(100) < each.Faults ? Spoil(chunk, random) : chunk);
            line.Send(SimulatedLine.Instrument, each.Message);
            line.Send(SimulatedLine.Host, other);
            line.Run();
            Assert.All(line.Told<MessageArrived>(SimulatedLine.Host), message => Assert.Equal(each.Message, message.Message.ToArray()));
            Assert.All(line.Told<MessageArrived>(SimulatedLine.Instrument), message => Assert.Equal(other, message.Message.ToArray()));
            for (var end = 0; end < 2; end++)
                Assert.Single(line.Told<SendEnded>(end));
        }));
    }

    [Fact]
    public void Whatever_comes_a_line_never_throws_and_holds_no_more_than_it_may()
    {
        var random = new Random(20260105);
        var options = new LinkOptions(LinkRole.Host) { MaximumMessage = 1000 };
        for (var round = 0; round < 500; round++)
        {
            var (link, now) = (new AstmLink(options), TimeSpan.Zero);
            for (var step = 0; step < 300; step++)
            {
                var bytes = Enumerable.Range(0, random.Next(1, 12)).Select(_ => random.Next(4) == 0 ? (byte)random.Next(256) : s_signs[random.Next(s_signs.Length)]).ToList();
                if (random.Next(3) == 0)
                    bytes.AddRange(AstmFrame.Write(random.Next(8), "H|\\^&\rL|1\r"u8[..random.Next(10)], random.Next(2) == 0));
                var events = link.Receive(bytes.ToArray(), now).Events.ToList();
                now += TimeSpan.FromSeconds(random.Next(12));
                events.AddRange(link.Tick(now).Events);
                if (random.Next(4) == 0 && link.CanSend)
                    link.Send("H|\\^&\rL|1|N\r"u8.ToArray(), now);
                foreach (var arrived in events.OfType<MessageArrived>())
                {
                    Assert.InRange(arrived.Message.Length, 1, options.MaximumMessage);
                    link.Answer(arrived.Number, random.Next(2) == 0, now);
                }
            }
        }
    }

    // Frames, and the answers to them: what opens and ends a transfer has no second chance.
    private static bool IsInTransfer(byte[] chunk, ref int frames)
    {
        frames += chunk.Length > 1 ? 1 : 0;
        return chunk.Length > 1 || (frames > 0 && chunk[0] is Ack or Nak);
    }

    private static byte[] Garble(byte[] chunk, Random random)
    {
        var bytes = chunk.ToArray();
        if (bytes.Length == 1)
            return "?"u8.ToArray();
        bytes[random.Next(1, bytes.Length - 5)] ^= 0x20;
        return bytes;
    }

    // One fault in what is sent at once. An answer never becomes ACK or EOT, which nothing in this protocol could tell from a true one.
    private static byte[] Spoil(byte[] chunk, Random random)
    {
        var bytes = chunk.ToList();
        // The first byte of a frame is worth more than one in a hundred.
        var at = random.Next(3) == 0 ? 0 : random.Next(bytes.Count);
        switch (random.Next(3))
        {
            case 0:
                bytes.RemoveAt(at);
                break;
            case 1:
                bytes.Insert(at, bytes[at]);
                break;
            default:
                var value = random.Next(2) == 0 ? (byte)random.Next(256) : s_signs[random.Next(s_signs.Length)];
                bytes[at] = chunk.Length == 1 && value is Ack or Eot ? (byte)'?' : value;
                break;
        }
        return [.. bytes];
    }
}
