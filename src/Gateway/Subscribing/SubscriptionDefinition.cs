namespace Carewright.Gateway.Subscribing;

/// <summary>How a notification reaches its subscriber.</summary>
public enum SubscriptionChannel
{
    /// <summary>HTTP requests to an endpoint.</summary>
    RestHook,

    /// <summary>A websocket that the subscriber opens.</summary>
    WebSocket,
}

/// <summary>What a notification carries of the resources it is about.</summary>
public enum PayloadContent
{
    /// <summary>Nothing: that something happened.</summary>
    Empty,

    /// <summary>References.</summary>
    IdOnly,

    /// <summary>The resources.</summary>
    FullResource,
}

/// <summary>A Subscription as it asks to be served: topic-based (Subscriptions R5 Backport 1.1.0) or by criteria (FHIR R4 subscription.html).</summary>
/// <param name="Id">Logical id.</param>
/// <param name="VersionId">The version this was read from.</param>
/// <param name="Status"><c>requested active error off</c>.</param>
/// <param name="Error">What the server has written into <c>error</c>, or null.</param>
/// <param name="Owner">User name of the account whose rights it has; null when the server has none on record, and then nothing is sent.</param>
/// <param name="Topic">Canonical of the topic; null for a subscription by criteria.</param>
/// <param name="Criteria">Filters by topic, or the one criteria string; each as <c>Type?parameters</c>.</param>
public sealed record SubscriptionDefinition(string Id, long VersionId, string Status, string? Error, string? Owner, string? Topic, IReadOnlyList<string> Criteria)
{
    /// <summary>Most notifications in one Bundle where the subscriber names no other number, and in any case.</summary>
    public const int LargestBatch = 100;

    /// <summary>How it is sent.</summary>
    public SubscriptionChannel Channel { get; init; }

    /// <summary>Where to; null for a websocket.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Media type of the payload; null when the subscriber named none.</summary>
    public string? Payload { get; init; }

    /// <summary>What it carries.</summary>
    public PayloadContent Content { get; init; }

    /// <summary>A heartbeat when nothing was sent for so long; null: none.</summary>
    public TimeSpan? Heartbeat { get; init; }

    /// <summary>How long an endpoint may take to answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Most events in one notification.</summary>
    public int MaxCount { get; init; } = LargestBatch;

    /// <summary>When it ends; null: never.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>True for a subscription to a topic.</summary>
    public bool IsByTopic => Topic is not null;

    /// <summary>True when the payload is XML.</summary>
    public bool IsXml => Payload == "application/fhir+xml";

    /// <summary>Host and port of the endpoint, for the audit record; <c>websocket</c> without one.</summary>
    public string Target => Endpoint is { } endpoint ? endpoint.Authority : "websocket";
}
