using System.Globalization;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Search;
using Carewright.Gateway.Outbound;
using Carewright.Kernel;
using Carewright.Security;

namespace Carewright.Gateway.Subscribing;

/// <summary>A Subscription that was read, with what it takes to match events.</summary>
/// <param name="Definition">As it is served.</param>
/// <param name="Topic">Its topic; null for one by criteria.</param>
/// <param name="Tests">Its filters or criteria, compiled.</param>
internal sealed record ReadSubscription(SubscriptionDefinition Definition, SubscriptionTopic? Topic, IReadOnlyList<RowTest> Tests);

/// <summary>Reads and checks Subscriptions. Everything that is wrong is an issue with its place; one with errors is not served.</summary>
internal sealed class SubscriptionReader(RowTests rowTests, EndpointRules endpoints, Func<string, SubscriptionTopic?> topics)
{
    private const string Guide = "Subscriptions R5 Backport 1.1.0";
    private const string R4 = "FHIR R4 subscription.html";
    private static readonly string[] s_payloads = ["application/fhir+json", "application/fhir+xml"];

    internal (ReadSubscription? Subscription, IReadOnlyList<Issue> Issues) Read(ResourceDocument document)
    {
        var issues = new List<Issue>();
        var root = document.Root;
        var channel = root.Child("channel");
        var criteria = root.Child("criteria");
        var text = criteria.GetString() ?? "";
        var isByTopic = FhirModel.R4.FindType(text.Split('?')[0]) is null && Uri.TryCreate(text, UriKind.Absolute, out _);
        var topic = isByTopic ? topics(text) : null;
        if (isByTopic && topic is null)
            issues.Add(Problem(criteria, IssueTypes.NotFound, "SUBS-TOPIC-UNKNOWN", "There is no active topic of this address; GET Basic?code=SubscriptionTopic lists the topics.", Guide));
        var tests = topic is not null ? ReadFilters(criteria, topic, issues) : isByTopic ? [] : ReadCriteria(criteria, text, issues);
        var definition = new SubscriptionDefinition(
            document.Id ?? "", VersionOf(root), root.Child("status").GetString() ?? "", root.Child("error").GetString(), OwnerOf(document), isByTopic ? text : null, [.. tests.Select(test => $"{test.ResourceType}?{test.Request.ToQueryString()}")])
        {
            Channel = ReadChannel(channel, issues),
            Endpoint = Uri.TryCreate(channel.Child("endpoint").GetString(), UriKind.Absolute, out var endpoint) ? endpoint : null,
            Payload = ReadPayload(channel, issues),
            Content = isByTopic ? ReadContent(channel, issues) : channel.Child("payload").HasValue ? PayloadContent.FullResource : PayloadContent.Empty,
            Heartbeat = Number(channel, BackportNames.HeartbeatPeriod, 10, 86_400, issues) is { } heartbeat ? TimeSpan.FromSeconds(heartbeat) : null,
            Timeout = TimeSpan.FromSeconds(Number(channel, BackportNames.Timeout, 1, 60, issues) ?? 10),
            MaxCount = Math.Min(SubscriptionDefinition.LargestBatch, Number(channel, BackportNames.MaxCount, 1, int.MaxValue, issues) ?? SubscriptionDefinition.LargestBatch),
            End = DateTimeOffset.TryParse(root.Child("end").GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var end) ? end : null,
        };
        HeaderLines.Check(channel, issues);
        return issues.Exists(issue => issue.IsError) ? (null, issues) : (new ReadSubscription(definition, topic, tests), issues);
    }

    /// <summary>The user name in the tag that the server keeps, or null.</summary>
    internal static string? OwnerOf(ResourceDocument document)
    {
        foreach (var tag in document.Root.Child("meta").Children("tag"))
        {
            if (tag.Child("system").GetString() == RowGrant.OwnerSystem)
                return tag.Child("code").GetString();
        }
        return null;
    }

    private SubscriptionChannel ReadChannel(Element channel, List<Issue> issues)
    {
        switch (channel.Child("type").GetString())
        {
            case "rest-hook":
                if (endpoints.Refuse(channel.Child("endpoint").GetString()) is { } refusal)
                    issues.Add(refusal);
                return SubscriptionChannel.RestHook;
            case "websocket":
                if (channel.Child("endpoint") is { HasValue: true } endpoint)
                    issues.Add(Problem(endpoint, IssueTypes.BusinessRule, "SUBS-ENDPOINT-WEBSOCKET", "A websocket has no endpoint: the subscriber connects to this server.", R4));
                return SubscriptionChannel.WebSocket;
            default:
                issues.Add(Issue.Error(IssueTypes.NotSupported, "SUBS-CHANNEL", "The channels here are rest-hook and websocket.", "Subscription.channel.type", R4));
                return SubscriptionChannel.RestHook;
        }
    }

    private static string? ReadPayload(Element channel, List<Issue> issues)
    {
        var payload = channel.Child("payload");
        if (!payload.HasValue)
            return null;
        var type = payload.GetString()!.Split(';')[0].Trim().ToLowerInvariant();
        if (!s_payloads.Contains(type))
            issues.Add(Problem(payload, IssueTypes.NotSupported, "SUBS-PAYLOAD", $"A payload is {string.Join(" or ", s_payloads)}.", R4));
        return type;
    }

