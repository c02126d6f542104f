using System.Net;
using Carewright.Hl7v2;
using Carewright.Mllp;
using Carewright.Sandbox.Misbehaving;

namespace Carewright.Sandbox.Conversation;

/// <summary>A partner that speaks HL7 v2 over MLLP: a door, an outbox, or both.</summary>
internal abstract class MllpPartner : ISimulatedPartner
{
    // Whoever stops a partner at the console waits for it: a connection that the other side does not close is cut soon.
    private static readonly TimeSpan s_drain = TimeSpan.FromSeconds(1);
    private readonly MllpServer? _server;
    private readonly CancellationTokenSource _ending = new();

    protected MllpPartner(PartnerSetup setup, string application)
    {
        Setup = setup;
        Ids = new ControlIds(setup.Time, "S");
        var mischief = new Mischief(setup.Misbehaviours, setup.MisbehavesEvery, setup.Seed);
        Door = new Door(application, Receive, setup, mischief, _ending.Token);
        if (setup.Listen is { } listen)
            _server = new MllpServer(new MllpServerOptions(listen) { DrainTime = s_drain }, Door.ReceiveAsync, setup.Time);
        if (setup.Send is { } send)
            Outbox = new Outbox(setup, send, mischief);
    }

    public IPEndPoint? Endpoint => _server?.Endpoint;

    /// <summary>Takes what comes.</summary>
    internal Door Door { get; }

    protected PartnerSetup Setup { get; }

    protected ControlIds Ids { get; }

    protected Outbox? Outbox { get; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_server is null)
            return;
        await _server.StartAsync(cancellationToken);
        Setup.Say($"listening on {_server.Endpoint}");
    }

    public virtual async Task RunAsync(CancellationToken cancellationToken) =>
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        if (_server is not null)
            await _server.DisposeAsync();
        if (Outbox is not null)
            await Outbox.DisposeAsync();
        _ending.Dispose();
    }

    /// <summary>The answer to a message, on any thread.</summary>
    protected abstract Answer Receive(Hl7Message message);
}
