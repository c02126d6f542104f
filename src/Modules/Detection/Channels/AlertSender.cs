using Carewright.Audit;
using Carewright.Detection.Alerts;
using Carewright.Storage;
using Microsoft.Extensions.Logging;

namespace Carewright.Detection.Channels;

/// <summary>
/// Sends alerts by every channel that the clinic has chosen. What was sent, and what was not and why, is part of the alert's history; what was not is tried again with each round for a day.
/// </summary>
internal sealed class AlertSender(AlertBook alerts, ChannelRegister channels, HookSender hooks, IRecordStore store, TimeProvider time, ILogger<AlertSender> log)
{
    private const int MostFaults = 10;
    private static readonly TimeSpan s_patience = TimeSpan.FromDays(1);
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    /// <summary>One round over the alerts of the last day.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var settings = channels.Current;
        var now = time.GetUtcNow();
        foreach (var alert in alerts.All.Where(alert => alert.Status == "open" && now - alert.History[0].At < s_patience && Severity.IsAtLeast(alert.Severity, settings.LeastSeverity)))
        {
            if (settings.Mail is { } mail)
                await SendAsync(alert, "e-mail", cancel => MailAsync(alert, mail, now, cancel), cancellationToken);
            if (settings.Webhook is { } hook)
                await SendAsync(alert, "webhook", cancel => hooks.SendAsync(hook, AlertMessage.ToJson(alert, store.Tenant.Value), now, cancel), cancellationToken);
            if (settings.Syslog is { } syslog)
                await SendAsync(alert, "syslog", cancel => SyslogAsync(alert, syslog, cancel), cancellationToken);
        }
    }

    private async Task MailAsync(Alert alert, MailSettings mail, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var client = new SmtpClient(mail);
        await client.SendAsync(AlertMessage.ToMail(alert, store.Tenant.Value, mail, now), cancellationToken);
    }

    private Task SyslogAsync(Alert alert, SyslogTarget target, CancellationToken cancellationToken) => new SyslogSender(target, Environment.MachineName)
        .SendAsync(Severity.ToSyslog(alert.Severity), alert.LastAt, "security-alert", System.Text.Encoding.UTF8.GetString(AlertMessage.ToJson(alert, store.Tenant.Value)), cancellationToken);

    private async Task SendAsync(Alert alert, string channel, Func<CancellationToken, Task> send, CancellationToken cancellationToken)
    {
        var tries = alert.History.Where(step => step.Note?.StartsWith(channel, StringComparison.Ordinal) == true).ToList();
        if (tries.Exists(step => step.What == "sent") || tries.Count >= MostFaults)
            return;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_limit);
        AlertStep step;
        try
        {
            await send(limit.Token);
            step = new AlertStep(time.GetUtcNow(), "detection", "sent", channel);
        }
        catch (Exception fault) when (fault is IOException || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            var reason = fault is IOException ? fault.Message : "It took too long.";
            log.NotSent(alert.Id, channel, reason);
            step = new AlertStep(time.GetUtcNow(), "detection", "not-sent", $"{channel}: {reason}");
        }
        alerts.Change(alert.Id, current => current?.With(step));
        await alerts.KeepAsync(store.Private, cancellationToken);
    }
}