    // Nothing is what no subscriber can complain of having got: it is what one gets who does not say.
    private static PayloadContent ReadContent(Element channel, List<Issue> issues)
    {
        var extension = Extension(channel.Child("payload"), BackportNames.PayloadContent);
        switch (extension.Child("value").GetString())
        {
            case null or "empty":
                return PayloadContent.Empty;
            case "id-only":
                return PayloadContent.IdOnly;
            case "full-resource":
                return PayloadContent.FullResource;
            default:
                issues.Add(Problem(extension, IssueTypes.CodeInvalid, "SUBS-CONTENT", "The payload's content is empty, id-only or full-resource.", Guide));
                return PayloadContent.Empty;
        }
    }

    private static int? Number(Element channel, string url, int least, int most, List<Issue> issues)
    {
        var extension = Extension(channel, url);
        if (!extension.Exists)
            return null;
        if (extension.Child("value").TryGetInt64(out var number) && number >= least && number <= most)
            return (int)number;
        issues.Add(Problem(extension, IssueTypes.Value, "SUBS-NUMBER", $"{url[(url.LastIndexOf('/') + 1)..]} is a whole number from {least} to {most}.", Guide));
        return null;
    }

    private List<RowTest> ReadCriteria(Element place, string text, List<Issue> issues)
    {
        var type = text.Split('?')[0];
        if (FhirModel.R4.FindType(type) is not { Kind: TypeKind.Resource, IsAbstract: false })
        {
            issues.Add(Problem(place, IssueTypes.Value, "SUBS-CRITERIA-TYPE", "Criteria are the address of a topic, or a search: a resource type, '?', and its parameters.", R4));
            return [];
        }
        return Compile(place, type, text.Length > type.Length ? text[(type.Length + 1)..] : "", issues) is { } test ? [test] : [];
    }

    private List<RowTest> ReadFilters(Element criteria, SubscriptionTopic topic, List<Issue> issues)
    {
        var types = topic.Triggers.Select(trigger => trigger.ResourceType).Distinct().ToList();
        var tests = new List<RowTest>();
        foreach (var filter in criteria.Children("extension").Where(one => one.Child("url").GetString() == BackportNames.FilterCriteria))
        {
            var text = filter.Child("value").GetString() ?? "";
            var mark = text.IndexOf('?', StringComparison.Ordinal);
            // A filter without a type is for every type that the topic watches.
            var named = mark > 0 ? [text[..mark]] : types;
            foreach (var type in named)
            {
                if (!types.Contains(type))
                    issues.Add(Problem(filter, IssueTypes.Value, "SUBS-FILTER-TYPE", $"The topic is about {string.Join(", ", types)}, not {type}.", Guide));
                else if (Compile(filter, type, mark >= 0 ? text[(mark + 1)..] : text, issues) is { } test)
                {
                    if (test.Request.Filters.Count > 0)
                        issues.Add(Problem(filter, IssueTypes.BusinessRule, "SUBS-FILTER-NOT-ALLOWED", $"The topic is filtered by parameters, not by _filter or lists; it allows {Allowed(topic, type)}.", Guide));
                    issues.AddRange(test.Request.Criteria.Where(criterion => !IsAllowed(topic, type, criterion)).Select(criterion => Problem(
                        filter, IssueTypes.BusinessRule, "SUBS-FILTER-NOT-ALLOWED", $"The topic does not let one filter {type} by '{criterion.SourceName}' in this way; it allows {Allowed(topic, type)}.", Guide)));
                    tests.Add(test);
                }
            }
        }
        return tests;
    }

    private RowTest? Compile(Element place, string type, string criteria, List<Issue> issues)
    {
        var (test, faults) = rowTests.Compile(type, criteria);
        issues.AddRange(faults.Select(fault => fault with { Location = place.Location() }));
        return test;
    }

    private static bool IsAllowed(SubscriptionTopic topic, string type, SearchCriterion criterion)
    {
        var filter = topic.Filters.FirstOrDefault(one => (one.ResourceType is null || one.ResourceType == type) && one.Parameter == criterion.Parameter.Code);
        if (filter is null || criterion.Chain is not null)
            return false;
        var colon = criterion.SourceName?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        if (colon >= 0 && criterion.Modifier != SearchModifier.Type && !filter.Modifiers.Contains(criterion.SourceName![(colon + 1)..]))
            return false;
        return criterion.Alternatives.All(operand => operand.Prefix == SearchPrefix.Equal || filter.Comparators.Contains(Letters(operand.Prefix)) || filter.Modifiers.Contains(Letters(operand.Prefix)));
    }

    private static string Allowed(SubscriptionTopic topic, string type)
    {
        var filters = topic.Filters.Where(filter => filter.ResourceType is null || filter.ResourceType == type).ToList();
        return filters.Count == 0 ? "no filter" : string.Join(", ", filters.Select(filter => string.Join(' ', filter.Comparators.Concat(filter.Modifiers.Select(modifier => ":" + modifier)).Prepend(filter.Parameter))));
    }

    private static string Letters(SearchPrefix prefix) => prefix switch
    {
        SearchPrefix.NotEqual => "ne",
        SearchPrefix.GreaterThan => "gt",
        SearchPrefix.LessThan => "lt",
        SearchPrefix.GreaterOrEqual => "ge",
        SearchPrefix.LessOrEqual => "le",
        SearchPrefix.StartsAfter => "sa",
        SearchPrefix.EndsBefore => "eb",
        SearchPrefix.Approximately => "ap",
        _ => "eq",
    };

    private static Element Extension(Element holder, string url) => holder.Children("extension").FirstOrDefault(one => one.Child("url").GetString() == url);

    private static long VersionOf(Element root) => long.TryParse(root.Child("meta").Child("versionId").GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;

    private static Issue Problem(Element place, string type, string code, string message, string spec) => Issue.Error(type, code, message, place.Location(), spec);
}
