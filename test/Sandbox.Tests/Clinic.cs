using System.Net;
using System.Text;
using System.Threading.Channels;
using Carewright.Hl7v2;
using Carewright.Hl7v2.Acknowledging;
using Carewright.Hl7v2.Mllp;
using Carewright.Mllp;

namespace Carewright.Sandbox.Tests;

/// <summary>A clinic on real sockets: a port that takes what partners send, and a client that sends to them.</summary>
internal sealed class Clinic : IAsyncDisposable
{
    private static readonly Acknowledgement s_acknowledgement = new("CLINIC");
    private readonly Channel<Arrival> _arrivals = Channel.CreateUnbounded<Arrival>();
    private readonly Queue<AcknowledgementCode?> _script = new();
    private readonly MllpServer _server;
    private MllpClient? _client;

    private Clinic() => _server = new MllpServer(new MllpServerOptions(new IPEndPoint(IPAddress.Loopback, 0)) { DrainTime = TimeSpan.FromSeconds(1) }, ReceiveAsync, TimeProvider.System);

    /// <summary>What deferred acknowledgements came to the client.</summary>
    public Channel<Hl7Message> Deferred { get; } = Channel.CreateUnbounded<Hl7Message>();

    public DnsEndPoint Endpoint => new("127.0.0.1", _server.Endpoint.Port);

    public static async Task<Clinic> StartAsync()
    {
        var clinic = new Clinic();
        await clinic._server.StartAsync(CancellationToken.None);
        return clinic;
    }

    /// <summary>How the next messages are answered; null for no answer and a closed connection. Those after it are taken.</summary>
    public void Answers(params AcknowledgementCode?[] codes)
    {
        foreach (var code in codes)
            _script.Enqueue(code);
    }

    /// <summary>The next that came, whatever it is.</summary>
    public async Task<Arrival> NextAsync() => await _arrivals.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);

    /// <summary>The next message.</summary>
    public async Task<Hl7Message> NextMessageAsync() => Hl7Message.Parse((await NextAsync()).Bytes);

    /// <summary>Whether something came that nobody has asked for.</summary>
    public bool HasMore => _arrivals.Reader.TryPeek(out _);

    /// <summary>Sends a message to a partner and gives its answer.</summary>
    public async Task<Hl7Message> AskAsync(ISimulatedPartner partner, string message) => Hl7Message.Parse((await TryAskAsync(partner, message)).Acknowledgement);

    public Task<MllpReply> TryAskAsync(ISimulatedPartner partner, string message, TimeSpan? answerTime = null)
    {
        _client ??= new MllpClient(new MllpClientOptions("127.0.0.1", partner.Endpoint!.Port) { AnswerTime = answerTime ?? TimeSpan.FromMinutes(2) }, TimeProvider.System, TakeAsync);
        return _client.SendAsync(Encoding.UTF8.GetBytes(message), TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
            await _client.DisposeAsync();
        await _server.DisposeAsync();
    }

    private ValueTask<ReadOnlyMemory<byte>?> TakeAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        Deferred.Writer.TryWrite(Hl7Message.Parse(message.ToArray()));
        return ValueTask.FromResult<ReadOnlyMemory<byte>?>(null);
    }

    private ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(MllpPeer peer, ReadOnlyMemory<byte> bytes, FrameFault? fault, CancellationToken cancellationToken)
    {
        var copy = bytes.ToArray();
        _arrivals.Writer.TryWrite(new Arrival(peer.Connection, copy, fault));
        var code = _script.Count > 0 ? _script.Dequeue() : AcknowledgementCode.AA;
        if (code is not { } given)
            throw new IOException("The clinic answers nothing.");
        return ValueTask.FromResult<ReadOnlyMemory<byte>?>(s_acknowledgement.Of(Hl7Message.Parse(copy), given, DateTimeOffset.UnixEpoch, "C1"));
    }
}

/// <summary>What came to the clinic.</summary>
internal sealed record Arrival(string Connection, byte[] Bytes, FrameFault? Fault);
