using System.Threading.Channels;
using Carewright.Interfaces.Partners;
using Carewright.Mllp;
using Carewright.Storage.Queueing;
using Microsoft.Extensions.Logging;

namespace Carewright.Interfaces.Sending;

/// <summary>How sending to a partner goes.</summary>
/// <param name="IsConnected">Whether there is a connection.</param>
/// <param name="LastAt">When the partner last took a message since this server started; null: never.</param>
/// <param name="Fault">Why the next message has not been taken yet; null when nothing is wrong.</param>
internal sealed record SendingState(bool IsConnected, DateTimeOffset? LastAt, string? Fault);

/// <summary>
/// Sends one partner's messages, one after the other in the order of the log: the next leaves when the partner has answered the one before. What could not be delivered is sent again, under the same control id, until it is; what
/// the partner refuses is dead, and those behind it go on.
/// </summary>
internal sealed class Courier : IAsyncDisposable
{
    private const int Page = 100;
    private const int MostRefusals = 5;
    private static readonly TimeSpan s_firstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMinutes(1);
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stop = new();
    private readonly string _partner;
    private readonly IMessageLog _log;
    private readonly ReplyDesk _replies;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly IPartnerLine _line;
    private readonly Task _running;
    private volatile string? _fault;
    private long _lastAt;

    internal Courier(ReadyPartner partner, PartnerLines lines, IMessageLog log, ReplyDesk replies, TimeProvider clock, ILogger logger)
    {
        (_partner, Target, _log, _replies, _clock, _logger) = (partner.Settings.Id, partner.Target!, log, replies, clock, logger);
        _line = lines.Open(Target, (bytes, stop) => replies.TakeLaterAsync(_partner, bytes, stop));
        _running = Task.Run(RunAsync);
    }

    /// <summary>By which settings it sends.</summary>
    internal ReadyTarget Target { get; }

    /// <summary>How it goes.</summary>
    internal SendingState State => new(_line.IsConnected, Interlocked.Read(ref _lastAt) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null, _fault);

    /// <summary>There may be something to send.</summary>
    internal void Wake() => _wake.Writer.TryWrite(true);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _line.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await DeliverAllAsync().ConfigureAwait(false);
                await _wake.Reader.ReadAsync(_stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                // What was not settled is still in the log.
                _logger.SendingFailed(fault, _partner);
                _fault = "An unexpected fault; the server's log has it.";
                await Task.Delay(s_longestPause, _clock, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task DeliverAllAsync()
    {
        for (var page = Waiting(); page.Count > 0; page = Waiting())
        {
            foreach (var message in page)
                await DeliverAsync(message).ConfigureAwait(false);
        }
    }

    private IReadOnlyList<LoggedMessage> Waiting() => _log.InOrder(MessageState.Received, MessageDirection.Outbound, 0, Page, _partner);

    // Until the partner has it, or says that it does not want it, or somebody takes it out of the log.
    private async Task DeliverAsync(LoggedMessage message)
    {
        var pause = s_firstPause;
        for (var refusals = 0; _log.Find(message.Id) is { State: MessageState.Received } current && _log.Raw(current) is { } raw; pause = Min(pause * 2, s_longestPause))
        {
            var reply = await _line.SendAsync(raw, _stop.Token).ConfigureAwait(false);
            var isBusy = reply.Outcome == MllpOutcome.Acknowledged && Refusal.IsForLater(reply) && ++refusals < MostRefusals;
            if (reply.Outcome is MllpOutcome.Acknowledged or MllpOutcome.Sent && !isBusy)
            {
                await SettleAsync(current, reply).ConfigureAwait(false);
                return;
            }
            _fault = reply.Reason ?? "The partner says that it cannot take it now.";
            await _log.ChangeAsync(new MessageChange(current.Sequence, MessageState.Received, MessageState.Received) { IsAttempt = true, Reason = new MessageReason("INTERFACE-UNDELIVERED", _fault) }, _stop.Token).ConfigureAwait(false);
            await Task.Delay(pause, _clock, _stop.Token).ConfigureAwait(false);
        }
    }

    private async Task SettleAsync(LoggedMessage message, MllpReply reply)
    {
        (_fault, _lastAt) = (null, _clock.GetUtcNow().UtcTicks);
        var refusal = reply.IsAccepted || (message.Attempts > 0 && Refusal.IsKnown(reply)) ? null : Refusal.Of(reply.Acknowledgement);
        // What the answer says besides is durable before the message counts as answered: should the process end in between, it is sent and answered once more.
        await _replies.TakeAsync(_partner, reply.Acknowledgement, _stop.Token).ConfigureAwait(false);
        await _log.ChangeAsync(new MessageChange(message.Sequence, MessageState.Received, refusal is null ? MessageState.Applied : MessageState.Dead) { IsAttempt = true, Reason = refusal }, _stop.Token).ConfigureAwait(false);
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
