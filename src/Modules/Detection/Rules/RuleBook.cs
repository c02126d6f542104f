using System.Text.Json;
using System.Text.Json.Serialization;
using Carewright.Detection.Observing;
using Carewright.Kernel;
using Carewright.Storage;

namespace Carewright.Detection.Rules;

/// <summary>The rules in force: those that ship, and what the clinic has put in their place. Safe to call from many threads.</summary>
internal sealed class RuleBook
{
    private const string Kind = "detection-rules";
    private static readonly string[] s_by = ["user", "address", "all"];
    private static readonly string[] s_counts = ["events", "users", "addresses", "patients"];
    private static readonly string[] s_severities = ["low", "medium", "high", "critical"];
    private static readonly string[] s_responses = ["none", "step-up", "end-sessions", "lock"];
    private readonly IPrivateTable _table;
    private volatile IReadOnlyList<DetectionRule> _rules;

    public RuleBook(IPrivateTable table)
    {
        _table = table;
        _rules = table.Get(Kind, "rules") is { } json ? JsonSerializer.Deserialize(json, RuleJson.Default.DetectionRuleArray) ?? Shipped : Shipped;
    }

    /// <summary>The rules that ship.</summary>
    public static DetectionRule[] Shipped { get; } = Load();

    /// <summary>The rules in force.</summary>
    public IReadOnlyList<DetectionRule> Rules => _rules;

    /// <summary>A rule by its id; null when there is none.</summary>
    public DetectionRule? Find(string id) => _rules.FirstOrDefault(rule => rule.Id == id);

    /// <summary>Replaces the rules, durably. Check them first.</summary>
    public async Task PutAsync(IReadOnlyList<DetectionRule> rules, CancellationToken cancellationToken)
    {
        await _table.PutAsync(Kind, "rules", JsonSerializer.SerializeToUtf8Bytes([.. rules], RuleJson.Default.DetectionRuleArray), cancellationToken);
        _rules = [.. rules];
    }

    /// <summary>What is wrong with rules; empty when they can hold.</summary>
    public static IReadOnlyList<Issue> Check(IReadOnlyList<DetectionRule> rules)
    {
        var issues = new List<Issue>();
        foreach (var rule in rules)
        {
            if (rule.Id.Length is 0 or > 60 || rule.Id.Any(character => !char.IsAsciiLetterLower(character) && !char.IsAsciiDigit(character) && character != '-'))
                issues.Add(Wrong(rule.Id, "An id has 1 to 60 lower-case letters, digits and hyphens."));
            if (rule.Title.Length is 0 or > 200)
                issues.Add(Wrong(rule.Id, "A title has 1 to 200 characters."));
            if (rule.Threshold is < 1 or > 100_000 || rule.WindowMinutes is < 1 or > 60 * 24 * 92)
                issues.Add(Wrong(rule.Id, "The threshold is 1 to 100,000, the window 1 minute to 92 days."));
            Among(issues, rule, "by", rule.By, s_by);
            Among(issues, rule, "count", rule.Count, s_counts);
            Among(issues, rule, "severity", rule.Severity, s_severities);
            Among(issues, rule, "response", rule.Response, s_responses);
            foreach (var fact in (rule.When.Facts ?? []).Concat(rule.When.Without ?? []))
                Among(issues, rule, "fact", fact, Facts.All);
        }
        if (rules.DistinctBy(rule => rule.Id).Count() != rules.Count)
            issues.Add(Wrong("", "Each rule has an id of its own."));
        return issues;
    }

    private static void Among(List<Issue> issues, DetectionRule rule, string what, string value, IReadOnlyList<string> allowed)
    {
        if (!allowed.Contains(value, StringComparer.Ordinal))
            issues.Add(Wrong(rule.Id, $"{what}: must be one of {string.Join(", ", allowed)}."));
    }

    private static Issue Wrong(string place, string message) => Issue.Error(IssueTypes.Value, "DETECT-RULE", message, place);

    private static DetectionRule[] Load()
    {
        using var stream = typeof(RuleBook).Assembly.GetManifestResourceStream("Carewright.Detection.Rules.clinic.rules.json")!;
        return JsonSerializer.Deserialize(stream, RuleJson.Default.DetectionRuleArray)!;
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DetectionRule[]))]
internal sealed partial class RuleJson : JsonSerializerContext;
