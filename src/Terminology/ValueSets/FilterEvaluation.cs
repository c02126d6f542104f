using System.Diagnostics;
using System.Text.RegularExpressions;
using Carewright.Kernel;
using Carewright.Terminology.Concepts;

namespace Carewright.Terminology.ValueSets;

/// <summary>Which concepts pass a filter (FHIR R4 valueset-filter-operator.html).</summary>
internal sealed class FilterEvaluation(TerminologyLimits limits)
{
    private const string Snomed = "http://snomed.info/sct";
    private const string RxNorm = "http://www.nlm.nih.gov/research/umls/rxnorm";
    private const int LongestPattern = 1_000;
    private static readonly string[] s_concept = ["concept", "code"];
    private readonly Stopwatch _patterns = new();

    /// <summary>The concepts, or what is wrong with the filter.</summary>
    internal (ConceptSet? Kept, Issue? Fault) Apply(ICodeSystem system, ComposeFilter filter)
    {
        var name = PropertyName(system, filter.Property);
        return filter.Operation switch
        {
            "=" => Equal(system, filter, name),
            "is-a" or "descendent-of" or "is-not-a" or "generalizes" => OfHierarchy(system, filter, name),
            "in" or "not-in" => In(system, filter, name),
            "exists" => Exists(system, filter, name),
            "regex" => Regex(system, filter, name),
            _ => Refuse($"'{filter.Operation}' is no filter operation of FHIR R4.", filter),
        };
    }

    // LOINC's properties are written in both cases in published value sets.
    private static string PropertyName(ICodeSystem system, string asked) =>
        system.Header.Properties.FirstOrDefault(one => one.Code == asked)?.Code ?? system.Header.Properties.FirstOrDefault(one => string.Equals(one.Code, asked, StringComparison.OrdinalIgnoreCase))?.Code ?? asked;

    private static (ConceptSet?, Issue?) Equal(ICodeSystem system, ComposeFilter filter, string name)
    {
        switch (name)
        {
            case "concept" or "code":
                return Known(system, filter, key => ConceptSet.Of(system.Count, [key]));
            case "parent":
                return Known(system, filter, key => ConceptSet.Of(system.Count, system.Hierarchy.Children(key).ToArray()));
            case "child":
                return Known(system, filter, key => ConceptSet.Of(system.Count, system.Hierarchy.Parents(key).ToArray()));
            case "ancestor":
                return Known(system, filter, system.Hierarchy.Descendants);
            case "descendant":
                return Known(system, filter, system.Hierarchy.Ancestors);
            case "inactive":
                return Flag(system, system.Inactive, filter);
            case "abstract" or "notSelectable":
                return Flag(system, system.Abstract, filter);
            case "constraint" or "expression" when system.Header.Url == Snomed:
                return ExpressionConstraint.Apply(system, filter);
            default:
                var value = system.Header.Url == RxNorm && filter.Value.StartsWith("CUI:", StringComparison.Ordinal) ? filter.Value[4..] : filter.Value;
                return WithValues(system, filter, name, [value]);
        }
    }

    private static (ConceptSet?, Issue?) OfHierarchy(ICodeSystem system, ComposeFilter filter, string name)
    {
        if (!s_concept.Contains(name))
            return Refuse($"'{filter.Operation}' goes with the property 'concept', not with '{filter.Property}'.", filter);
        return Known(system, filter, key => filter.Operation switch
        {
            "is-a" => WithSelf(system.Hierarchy.Descendants(key), key),
            "descendent-of" => system.Hierarchy.Descendants(key),
            "generalizes" => WithSelf(system.Hierarchy.Ancestors(key), key),
            _ => ConceptSet.Full(system.Count).ExceptWith(WithSelf(system.Hierarchy.Descendants(key), key)),
        });
    }

