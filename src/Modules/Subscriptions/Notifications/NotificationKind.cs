namespace Carewright.Subscriptions.Notifications;

/// <summary>What a status Parameters is sent for (Subscriptions R5 Backport 1.1.0, backport-subscription-status-r4).</summary>
internal enum NotificationKind
{
    Handshake,
    Heartbeat,
    EventNotification,
    QueryStatus,
    QueryEvent,
}

internal static class NotificationKinds
{
    internal static string Code(this NotificationKind kind) => kind switch
    {
        NotificationKind.Handshake => "handshake",
        NotificationKind.Heartbeat => "heartbeat",
        NotificationKind.EventNotification => "event-notification",
        NotificationKind.QueryStatus => "query-status",
        _ => "query-event",
    };
}
