using System.Text;
using System.Threading.Channels;
using Carewright.Astm.Connections;
using Carewright.Astm.Frames;
using Carewright.Astm.Records;

namespace Carewright.Scenarios.Tests.Interfaces;

/// <summary>An instrument that a test plays: what it sends, and what comes to it.</summary>
internal sealed class Instrument : IAsyncDisposable
{
    private readonly Channel<AstmMessage> _came = Channel.CreateUnbounded<AstmMessage>();
    private readonly AstmClient _client;

    internal Instrument(int port)
    {
        _client = new AstmClient(new AstmClientOptions("127.0.0.1", port) { Link = new LinkOptions(LinkRole.Instrument), FirstPause = TimeSpan.FromMilliseconds(20), LongestPause = TimeSpan.FromMilliseconds(200) }, TakeAsync, TimeProvider.System);
        _client.Start();
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>A message of records.</summary>
    internal static byte[] Message(params string[] records) => Encoding.Latin1.GetBytes(string.Join('\r', ["H|\\^&|||ANALYTE^1.0^77|||||||P|LIS2-A2|20260302101500", .. records, "L|1|N"]) + "\r");

    /// <summary>A result of a test of a specimen.</summary>
    internal static byte[] Result(string specimen, string test, string value, string status = "F", string patient = "") =>
        Message($"P|1{patient}", $"O|1|{specimen}||^^^{test}|R||||||N|||||||||||||F", $"R|1|^^^{test}|{value}|mmol/L|3.5 to 5.1|N||{status}||OP1^SUP2|20260302101000|20260302101200|77");

    internal async Task SendAsync(byte[] message) => Assert.Equal(SendOutcome.Delivered, (await TrySendAsync(message)).Outcome);

    internal Task<AstmSent> TrySendAsync(byte[] message) => _client.SendAsync(message, Stop);

    /// <summary>Asks what is ordered of a specimen.</summary>
    internal async Task<AstmMessage> AskAsync(string specimen)
    {
        await SendAsync(Message($"Q|1|^{specimen}||^^^ALL||||||||O"));
        return await _came.Reader.ReadAsync(Stop).AsTask().WaitAsync(TimeSpan.FromMinutes(2), Stop);
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private ValueTask<AstmAnswer> TakeAsync(AstmPeer peer, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        _came.Writer.TryWrite(AstmMessage.Parse(message.ToArray()));
        return ValueTask.FromResult(AstmAnswer.Taken);
    }
}