    private static (ConceptSet?, Issue?) In(ICodeSystem system, ComposeFilter filter, string name)
    {
        var values = filter.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        ConceptSet? members;
        Issue? fault = null;
        if (s_concept.Contains(name) && system.Header.Url == Snomed && values.Length == 1)
            members = system.WithProperty("refset", values[0]);
        else if (s_concept.Contains(name))
            members = ConceptSet.Of(system.Count, values.Select(system.Find).Where(key => key >= 0));
        else
            (members, fault) = WithValues(system, filter, name, values);
        if (members is null || filter.Operation == "in")
            return (members, fault);
        return (ConceptSet.Full(system.Count).ExceptWith(members), null);
    }

    private static (ConceptSet?, Issue?) Exists(ICodeSystem system, ComposeFilter filter, string name)
    {
        if (!bool.TryParse(filter.Value, out var wanted))
            return Refuse($"'exists' is 'true' or 'false', not '{filter.Value}'.", filter);
        var having = system.WithProperty(name, null);
        return (wanted ? having : ConceptSet.Full(system.Count).ExceptWith(having), null);
    }

    // Matched against the whole value. The engine without backtracking runs in linear time; the clock bounds the number of values.
    private (ConceptSet?, Issue?) Regex(ICodeSystem system, ComposeFilter filter, string name)
    {
        Regex pattern;
        try
        {
            if (filter.Value.Length > LongestPattern)
                return Refuse($"A pattern has at most {LongestPattern} characters.", filter);
            pattern = new Regex($"^(?:{filter.Value})$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, limits.RegexTime);
        }
        catch (Exception unusable) when (unusable is ArgumentException or NotSupportedException)
        {
            return Refuse("The pattern is not a regular expression that is understood here: look-around and back references are not.", filter);
        }
        return Matching(system, pattern, s_concept.Contains(name) ? "code" : name) is { } kept
            ? (kept, null)
            : (null, TermIssues.TooCostly("The regular expression takes too long on a system of this size. Use another filter."));
    }

    // One clock for all patterns of a question: many small ones may not take what one large one may not.
    private ConceptSet? Matching(ICodeSystem system, Regex pattern, string property)
    {
        _patterns.Start();
        try
        {
            var kept = new ConceptSet(system.Count);
            foreach (var (key, value) in system.ValuesOf(property))
            {
                if (_patterns.Elapsed > limits.RegexTime)
                    return null;
                if (pattern.IsMatch(value))
                    kept.Add(key);
            }
            return kept;
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
        finally
        {
            _patterns.Stop();
        }
    }

    private static (ConceptSet?, Issue?) WithValues(ICodeSystem system, ComposeFilter filter, string name, IEnumerable<string> values)
    {
        var members = values.Aggregate(new ConceptSet(system.Count), (all, value) => all.UnionWith(system.WithProperty(name, value)));
        var isKnown = !members.IsEmpty || system.Header.Properties.Any(one => one.Code == name) || !system.WithProperty(name, null).IsEmpty;
        return isKnown ? (members, null) : Refuse($"'{system.Header.Url}' has no property '{filter.Property}'.", filter);
    }

    private static (ConceptSet?, Issue?) Known(ICodeSystem system, ComposeFilter filter, Func<int, ConceptSet> members) => system.Find(filter.Value) is var key and >= 0
        ? (members(key), null)
        : (null, TermIssues.UnknownCode(system.Header.Canonical, filter.Value, filter.Location));

    private static (ConceptSet?, Issue?) Flag(ICodeSystem system, ConceptSet flagged, ComposeFilter filter) => filter.Value switch
    {
        "true" => (flagged, null),
        "false" => (ConceptSet.Full(system.Count).ExceptWith(flagged), null),
        _ => Refuse($"'{filter.Property}' is 'true' or 'false', not '{filter.Value}'.", filter),
    };

    private static ConceptSet WithSelf(ConceptSet set, int key)
    {
        set.Add(key);
        return set;
    }

    private static (ConceptSet?, Issue?) Refuse(string message, ComposeFilter filter) => (null, TermIssues.Filter(message, filter.Location));
}
