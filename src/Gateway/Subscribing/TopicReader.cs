using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Path;
using Carewright.Fhir.Search;
using Carewright.Kernel;
using Carewright.Storage;

namespace Carewright.Gateway.Subscribing;

/// <summary>Reads and checks a SubscriptionTopic out of a Basic (Subscriptions R5 Backport 1.1.0, topics in FHIR R4). Everything that is wrong is an issue with its place; elements that only describe are not looked at.</summary>
internal sealed class TopicReader(RowTests tests)
{
    private const string Spec = "FHIR R5 subscriptiontopic.html";
    private static readonly string[] s_statuses = ["draft", "active", "retired", "unknown"];

    /// <summary>True when the document is a topic.</summary>
    internal static bool IsTopic(ResourceDocument document)
    {
        if (document.ResourceType != "Basic")
            return false;
        foreach (var coding in document.Root.Child("code").Children("coding"))
        {
            if (coding.Child("system").GetString() == BackportNames.TopicCodeSystem && coding.Child("code").GetString() == BackportNames.TopicCode)
                return true;
        }
        return false;
    }

    internal (SubscriptionTopic? Topic, IReadOnlyList<Issue> Issues) Read(ResourceDocument document)
    {
        var issues = new List<Issue>();
        string? url = null, status = null;
        var triggers = new List<TopicTrigger>();
        var filters = new List<TopicFilter>();
        var shapes = new List<TopicShape>();
        foreach (var extension in document.Root.Children("extension").Concat(document.Root.Children("modifierExtension")))
        {
            switch (BackportNames.TopicElement(extension.Child("url").GetString()))
            {
                case "url":
                    url = extension.Child("value").GetString();
                    break;
                case "status":
                    status = extension.Child("value").GetString();
                    break;
                case "resourceTrigger":
                    if (ReadTrigger(extension, issues) is { } trigger)
                        triggers.Add(trigger);
                    break;
                case "canFilterBy":
                    filters.Add(ReadFilter(extension, issues));
                    break;
                case "notificationShape":
                    shapes.Add(ReadShape(extension, issues));
                    break;
                case "eventTrigger":
                    issues.Add(Problem(extension, IssueTypes.NotSupported, "SUBS-TOPIC-EVENT", "Triggers by named events are not supported; use resourceTrigger."));
                    break;
            }
        }
        if (url is null || !Uri.TryCreate(url, UriKind.Absolute, out _))
            issues.Add(Issue.Error(IssueTypes.Required, "SUBS-TOPIC-URL", "A topic has a canonical address (extension SubscriptionTopic.url).", "Basic.extension", Spec));
        if (!s_statuses.Contains(status))
            issues.Add(Issue.Error(IssueTypes.Required, "SUBS-TOPIC-STATUS", $"A topic has a status (modifierExtension SubscriptionTopic.status): {string.Join(", ", s_statuses)}.", "Basic.modifierExtension", Spec));
        if (triggers.Count == 0 && !issues.Exists(issue => issue.IsError))
            issues.Add(Issue.Error(IssueTypes.Required, "SUBS-TOPIC-TRIGGER", "A topic has at least one resourceTrigger.", "Basic.extension", Spec));
        CheckFilters(triggers, filters, issues);
        return issues.Exists(issue => issue.IsError) ? (null, issues) : (new SubscriptionTopic(document.Id ?? "", url!, status!, triggers, filters, shapes), issues);
    }

    private TopicTrigger? ReadTrigger(Element trigger, List<Issue> issues)
    {
        if (TypeOf(trigger, issues) is not { } type)
            return null;
        var interactions = new HashSet<VersionAction>();
        foreach (var one in Parts(trigger, "supportedInteraction"))
        {
            if (ActionOf(one.Child("value").GetString()) is { } action)
                interactions.Add(action);
            else
                issues.Add(Problem(one, IssueTypes.Value, "SUBS-TOPIC-INTERACTION", "A supportedInteraction is create, update or delete."));
        }
        var query = Parts(trigger, "queryCriteria").Select(criteria => ReadQuery(criteria, type, issues)).FirstOrDefault();
        var path = Parts(trigger, "fhirPathCriteria").FirstOrDefault();
        if (path.Exists)
            CheckPath(path, issues);
        return new TopicTrigger(type, interactions, query, path.Exists ? path.Child("value").GetString() : null);
    }

    private TopicQuery ReadQuery(Element criteria, string type, List<Issue> issues)
    {
        foreach (var name in new[] { "previous", "current" })
        {
            if (Part(criteria, name) is { Exists: true } part)
                issues.AddRange(tests.Compile(type, part.Child("value").GetString() ?? "").Issues.Select(issue => issue with { Location = part.Location() }));
        }
        var query = new TopicQuery(Text(criteria, "previous"), Text(criteria, "current"), Passes(criteria, "resultForCreate", issues), Passes(criteria, "resultForDelete", issues),
            Part(criteria, "requireBoth").Child("value").ValueEquals("true"u8));
        if (query is { Previous: null, Current: null })
            issues.Add(Problem(criteria, IssueTypes.Required, "SUBS-TOPIC-QUERY", "queryCriteria has previous, current, or both."));
        return query;
    }

