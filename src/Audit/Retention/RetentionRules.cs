using System.Text.Json;
using System.Text.Json.Serialization;
using Carewright.Kernel;
using Carewright.Storage;

namespace Carewright.Audit;

/// <summary>How long the log is kept, as the clinic's data.</summary>
/// <param name="Rules">Each rule's years; the longest holds for the whole log.</param>
/// <param name="Holds">Legal holds: what they name is kept for as long as they stand.</param>
/// <param name="IsAutomatic">True: months whose time is over are disposed of by themselves; false: only when somebody says so.</param>
public sealed record RetentionRules(IReadOnlyList<RetentionRule> Rules, IReadOnlyList<LegalHold> Holds, bool IsAutomatic)
{
    /// <summary>The fewest years that any rule may say: 45 CFR 164.316(b)(2)(i).</summary>
    public const int FewestYears = 6;

    /// <summary>Seven years, by hand.</summary>
    public static RetentionRules Default { get; } = new([new RetentionRule("default", 7, "Six years are required of documentation (45 CFR 164.316(b)(2)(i)); one more covers claims that come late.")], [], false);

    /// <summary>The longest rule.</summary>
    [JsonIgnore]
    public RetentionRule Longest => Rules.MaxBy(rule => rule.Years) ?? Default.Rules[0];

    /// <summary>What is wrong with them; empty when they can hold.</summary>
    public IReadOnlyList<Issue> Check()
    {
        var issues = new List<Issue>();
        if (Rules.Count == 0)
            issues.Add(Wrong("rules", "At least one rule is needed."));
        issues.AddRange(Rules.Where(rule => rule.Years is < FewestYears or > 100).Select(rule => Wrong("rules", $"'{rule.Name}': the log is kept for {FewestYears} to 100 years.")));
        issues.AddRange(Holds.Where(hold => string.IsNullOrWhiteSpace(hold.Reason)).Select(hold => Wrong("holds", $"'{hold.Name}': say why.")));
        issues.AddRange(Rules.Select(rule => rule.Name).Concat(Holds.Select(hold => hold.Name)).Where(name => name.Length is 0 or > 80).Select(_ => Wrong("name", "A name has 1 to 80 characters.")));
        return issues;
    }

    private static Issue Wrong(string place, string message) => Issue.Error(IssueTypes.Value, "AUDIT-RETENTION", message, place);
}

/// <summary>A rule of retention.</summary>
/// <param name="Name">What it is called: <c>default</c>, or a state's.</param>
/// <param name="Years">Full years after the end of the month.</param>
/// <param name="Because">Where it comes from.</param>
public sealed record RetentionRule(string Name, int Years, string Because);

/// <summary>A legal hold.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Reason">Why it stands.</param>
/// <param name="Patient">Only months with records of this patient (<c>Patient/1</c>); null: whatever the patient.</param>
/// <param name="User">Only months with records of this user; null: whatever the user.</param>
public sealed record LegalHold(string Name, string Reason, string? Patient = null, string? User = null);

/// <summary>JSON of the rules, in the store and over HTTP.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(RetentionRules))]
public sealed partial class RetentionJson : JsonSerializerContext;

/// <summary>The rules of a store.</summary>
/// <param name="table">Where they are kept.</param>
public sealed class RetentionRegister(IPrivateTable table)
{
    private const string Kind = "audit-retention";

    /// <summary>The rules that hold.</summary>
    public RetentionRules Current => table.Get(Kind, "rules") is { } json ? JsonSerializer.Deserialize(json, RetentionJson.Default.RetentionRules) ?? RetentionRules.Default : RetentionRules.Default;

    /// <summary>Replaces them, durably. Check them first.</summary>
    public Task PutAsync(RetentionRules rules, CancellationToken cancellationToken) =>
        table.PutAsync(Kind, "rules", JsonSerializer.SerializeToUtf8Bytes(rules, RetentionJson.Default.RetentionRules), cancellationToken);
}
