using Carewright.Astm.Connections;
using Carewright.Astm.Frames;
using Carewright.Astm.Records;
using Carewright.Sandbox.Conversation;
using Carewright.Sandbox.Misbehaving;

namespace Carewright.Sandbox.Analyser;

/// <summary>Sends an instrument's messages: those of one specimen in order, each until the host has acknowledged it, after pauses that double. Safe for many threads.</summary>
internal sealed class InstrumentOutbox(PartnerSetup setup, Mischief mischief, Func<ReadOnlyMemory<byte>, CancellationToken, Task<AstmSent>> send) : IAsyncDisposable
{
    private const int MostDoublings = 6;
    private readonly CancellationTokenSource _ending = new();
    private readonly Dictionary<string, Task> _lanes = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>Sends a message when it is due and what was before it in its lane has left.</summary>
    public Task PostAsync(Departure departure)
    {
        var all = mischief.ForNextDeparture(departure);
        lock (_lock)
        {
            var before = _lanes.GetValueOrDefault(departure.Lane, Task.CompletedTask);
            return _lanes[departure.Lane] = Task.Run(() => SendAsync(before, all), CancellationToken.None);
        }
    }

    /// <summary>Sends bytes until the host has acknowledged them.</summary>
    public async Task SendUntilTakenAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        for (var pauses = 0; ; pauses++)
        {
            var sent = await send(bytes, cancellationToken);
            if (sent.Outcome == SendOutcome.Delivered)
                return;
            setup.Say($"{Named(bytes)} not acknowledged ({sent.Reason}); once more");
            await Task.Delay(setup.FirstPause * (1 << Math.Min(pauses, MostDoublings)), setup.Time, cancellationToken);
        }
    }

    /// <summary>Stops sending; what has not left does not leave.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        Task[] underWay;
        lock (_lock)
            underWay = [.. _lanes.Values];
        await Task.WhenAll(underWay).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
    }

    private async Task SendAsync(Task before, IReadOnlyList<Departure> departures)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var departure in departures)
        {
            if (departure.Due - setup.Time.GetUtcNow() is var wait && wait > TimeSpan.Zero)
                await Task.Delay(wait, setup.Time, _ending.Token);
            if (departure.Make() is not { } bytes)
                continue;
            if (departure.Forerunner is { } forerunner)
                await send(forerunner(bytes), _ending.Token);
            for (var i = 0; i < departure.Times; i++)
            {
                await SendUntilTakenAsync(bytes, _ending.Token);
                setup.Say($"{Named(bytes)} taken by the host");
            }
        }
    }

    private static string Named(ReadOnlyMemory<byte> bytes)
    {
        var message = AstmMessage.Read(bytes).Message;
        var kind = message is null ? "what is no message" : message.Queries().Any() ? "a query" : $"results of {Names.Printable(message.Orders().Select(order => order.SpecimenId).FirstOrDefault() ?? "")}";
        return kind;
    }
}
