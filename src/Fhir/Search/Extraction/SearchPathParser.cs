using System.Globalization;
using System.Text.RegularExpressions;
using Carewright.Fhir.Definitions;

namespace Carewright.Fhir.Search.Extraction;

/// <summary>Reads one branch of a search expression into steps, where it has one of the forms that steps can say.</summary>
internal static partial class SearchPathParser
{
    /// <summary>The path; null when the branch is written in another way and needs FHIRPath.</summary>
    public static SearchPath? Parse(FhirModel model, string branch, TypeDefinition type)
    {
        var steps = new List<SearchStep>();
        var fromResource = false;
        var text = branch;
        if (Cast().Match(text) is { Success: true } cast)
        {
            // (Observation.value as CodeableConcept).text
            if (FindType(model, cast.Groups["type"].Value) is not { } target || Parse(model, cast.Groups["path"].Value, type) is not { } inner)
                return null;
            steps.AddRange(inner.Steps);
            steps.Add(SearchStep.OfType(target));
            text = cast.Groups["rest"].Value;
        }
        else if (Start().Match(text) is { Success: true } start && (start.Value == "%resource" || StartType(model, text) is not null))
        {
            fromResource = start.Value == "%resource";
            text = text[start.Length..];
        }
        else
        {
            text = "." + text;
        }
        return TrySteps(model, text, steps) ? new SearchPath(fromResource, steps) : null;
    }

    /// <summary>The resource type that a branch names first; null when it starts with an element.</summary>
    public static TypeDefinition? StartType(FhirModel model, string branch) =>
        Start().Match(branch.TrimStart('(')) is { Success: true } start && model.FindType(start.Value) is { IsResource: true } type ? type : null;

    private static bool TrySteps(FhirModel model, string text, List<SearchStep> steps)
    {
        while (text.Length > 0)
        {
            if (Step().Match(text) is not { Success: true } match)
                return false;
            if (ReadStep(model, match) is not { } step || (step.Index >= 0 && steps.Count > 0))
                return false;
            steps.Add(step);
            text = text[match.Length..];
        }
        return true;
    }

    private static SearchStep? ReadStep(FhirModel model, Match match)
    {
        if (match.Groups["child"] is { Success: true } child)
        {
            var index = match.Groups["index"];
            var step = SearchStep.Child(child.Value);
            return index.Success ? step with { Index = int.Parse(index.ValueSpan, CultureInfo.InvariantCulture) } : step;
        }
        if (match.Groups["as"] is { Success: true } cast)
            return FindType(model, cast.Value) is { } type ? SearchStep.OfType(type) : null;
        if (match.Groups["is"] is { Success: true } refers)
            return model.FindType(refers.Value) is { IsResource: true } type ? SearchStep.RefersTo(type) : null;
        return SearchStep.Where(match.Groups["name"].Value, match.Groups["literal"].Value);
    }

    /// <summary>A few published expressions name the FHIR primitive <c>dateTime</c> as <c>DateTime</c>.</summary>
    private static TypeDefinition? FindType(FhirModel model, string name) => model.FindType(name == "DateTime" ? "dateTime" : name);

    [GeneratedRegex(@"^\((?<path>[^()]+) as (?<type>\w+)\)(?<rest>.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Cast();

    [GeneratedRegex(@"^(%resource|[A-Za-z]\w*)(?![\w(])", RegexOptions.CultureInvariant)]
    private static partial Regex Start();

    [GeneratedRegex(
        @"^\.(?:(?:as|ofType)\((?<as>\w+)\)|where\(resolve\(\) is (?<is>\w+)\)|where\((?<name>\w+)\s*=\s*'(?<literal>[^'\\]*)'\)|(?<child>\w+)(?![\w(])(?:\[(?<index>\d{1,9})\])?)",
        RegexOptions.CultureInvariant)]
    private static partial Regex Step();
}
