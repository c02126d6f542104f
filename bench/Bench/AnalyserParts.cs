using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Carewright.Astm.Connections;
using Carewright.Astm.Frames;
using Carewright.Astm.Records;

namespace Carewright.Bench;

/// <summary><c>parts analysers</c>: reading and changing messages of laboratory instruments, the line without a network, each on one thread, and messages a second over TCP on this machine from one instrument that waits for each to be taken.</summary>
internal static class AnalyserParts
{
    private const int Results = 40;
    private const int Rounds = 4;
    private const int Times = 20_000;
    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(4);

    public static async Task<int> RunAsync()
    {
        var message = Message();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"messages of {message.Length:N0} bytes with {Results} results; best of {Rounds}"));
        Time("read", message, () => AstmMessage.Parse(message).RecordCount);
        Time("read, and what a mapping asks", message, () => Ask(AstmMessage.Parse(message)));
        Time("read, and write again as it came", message, () => EditableMessage.Of(AstmMessage.Parse(message)).ToBytes().Length);
        Time("line: a record in each frame", message, () => Pass(message, new LinkOptions(LinkRole.Instrument)));
        Time("line: frames of 63,993 bytes", message, () => Pass(message, new LinkOptions(LinkRole.Instrument) { FrameText = AstmFrame.LargeText, PacksRecords = true }));
        await SendAsync(message, new LinkOptions(LinkRole.Instrument), "TCP: a record in each frame");
        await SendAsync(message, new LinkOptions(LinkRole.Instrument) { FrameText = AstmFrame.LargeText, PacksRecords = true }, "TCP: frames of 63,993 bytes");
        return 0;
    }

    private static void Time(string name, byte[] message, Func<int> step)
    {
        var best = double.MaxValue;
        var allocated = 0L;
        for (var round = 0; round < Rounds; round++)
        {
            var (started, before) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
            for (var i = 0; i < Times; i++)
                _ = step();
            best = Math.Min(best, Stopwatch.GetElapsedTime(started).TotalSeconds / Times);
            allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / Times;
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-36} {message.Length / best / 1e6,8:N0} MB/s {best * 1e6,8:N1} us {allocated,8:N0} bytes allocated"));
    }

    private static int Ask(AstmMessage message)
    {
        var letters = message.Patients().First().LaboratoryId.Length;
        foreach (var result in message.Results())
            letters += result.Test.Code.Length + result.Value.Text.Length + result.Units.Length + result.Status.Length;
        return letters;
    }

    // Both ends of a line whose bytes need no time.
    private static int Pass(byte[] message, LinkOptions options)
    {
        var (instrument, host) = (new AstmLink(options), new AstmLink(new LinkOptions(LinkRole.Host)));
        var step = instrument.Send(message, TimeSpan.Zero);
        while (!step.Bytes.IsEmpty)
        {
            step = host.Receive(step.Bytes.Span, TimeSpan.Zero);
            foreach (var arrived in step.Events.OfType<MessageArrived>())
                step = host.Answer(arrived.Number, isTaken: true, TimeSpan.Zero);
            step = instrument.Receive(step.Bytes.Span, TimeSpan.Zero);
        }
        return step.Events.Count;
    }

    private static async Task SendAsync(byte[] message, LinkOptions options, string name)
    {
        await using var server = new AstmServer(new AstmServerOptions(new IPEndPoint(IPAddress.Loopback, 0)), static (_, _, _) => ValueTask.FromResult(AstmAnswer.Taken), TimeProvider.System);
        await server.StartAsync(CancellationToken.None);
        await using var client = new AstmClient(new AstmClientOptions("127.0.0.1", server.Endpoint.Port) { Link = options }, static (_, _, _) => ValueTask.FromResult(AstmAnswer.Taken), TimeProvider.System);
        client.Start();
        var (started, sent) = (Stopwatch.GetTimestamp(), 0);
        for (; Stopwatch.GetElapsedTime(started) < s_duration; sent++)
            if (await client.SendAsync(message, CancellationToken.None) is { IsDelivered: false } failed)
                throw new BenchFault($"A message was not delivered: {failed.Reason}.");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-36} {sent / Stopwatch.GetElapsedTime(started).TotalSeconds,8:N0} messages/s"));
    }

    private static byte[] Message()
    {
        var text = new StringBuilder("H|\\^&|C-1||ChemOne^2.4^SN-0001|||||CAREWRIGHT||P|LIS2-A2|20260105101500\rP|1|PR-17|LAB-9||Synth^Test^Q||19700101|F\r");
        text.Append("O|1|TUBE-0001|40^0^5^^SAMPLE|^^^ALL|R|20260105090000|20260105091500||||A||||SERUM||||||||||F\r");
        for (var i = 1; i <= Results; i++)
            text.Append(CultureInfo.InvariantCulture, $"R|{i}|^^^A{i}^1|{i * 1.25:0.00}|mmol/L|{i}.0 to {i * 2}.0^REFERENCE|{(i % 9 == 0 ? "H" : "N")}||F||op1^chief|20260105100000|20260105101000|M-1\r");
        return Encoding.ASCII.GetBytes(text.Append("L|1|N\r").ToString());
    }
}
