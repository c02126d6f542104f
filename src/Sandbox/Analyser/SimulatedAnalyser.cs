using System.Net;
using System.Net.Sockets;
using Carewright.Astm.Connections;
using Carewright.Astm.Frames;
using Carewright.Astm.Records;
using Carewright.Sandbox.Catalogue;
using Carewright.Sandbox.Conversation;
using Carewright.Sandbox.Laboratory;
using Carewright.Sandbox.Misbehaving;

namespace Carewright.Sandbox.Analyser;

/// <summary>
/// An instrument for chemistry and blood counts: somebody puts specimens in, it asks the host what to do with each (Q), tests it and sends the results (R) after a while. It connects to the host, or the host to it.
/// </summary>
internal sealed class SimulatedAnalyser : ISimulatedPartner
{
    // Whoever stops it at the console waits for it.
    private static readonly TimeSpan s_drain = TimeSpan.FromSeconds(1);
    private readonly PartnerSetup _setup;
    private readonly Mischief _mischief;
    private readonly InstrumentWriter _writer;
    private readonly AstmServer? _server;
    private readonly AstmClient? _client;
    private readonly InstrumentOutbox _outbox;
    private volatile TaskCompletionSource? _answer;

    public SimulatedAnalyser(PartnerSetup setup)
    {
        _setup = setup;
        _mischief = new Mischief(setup.Misbehaviours, setup.MisbehavesEvery, setup.Seed);
        _writer = new InstrumentWriter(new ResultDraw(TestCatalogue.Own, setup.Seed), new ControlIds(setup.Time, "A"), setup.Time);
        var link = new LinkOptions(LinkRole.Instrument);
        if (setup.Listen is { } listen)
            _server = new AstmServer(new AstmServerOptions(listen) { Link = link, DrainTime = s_drain }, ReceiveAsync, setup.Time);
        if (setup.Send is { } send)
            _client = new AstmClient(new AstmClientOptions(send.Host, send.Port) { Link = link, DrainTime = s_drain, FirstPause = setup.FirstPause }, ReceiveAsync, setup.Time);
        _outbox = new InstrumentOutbox(setup, _mischief, SendAsync);
    }

    public IPEndPoint? Endpoint => _server?.Endpoint;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _client?.Start();
        if (_server is null)
            return;
        await _server.StartAsync(cancellationToken);
        _setup.Say($"listening on {_server.Endpoint}");
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_setup.Specimens is { } specimens)
                await foreach (var line in specimens.ReadAllAsync(cancellationToken))
                    await TakeAsync(line, cancellationToken);
            await Task.Delay(Timeout.InfiniteTimeSpan, _setup.Time, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // It is switched off; what is under way in it is gone.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _outbox.DisposeAsync();
        if (_client is not null)
            await _client.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
    }

    // What a person has typed at the instrument.
    private async Task TakeAsync(string line, CancellationToken cancellationToken)
    {
        if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is not [var number, .. var tests])
            return;
        if (tests.Length == 0)
            await AskAsync(number, cancellationToken);
        else
            Run(new InstrumentOrder(number, [.. string.Join(',', tests).Split(',', StringSplitOptions.RemoveEmptyEntries)]));
    }

    // One question at a time, as instruments do: an answer names no question.
    private async Task AskAsync(string number, CancellationToken cancellationToken)
    {
        var answer = _answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _setup.Say($"specimen {Names.Printable(number)} is in: asking what is ordered");
        await _outbox.SendUntilTakenAsync(_writer.Query(number), cancellationToken);
        try
        {
            await answer.Task.WaitAsync(_setup.AnswerTime, _setup.Time, cancellationToken);
        }
        catch (TimeoutException)
        {
            _setup.Say($"specimen {Names.Printable(number)}: no answer");
        }
    }

    private ValueTask<AstmAnswer> ReceiveAsync(AstmPeer peer, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (_mischief.ForNextArrival() is not null)
        {
            _setup.Say("orders came: refused, on request");
            return ValueTask.FromResult(AstmAnswer.Refused);
        }
        if (AstmMessage.Read(bytes).Message is not { } message)
            return ValueTask.FromResult(AstmAnswer.Refused);
        var orders = message.Orders().Where(order => order.ActionCode is not "C").ToList();
        if (orders.Count == 0)
            _setup.Say($"the host says that there is nothing to do ({message.Terminator?.Code})");
        foreach (var order in orders)
            Run(new InstrumentOrder(order.SpecimenId, [.. order.Tests().Select(test => test.Code)]) { Patient = order.Patient?.Record.Raw.ToArray() ?? [] });
        _answer?.TrySetResult();
        return ValueTask.FromResult(AstmAnswer.Taken);
    }

    private void Run(InstrumentOrder order)
    {
        var known = order.Tests.Where(InstrumentWriter.Does).ToList();
        _setup.Say($"specimen {Names.Printable(order.Specimen)}: {(known.Count > 0 ? "testing " + string.Join(", ", known) : "none of its tests is done here")}");
        if (known.Count == 0)
            return;
        var own = order with { Tests = known };
        var (started, revision) = (_setup.Time.GetLocalNow(), 0);
        _ = _outbox.PostAsync(new Departure(order.Specimen, _setup.Time.GetUtcNow() + _setup.Delay, () => _writer.Results(own, started, revision)) { Correct = () => _writer.Results(own, started, revision + 1), Step = _setup.Delay });
    }

    private async Task<AstmSent> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        if (_client is not null)
            return await _client.SendAsync(message, cancellationToken);
        try
        {
            return _server?.Peers is [var peer, ..] ? await peer.Send(message, cancellationToken) : new AstmSent(SendOutcome.NotDelivered, SendReason.NoConnection);
        }
        catch (Exception gone) when (gone is SocketException or IOException or ObjectDisposedException)
        {
            return new AstmSent(SendOutcome.Unknown, SendReason.NoConnection);
        }
    }
}
