namespace Carewright.Gateway.Subscribing;

/// <summary>Addresses of the Subscriptions R5 Backport guide 1.1.0 and of the cross-version extensions that carry a SubscriptionTopic in R4.</summary>
public static class BackportNames
{
    private const string Guide = "http://hl7.org/fhir/uv/subscriptions-backport/";
    private const string Structures = Guide + "StructureDefinition/";

    /// <summary>Profile of a topic-based Subscription.</summary>
    public const string SubscriptionProfile = Structures + "backport-subscription";

    /// <summary>Profile of the Parameters that say how a subscription stands.</summary>
    public const string StatusProfile = Structures + "backport-subscription-status-r4";

    /// <summary>Profile of a notification Bundle.</summary>
    public const string NotificationProfile = Structures + "backport-subscription-notification-r4";

    /// <summary>Extension of CapabilityStatement.rest.resource that names a supported topic.</summary>
    public const string TopicCapability = Structures + "capabilitystatement-subscriptiontopic-canonical";

    /// <summary>Canonicals of the three operations begin with this.</summary>
    public const string Operations = Guide + "OperationDefinition/backport-subscription-";

    internal const string FilterCriteria = Structures + "backport-filter-criteria";
    internal const string PayloadContent = Structures + "backport-payload-content";
    internal const string HeartbeatPeriod = Structures + "backport-heartbeat-period";
    internal const string Timeout = Structures + "backport-timeout";
    internal const string MaxCount = Structures + "backport-max-count";

    /// <summary>System of the code that makes a Basic a topic.</summary>
    internal const string TopicCodeSystem = "http://hl7.org/fhir/fhir-types";

    /// <summary>The code that makes a Basic a topic.</summary>
    internal const string TopicCode = "SubscriptionTopic";

    /// <summary>The name of a topic's element, from the address of its extension in either release that the guide uses; null for any other address.</summary>
    internal static string? TopicElement(string? url)
    {
        foreach (var release in s_topicElements)
        {
            if (url?.StartsWith(release, StringComparison.Ordinal) == true)
                return url[release.Length..];
        }
        return null;
    }

    private static readonly string[] s_topicElements =
    [
        "http://hl7.org/fhir/5.0/StructureDefinition/extension-SubscriptionTopic.",
        "http://hl7.org/fhir/4.3/StructureDefinition/extension-SubscriptionTopic.",
    ];
}
