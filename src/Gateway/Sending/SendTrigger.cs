using System.Text.RegularExpressions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Path;
using Carewright.Kernel;

namespace Carewright.Gateway.Sending;

/// <summary>
/// Which changes of a type something is sent for: those after which a FHIRPath condition holds that did not hold before, or all after which it holds. Compiled once; immutable, safe for many threads.
/// </summary>
public sealed partial class SendTrigger
{
    // A condition runs for every change of its type.
    private static readonly FhirPathLimits s_limits = new(200_000, 20_000, 100_000, 50);
    private readonly FhirPathExpression _when;
    private readonly FhirPathExpression? _before;
    private readonly FhirPathExpression? _together;
    private readonly bool _eachChange;

    private SendTrigger(SendCondition condition)
    {
        ResourceType = condition.ResourceType;
        _eachChange = condition.EachChange;
        _when = FhirPathExpression.Compile(condition.When);
        _before = condition.Before is { } before ? FhirPathExpression.Compile(before) : null;
        _together = condition.Together is { } together ? FhirPathExpression.Compile(together) : null;
        ValueSets = [.. new[] { condition.When, condition.Before ?? "" }.SelectMany(text => Membership().Matches(text)).Select(match => match.Groups[1].Value).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The type that it watches.</summary>
    public string ResourceType { get; }

    /// <summary>The value sets that it asks for by name, with <c>memberOf('...')</c>.</summary>
    public IReadOnlyList<string> ValueSets { get; }

    /// <summary>A condition, compiled; null with what is wrong with it: an expression that does not compile, or reads what the type has not.</summary>
    public static (SendTrigger? Trigger, Issue? Fault) Compile(SendCondition condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        try
        {
            var trigger = new SendTrigger(condition);
            var fault = new[] { trigger._when, trigger._before, trigger._together }.OfType<FhirPathExpression>().SelectMany(path => path.Check(condition.ResourceType)).FirstOrDefault(issue => issue.IsError);
            return fault is null ? (trigger, null) : (null, fault);
        }
        catch (FhirPathException fault)
        {
            return (null, Issue.Error(IssueTypes.Invalid, "SEND-CONDITION", fault.Message));
        }
    }

    /// <summary>Whether a change is one of them.</summary>
    /// <param name="current">The version that was written.</param>
    /// <param name="previous">The one before; null: there was none, or it was deleted.</param>
    /// <param name="around">What the condition may ask for besides. What references lead to is as it is now, for the version before, too.</param>
    internal bool Holds(Element current, Element? previous, TriggerSurroundings around)
    {
        if (!IsTrue(_when, current, around) || (_before is not null && (previous is not { } earlier || !IsTrue(_before, earlier, around))))
            return false;
        return _eachChange || previous is not { } before || !IsTrue(_when, before, around);
    }

    /// <summary>What has the same text goes together; null: it goes alone.</summary>
    internal string? TogetherOf(Element current)
    {
        if (_together is null)
            return null;
        try
        {
            var values = _together.Evaluate(new FhirPathContext(current) { Resource = current, RootResource = current, Limits = s_limits });
            return values.Count == 0 ? null : string.Join('\n', Enumerable.Range(0, values.Count).Select(place => values[place].ToString()));
        }
        catch (FhirPathException)
        {
            return null;
        }
    }

    // A condition that fails on a resource does not hold.
    private static bool IsTrue(FhirPathExpression path, Element resource, TriggerSurroundings around)
    {
        try
        {
            return path.IsTrue(new FhirPathContext(resource) { Resource = resource, RootResource = resource, Resolver = around.Resolve, Terminology = around.Terms, Limits = s_limits });
        }
        catch (FhirPathException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"memberOf\(\s*'([^']+)'\s*\)")]
    private static partial Regex Membership();
}

/// <summary>What a condition may ask for beside the resource.</summary>
/// <param name="Resolve">What a reference leads to; absent when it leads nowhere.</param>
/// <param name="Terms">Which codes are in a value set.</param>
internal sealed record TriggerSurroundings(Func<string, Element> Resolve, IFhirPathTerminology Terms);

/// <summary>Which changes something is sent for, as a person writes it.</summary>
/// <param name="ResourceType">Resource type.</param>
/// <param name="When">FHIRPath that holds after the change.</param>
public sealed record SendCondition(string ResourceType, string When)
{
    /// <summary>FHIRPath that held before it; null: whatever was before.</summary>
    public string? Before { get; init; }

    /// <summary>FHIRPath of a text; what is changed at once and has the same one goes together. Null: each goes alone.</summary>
    public string? Together { get; init; }

    /// <summary>Each change after which it holds counts, also when it held before.</summary>
    public bool EachChange { get; init; }
}
