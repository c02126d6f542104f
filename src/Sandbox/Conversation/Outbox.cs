using System.Net;
using Carewright.Hl7v2;
using Carewright.Mllp;
using Carewright.Sandbox.Misbehaving;

namespace Carewright.Sandbox.Conversation;

/// <summary>
/// Sends to the clinic. What belongs to one lane leaves in order, each when the one before was taken, or was refused three times; what is not answered is sent again, after pauses that double, until it is. Safe for many threads.
/// </summary>
internal sealed class Outbox : IAsyncDisposable
{
    private const int MostRefusals = 3;
    private const int MostDoublings = 6;
    private readonly PartnerSetup _setup;
    private readonly DnsEndPoint _clinic;
    private readonly Mischief _mischief;
    private readonly MllpClient _client;
    private readonly CancellationTokenSource _ending = new();
    private readonly Dictionary<string, Task> _lanes = new(StringComparer.Ordinal);

    public Outbox(PartnerSetup setup, DnsEndPoint clinic, Mischief mischief)
    {
        (_setup, _clinic, _mischief) = (setup, clinic, mischief);
        _client = new MllpClient(new MllpClientOptions(clinic.Host, clinic.Port) { AnswerTime = setup.AnswerTime, FirstPause = setup.FirstPause }, setup.Time);
    }

    /// <summary>Sends a message when it is due and its lane is free.</summary>
    /// <returns>Completes when it was taken or given up; also when the outbox is closed.</returns>
    public Task PostAsync(Departure departure)
    {
        var all = _mischief.ForNextDeparture(departure);
        lock (_lanes)
        {
            var before = _lanes.GetValueOrDefault(departure.Lane, Task.CompletedTask);
            var mine = Task.Run(() => SendAsync(before, all, _ending.Token), CancellationToken.None);
            _lanes[departure.Lane] = mine;
            _ = mine.ContinueWith(_ => Leave(departure.Lane, mine), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            return mine;
        }
    }

    /// <summary>Stops sending; what has not left does not leave.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        Task[] underWay;
        lock (_lanes)
            underWay = [.. _lanes.Values];
        await Task.WhenAll(underWay).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _client.DisposeAsync();
        _ending.Dispose();
    }

    private void Leave(string lane, Task mine)
    {
        lock (_lanes)
            if (_lanes.TryGetValue(lane, out var last) && last == mine)
                _lanes.Remove(lane);
    }

    private async Task SendAsync(Task before, IReadOnlyList<Departure> departures, CancellationToken cancellationToken)
    {
        await before;
        try
        {
            foreach (var departure in departures)
                await SendAsync(departure, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The partner ends; what waited in its outbox is gone with it.
        }
    }

    private async Task SendAsync(Departure departure, CancellationToken cancellationToken)
    {
        var wait = departure.Due - _setup.Time.GetUtcNow();
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, _setup.Time, cancellationToken);
        if (departure.Make() is not { } bytes)
            return;
        var message = Hl7Message.Parse(bytes);
        if (departure.Forerunner is { } forerunner)
            await TrySendAsync(message, forerunner(bytes), cancellationToken);
        bytes = departure.Change?.Invoke(message) ?? bytes;
        if (departure.IsTornFirst)
            await TornConnection.SendHalfAsync(_clinic, bytes, cancellationToken);
        for (var i = 0; i < departure.Times; i++)
            await SendUntilTakenAsync(message, bytes, cancellationToken);
    }

    private async Task SendUntilTakenAsync(Hl7Message message, byte[] bytes, CancellationToken cancellationToken)
    {
        var refusals = 0;
        for (var attempt = 0; ; attempt++)
        {
            var reply = await TrySendAsync(message, bytes, cancellationToken);
            if (reply.IsAccepted)
                return;
            if (reply.Outcome == MllpOutcome.Acknowledged && ++refusals == MostRefusals)
            {
                _setup.Say($"{Names.Of(message)} was refused {MostRefusals} times: given up");
                return;
            }
            await Task.Delay(_setup.FirstPause * (1 << Math.Min(attempt, MostDoublings)), _setup.Time, cancellationToken);
        }
    }

    private async Task<MllpReply> TrySendAsync(Hl7Message message, byte[] bytes, CancellationToken cancellationToken)
    {
        var reply = await _client.SendAsync(bytes, cancellationToken);
        _setup.Say($"{Names.Of(message)} sent: {reply.Code?.ToString() ?? reply.Outcome.ToString()}");
        return reply;
    }
}
