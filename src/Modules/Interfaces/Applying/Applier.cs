using System.Threading.Channels;
using Carewright.Gateway.Receiving;
using Carewright.Storage.Queueing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Carewright.Interfaces.Applying;

/// <summary>Puts one message into the record. It is asked again for a message that it may have done before the process ended.</summary>
/// <param name="message">The message.</param>
/// <param name="raw">Its bytes.</param>
/// <param name="cancellationToken">The server stops.</param>
internal delegate ValueTask<Receipt> ApplyMessage(LoggedMessage message, ReadOnlyMemory<byte> raw, CancellationToken cancellationToken);

/// <summary>
/// Takes what is in the log to the record: messages of one patient in the order in which they came, those of different patients beside one another. A message that is held holds those of its patients that come after it;
/// a dead one does not, or one bad message would stop a patient's feed for good. What was under way when the process ended is still in the log as received.
/// </summary>
internal sealed class Applier(IMessageLog log, ApplyMessage apply, TimeProvider clock, ILogger<Applier> logger) : BackgroundService
{
    private const int Parallel = 8;
    private const int MostTaken = 256;
    private const int MostAttempts = 5;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);
    private readonly Channel<LoggedMessage?> _wake = Channel.CreateUnbounded<LoggedMessage?>();
    private readonly HeldMessages _held = new();
    private readonly Lanes _lanes = new(Parallel, MostTaken);
    private int _hasErased;

    /// <summary>Raised when a message is not to be applied any more: it is in the record, waits for a person, or cannot be applied. Handlers must be quick.</summary>
    internal event Action<LoggedMessage>? Settled;

    /// <summary>Gives a message that waits, or is dead, back to be applied, or to be sent, with what a person has decided. Null: it is in another state by now.</summary>
    internal async Task<LoggedMessage?> GiveBackAsync(LoggedMessage message, string? decision, CancellationToken cancellationToken)
    {
        var back = await log.ChangeAsync(new MessageChange(message.Sequence, message.State, MessageState.Received) { Decision = decision }, cancellationToken).ConfigureAwait(false);
        // One that is to be sent is found in the log by whoever sends it.
        if (back is { Direction: MessageDirection.Inbound })
            _wake.Writer.TryWrite(back);
        return back;
    }

    /// <summary>Takes a message out for good, with the reason that a person gives. Null: it is in another state by now.</summary>
    internal async Task<LoggedMessage?> DiscardAsync(LoggedMessage message, MessageReason reason, CancellationToken cancellationToken)
    {
        var discarded = await log.ChangeAsync(new MessageChange(message.Sequence, message.State, MessageState.Discarded) { Reason = reason }, cancellationToken).ConfigureAwait(false);
        if (discarded is null)
            return null;
        _held.Remove(discarded);
        Settled?.Invoke(discarded);
        await FreeAsync(cancellationToken).ConfigureAwait(false);
        return discarded;
    }

    public override void Dispose()
    {
        _lanes.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        void Wake() => _wake.Writer.TryWrite(null);
        log.Received += Wake;
        log.Erased += Forget;
        try
        {
            await LoadAsync(stoppingToken).ConfigureAwait(false);
            var last = await TakeAsync(0, stoppingToken).ConfigureAwait(false);
            await foreach (var back in _wake.Reader.ReadAllAsync(stoppingToken).ConfigureAwait(false))
            {
                if (Interlocked.Exchange(ref _hasErased, 0) == 1)
                    await FreeAsync(stoppingToken).ConfigureAwait(false);
                if (back is not null && back.Sequence <= last)
                    await AddAsync(back, stoppingToken).ConfigureAwait(false);
                last = await TakeAsync(last, stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is under way ends by the same token; what is in the log stays there.
        }
        finally
        {
            log.Received -= Wake;
            log.Erased -= Forget;
            await _lanes.WhenIdleAsync().ConfigureAwait(false);
        }
    }

    // Whoever waited behind it may go on; that writes to the log, which waits until it has told of this.
    private void Forget(LoggedMessage erased)
    {
        _held.Remove(erased);
        Settled?.Invoke(erased);
        Interlocked.Exchange(ref _hasErased, 1);
        _wake.Writer.TryWrite(null);
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        for (var page = log.InOrder(MessageState.Held, MessageDirection.Inbound, 0, 1000); page.Count > 0; page = log.InOrder(MessageState.Held, MessageDirection.Inbound, page[^1].Sequence, 1000))
        {
            foreach (var message in page)
                _held.Add(message);
        }
        await FreeAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<long> TakeAsync(long last, CancellationToken cancellationToken)
    {
        for (var page = log.InOrder(MessageState.Received, MessageDirection.Inbound, last, MostTaken); page.Count > 0; page = log.InOrder(MessageState.Received, MessageDirection.Inbound, last, MostTaken))
        {
            foreach (var message in page)
                await AddAsync(message, cancellationToken).ConfigureAwait(false);
            last = page[^1].Sequence;
        }
        return last;
    }

    private Task AddAsync(LoggedMessage message, CancellationToken cancellationToken) => _lanes.AddAsync(message.Patients, () => RunAsync(message, cancellationToken), cancellationToken);

    private async Task RunAsync(LoggedMessage message, CancellationToken stop)
    {
        for (var attempt = 1; !stop.IsCancellationRequested; attempt++)
        {
            try
            {
                if (await StepAsync(message, stop).ConfigureAwait(false))
                    return;
                attempt = 0;
                await Task.Delay(s_pause, clock, stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                // One message's fault must not end the feed of the others.
                logger.ApplyingFailed(fault, message.Id, attempt);
                if (attempt < MostAttempts)
                    await Task.Delay(s_pause * attempt, clock, CancellationToken.None).ConfigureAwait(false);
                else
                {
                    await BuryAsync(message).ConfigureAwait(false);
                    return;
                }
            }
        }
    }

    // False: too busy; once more, before anything else of this patient.
    private async Task<bool> StepAsync(LoggedMessage message, CancellationToken stop)
    {
        if (log.Find(message.Id) is not { State: MessageState.Received } current || log.Raw(current) is not { } raw)
            return true;
        // Until now it has held back what came after it: nothing of this patient runs beside it here.
        _held.Remove(current);
        if (_held.Blocks(current))
        {
            await HoldAsync(current, new MessageReason(HeldMessages.Behind, "An earlier message of the same patient waits for a person."), stop).ConfigureAwait(false);
            return true;
        }
        var receipt = await apply(current, raw, stop).ConfigureAwait(false);
        var reason = receipt.Reason is { } issue ? new MessageReason(issue.Code, issue.Message, issue.Location) : null;
        switch (receipt.Status)
        {
            case ReceiptStatus.Busy:
                return false;
            case ReceiptStatus.Held:
                await HoldAsync(current, reason, stop).ConfigureAwait(false);
                return true;
            case ReceiptStatus.Applied:
                await SettleAsync(new MessageChange(current.Sequence, MessageState.Received, MessageState.Applied) { IsAttempt = true, DropsRaw = true }, stop).ConfigureAwait(false);
                break;
            default:
                await SettleAsync(new MessageChange(current.Sequence, MessageState.Received, MessageState.Dead) { IsAttempt = true, Reason = reason }, stop).ConfigureAwait(false);
                break;
        }
        await FreeAsync(stop).ConfigureAwait(false);
        return true;
    }

    private async Task HoldAsync(LoggedMessage message, MessageReason? reason, CancellationToken stop)
    {
        if (await SettleAsync(new MessageChange(message.Sequence, MessageState.Received, MessageState.Held) { Reason = reason, IsAttempt = reason?.Code != HeldMessages.Behind }, stop).ConfigureAwait(false) is { } held)
            _held.Add(held);
    }

    private async Task<LoggedMessage?> SettleAsync(MessageChange change, CancellationToken cancellationToken)
    {
        var settled = await log.ChangeAsync(change, cancellationToken).ConfigureAwait(false);
        if (settled is not null)
            Settled?.Invoke(settled);
        return settled;
    }

    // Whoever waited behind may go on; each as it came, since the next of a patient is free only when the one before is through.
    private async Task FreeAsync(CancellationToken cancellationToken)
    {
        foreach (var message in _held.Free())
            await GiveBackAsync(message, null, cancellationToken).ConfigureAwait(false);
    }

    private async Task BuryAsync(LoggedMessage message)
    {
        await SettleAsync(new MessageChange(message.Sequence, MessageState.Received, MessageState.Dead) { IsAttempt = true, Reason = new MessageReason("INTERFACE-FAULT", "An unexpected fault; the server's log has it under the message's id.") }, CancellationToken.None).ConfigureAwait(false);
        await FreeAsync(CancellationToken.None).ConfigureAwait(false);
    }
}