    private static bool Passes(Element criteria, string name, List<Issue> issues)
    {
        var part = Part(criteria, name);
        if (part.Exists && part.Child("value").GetString() is not ("test-passes" or "test-fails"))
            issues.Add(Problem(part, IssueTypes.Value, "SUBS-TOPIC-RESULT", $"{name} is test-passes or test-fails."));
        return part.Child("value").ValueEquals("test-passes"u8);
    }

    private static void CheckPath(Element path, List<Issue> issues)
    {
        try
        {
            FhirPathExpression.Compile(path.Child("value").GetString() ?? "");
        }
        catch (FhirPathException fault)
        {
            issues.Add(Problem(path, IssueTypes.Invalid, "SUBS-TOPIC-FHIRPATH", fault.Message));
        }
    }

    private static TopicFilter ReadFilter(Element filter, List<Issue> issues)
    {
        var type = Part(filter, "resource").Exists ? TypeOf(filter, issues) : null;
        var parameter = Text(filter, "filterParameter") ?? "";
        if (parameter.Length == 0)
            issues.Add(Problem(filter, IssueTypes.Required, "SUBS-TOPIC-FILTER", "canFilterBy names a search parameter (filterParameter)."));
        return new TopicFilter(type, parameter, Texts(filter, "comparator"), Texts(filter, "modifier"));
    }

    private void CheckFilters(List<TopicTrigger> triggers, List<TopicFilter> filters, List<Issue> issues)
    {
        foreach (var filter in filters.Where(filter => filter.Parameter.Length > 0))
        {
            IEnumerable<string> types = filter.ResourceType is { } one ? [one] : triggers.Select(trigger => trigger.ResourceType);
            if (types.Any() && !types.Any(type => tests.Model.FindSearchParameter(type, filter.Parameter) is not null))
                issues.Add(Issue.Error(IssueTypes.Value, "SUBS-TOPIC-PARAMETER", $"'{filter.Parameter}' is not a search parameter of {string.Join(", ", types.Distinct())}.", "Basic.extension", Spec));
        }
    }

    private static TopicShape ReadShape(Element shape, List<Issue> issues)
    {
        var type = TypeOf(shape, issues) ?? "";
        var read = new TopicShape(type, Texts(shape, "include"), Texts(shape, "revInclude"));
        if (type.Length > 0)
            issues.AddRange(ShapeOf(read).Issues.Where(issue => issue.IsError).Select(issue => issue with { Location = shape.Location() }));
        return read;
    }

    /// <summary>The shape as a search that includes; its request is null when it cannot be followed.</summary>
    internal static SearchRequestOutcome ShapeOf(TopicShape shape)
    {
        var query = shape.Includes.Select(one => KeyValuePair.Create("_include", one)).Concat(shape.ReverseIncludes.Select(one => KeyValuePair.Create("_revinclude", one)));
        return SearchRequest.Parse(shape.ResourceType, query, FhirModel.R4, SearchHandling.Strict);
    }

    private static string? TypeOf(Element holder, List<Issue> issues)
    {
        const string Base = "http://hl7.org/fhir/StructureDefinition/";
        var text = Text(holder, "resource") ?? "";
        var type = text.StartsWith(Base, StringComparison.Ordinal) ? text[Base.Length..] : text;
        if (FhirModel.R4.FindType(type) is { Kind: TypeKind.Resource, IsAbstract: false })
            return type;
        issues.Add(Problem(holder, IssueTypes.Value, "SUBS-TOPIC-RESOURCE", $"'{text}' is not a resource type of FHIR R4."));
        return null;
    }

    private static VersionAction? ActionOf(string? code) => code switch
    {
        "create" => VersionAction.Create,
        "update" => VersionAction.Update,
        "delete" => VersionAction.Delete,
        _ => null,
    };

    private static IEnumerable<Element> Parts(Element extension, string name) => extension.Children("extension").Where(part => part.Child("url").GetString() == name);

    private static Element Part(Element extension, string name) => Parts(extension, name).FirstOrDefault();

    private static string? Text(Element extension, string name) => Part(extension, name).Child("value").GetString();

    private static IReadOnlyList<string> Texts(Element extension, string name) => [.. Parts(extension, name).Select(part => part.Child("value").GetString() ?? "")];

    private static Issue Problem(Element place, string type, string code, string message) => Issue.Error(type, code, message, place.Location(), Spec);
}
