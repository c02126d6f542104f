using System.Text.RegularExpressions;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Path;
using Carewright.Fhir.Search.Extraction;
using Carewright.Kernel;

namespace Carewright.Fhir.Search.Added;

/// <summary>What came of reading a SearchParameter resource.</summary>
/// <param name="Definition">Ready to be put in force; null when there are errors, and when R4 itself publishes the same parameter.</param>
/// <param name="Issues">Everything that is wrong with it, each with its place.</param>
public sealed record SearchParameterOutcome(SearchParameterDefinition? Definition, IReadOnlyList<Issue> Issues);

/// <summary>
/// Turns SearchParameter resources into definitions that extraction and search can use (FHIR R4 searchparameter.html). What cannot be indexed truly is refused: bases that do not exist, codes that R4 has given away,
/// expressions that do not compile, that depend on the clock or on other resources, and composites whose parts cannot be reached by paths. Pure; safe from many threads.
/// </summary>
public static partial class SearchParameterReader
{
    internal const string Spec = "FHIR R4 searchparameter.html";

    /// <summary>Reads one resource, whatever its status.</summary>
    /// <param name="parameter">A SearchParameter.</param>
    /// <param name="find">Other parameters beyond those of R4, by canonical URL: parts of composites may be such.</param>
    public static SearchParameterOutcome Read(ResourceDocument parameter, Func<string, SearchParameterDefinition?>? find = null)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        var root = parameter.Root;
        var url = root.Child("url").GetString() ?? "";
        if (FhirModel.R4.SearchParameters.Any(known => known.Url == url))
            return new SearchParameterOutcome(null, []);
        var reading = new Reading(root, find ?? (static _ => null));
        return reading.Read(url);
    }

    private sealed class Reading(Element root, Func<string, SearchParameterDefinition?> find)
    {
        private readonly List<Issue> _issues = [];

        public SearchParameterOutcome Read(string url)
        {
            var added = new AddedSearchParameter(
                root.Child("code").GetString() ?? "", url, root.Child("type").GetString() ?? "", Normal(root.Child("expression").GetString() ?? ""),
                Strings("base"), Strings("target"), Components());
            CheckHead(added);
            var types = CheckBases(added);
            foreach (var type in types)
                if (FhirModel.R4.FindSearchParameter(type.Name, added.Code) is { } published)
                {
                    Error("code", IssueTypes.Duplicate, "PARAM-CODE-TAKEN", $"'{added.Code}' of {type.Name} is published by FHIR R4 ({published.Url}); choose another code.");
                    break;
                }
            var definition = new SearchParameterDefinition(added);
            if (_issues.Count == 0)
                CheckExpression(definition, types);
            return new SearchParameterOutcome(_issues.Count == 0 ? definition : null, _issues);
        }

        private void CheckHead(AddedSearchParameter added)
        {
            if (added.Url.Length == 0)
                Error("url", IssueTypes.Required, "PARAM-URL", "A search parameter has a canonical URL.");
            if (!Code().IsMatch(added.Code))
                Error("code", IssueTypes.Value, "PARAM-CODE", "A code is made of letters, digits, '-' and '_', and begins with a letter; those that begin with '_' are FHIR's own.");
            if (added.Type == "special")
                Error("type", IssueTypes.NotSupported, "PARAM-SPECIAL", $"'{added.Code}' is special: what it means stands in words only, so it cannot be computed. Define it by an expression.");
            if (added.Expression.Length == 0)
                Error("expression", IssueTypes.Required, "PARAM-EXPRESSION", "Without an expression nothing can be indexed.");
        }

        private List<TypeDefinition> CheckBases(AddedSearchParameter added)
        {
            var types = new List<TypeDefinition>();
            foreach (var item in root.Children("base"))
            {
                if (FhirModel.R4.FindType(item.GetString() ?? "") is { IsResource: true } known)
                    types.AddRange(FhirModel.R4.ResourceTypes.Where(type => type.IsSubtypeOf(known)));
                else
                    _issues.Add(Issue.Error(IssueTypes.Value, "PARAM-BASE", $"'{item.GetString()}' is not a resource type of FHIR R4.", item.Location(), Spec));
            }
            if (added.Bases.Count == 0)
                Error("base", IssueTypes.Required, "PARAM-BASE", "A search parameter names the resource types it is for.");
            foreach (var target in root.Children("target"))
                if (FhirModel.R4.FindType(target.GetString() ?? "") is not { IsResource: true })
                    _issues.Add(Issue.Error(IssueTypes.Value, "PARAM-TARGET", $"'{target.GetString()}' is not a resource type of FHIR R4.", target.Location(), Spec));
            return [.. types.Distinct()];
        }

        private List<SearchParameterComponent> Components()
        {
            var parts = new List<SearchParameterComponent>();
            foreach (var component in root.Children("component"))
            {
                var canonical = (component.Child("definition").GetString() ?? "").Split('|')[0];
                var parameter = FhirModel.R4.SearchParameters.FirstOrDefault(known => known.Url == canonical) ?? find(canonical);
                if (parameter is null || SearchKinds.Of(parameter) is null or SearchKind.Composite)
                    _issues.Add(Issue.Error(IssueTypes.NotFound, "PARAM-COMPONENT", $"The component '{canonical}' is no simple search parameter that is known here.", component.Location(), Spec));
                parts.Add(new SearchParameterComponent(canonical, Normal(component.Child("expression").GetString() ?? ""), parameter));
            }
            if (root.Child("type").ValueEquals("composite"u8) && parts.Count < 2)
                Error("component", IssueTypes.Required, "PARAM-COMPONENT", "A composite has two components at least.");
            return parts;
        }

        private void CheckExpression(SearchParameterDefinition definition, List<TypeDefinition> types)
        {
            foreach (var text in definition.Components.Select(part => part.Expression).Append(definition.Expression))
                CheckText(text);
            if (_issues.Count > 0)
                return;
            foreach (var type in types)
            {
                if (!SearchExpression.Branches(FhirModel.R4, definition.Expression, type).Any())
                    Error("expression", IssueTypes.Value, "PARAM-EXPRESSION-BASE", $"The expression says nothing about {type.Name}, which is a base.");
                else if (Fault(definition, type) is { } fault)
                    Error("expression", IssueTypes.Invalid, "PARAM-EXPRESSION", fault);
                if (_issues.Count > 0)
                    return;
            }
        }

        private void CheckText(string text)
        {
            try
            {
                FhirPathExpression.Compile(text);
            }
            catch (FhirPathException bad)
            {
                Error("expression", IssueTypes.Invalid, "PARAM-EXPRESSION", $"The expression cannot be compiled: {bad.Message}");
                return;
            }
            var code = Quoted().Replace(text, "''");
            if (Clock().Match(code) is { Success: true } clock)
                Error("expression", IssueTypes.NotSupported, "PARAM-EXPRESSION", $"'{clock.Groups["name"].Value}()' gives another value tomorrow; the index keeps today's.");
            if (Resolve().IsMatch(code))
                Error("expression", IssueTypes.NotSupported, "PARAM-EXPRESSION", "The index of a resource is made from that resource alone: what 'resolve()' leads to is searched by a chain. Only 'resolve() is Type' can be told from the reference.");
        }

        /// <summary>What keeps the parameter from being extracted from a type; null when nothing does.</summary>
        private static string? Fault(SearchParameterDefinition definition, TypeDefinition type)
        {
            try
            {
                SearchPlan.Compile(FhirModel.R4, type, [definition]);
                return null;
            }
            catch (NotSupportedException)
            {
                return "The parts of a composite are reached by plain paths (names, 'as', 'ofType', 'where(name = 'text')') only.";
            }
            catch (FhirPathException bad)
            {
                return $"The expression cannot be compiled for {type.Name}: {bad.Message}";
            }
        }

        private List<string> Strings(string name) => [.. root.Children(name).Select(item => item.GetString()).OfType<string>()];

        private void Error(string element, string type, string code, string message) =>
            _issues.Add(Issue.Error(type, code, message, root.Child(element) is { Exists: true } found ? found.Location() : $"SearchParameter.{element}", Spec));
    }

    /// <summary>Some guides write <c>extension.valueDateTime</c>, which is JSON's name and no FHIRPath: it means <c>value.ofType(dateTime)</c>.</summary>
    private static string Normal(string expression) => ChoiceName().Replace(expression, static match =>
    {
        var name = match.Groups["type"].Value;
        var type = FhirModel.R4.FindType(name) ?? FhirModel.R4.FindType(char.ToLowerInvariant(name[0]) + name[1..]);
        return type is null ? match.Value : $".value.ofType({type.Name})";
    });

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_-]{0,63}\z")]
    private static partial Regex Code();

    [GeneratedRegex(@"'(?:[^'\\]|\\.)*'")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\b(?<name>now|today|timeOfDay)\s*\(")]
    private static partial Regex Clock();

    [GeneratedRegex(@"\bresolve\s*\(\s*\)(?!\s*is\b)")]
    private static partial Regex Resolve();

    [GeneratedRegex(@"\.value(?<type>[A-Z][A-Za-z0-9]*)\b(?!\s*\()")]
    private static partial Regex ChoiceName();
}
