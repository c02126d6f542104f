using Carewright.Fhir.Json;
using Carewright.Fhir.Search;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Gateway.Writing;

/// <summary>What the labelling rules ask of one resource that is about to be written: each answer is found once, however many rules ask.</summary>
internal sealed class LabelSources(ResourceDocument document, LabellingPolicy labelling, ISearchParameters parameters)
{
    private readonly Dictionary<string, IReadOnlyList<MetaCoding>> _security = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<string>> _references = new(StringComparer.Ordinal);
    private HashSet<LabellingRule>? _coded;

    /// <summary>Whether the resource has a code that the rule looks for.</summary>
    internal bool HasCodeOf(LabellingRule rule) => (_coded ??= CodeWalk.RulesFor(document.Root, labelling.Codes)).Contains(rule);

    /// <summary>The labels of a resource that is referred to, as <paramref name="read"/> finds them the first time.</summary>
    internal IReadOnlyList<MetaCoding> SecurityOf(string reference, Func<string, IReadOnlyList<MetaCoding>> read)
    {
        if (!_security.TryGetValue(reference, out var labels))
            _security[reference] = labels = read(reference);
        return labels;
    }

    /// <summary>What the resource refers to there (<c>Type/id</c>).</summary>
    internal IReadOnlyList<string> References(LabelInheritance inherit)
    {
        if (inherit.Element is { } element)
            return [.. document.Root.Children(element).Select(one => one.Child("reference").GetString()).OfType<string>()];
        if (!_references.TryGetValue(inherit.Parameter!, out var found))
            _references[inherit.Parameter!] = found = Extracted(inherit.Parameter!);
        return found;
    }

    private List<string> Extracted(string code)
    {
        var found = new List<string>();
        if (parameters.Written.FindSearchParameter(document.ResourceType, code) is { } parameter)
            SearchExtractor.Extract(document, parameter, (in SearchValue value) =>
            {
                if (value.Kind == SearchKind.Reference && value.Text is { } reference)
                    found.Add(reference);
            });
        return found;
    }
}
