using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Packages;
using Carewright.Fhir.Search;
using Carewright.Fhir.Search.Added;
using Carewright.Kernel;
using Carewright.Storage;

namespace Carewright.Conformance;

/// <summary>Where a search parameter comes from.</summary>
/// <param name="Definition">The parameter.</param>
/// <param name="Source">The SearchParameter's address in the record (<c>SearchParameter/x</c>), or the package that brings it.</param>
internal sealed record OfferedParameter(SearchParameterDefinition Definition, string Source);

/// <summary>What the clinic has defined itself and what its packages bring, with codes that are unlike each other: the first to come has a code, the clinic's own before the packages'. Immutable.</summary>
internal sealed class ParameterShelf
{
    private ParameterShelf(IReadOnlyList<OfferedParameter> inForce, IReadOnlyList<UnusedSearchParameter> unused) => (InForce, Unused) = (inForce, unused);

    public static ParameterShelf Empty { get; } = new([], []);

    public IReadOnlyList<OfferedParameter> InForce { get; }

    public IReadOnlyList<UnusedSearchParameter> Unused { get; }

    /// <summary>Collects what is at hand.</summary>
    /// <param name="store">The record, with the clinic's own SearchParameters.</param>
    /// <param name="definitions">The packages.</param>
    /// <param name="isOff">Whether the clinic has switched a package's parameter off, by canonical URL.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static ParameterShelf Collect(IRecordStore store, DefinitionSet definitions, Func<string, bool> isOff, CancellationToken cancellationToken)
    {
        var offered = new List<OfferedParameter>();
        var unused = new List<UnusedSearchParameter>();
        foreach (var (document, source) in Own(store, cancellationToken).Concat(FromPackages(definitions)))
        {
            if (FhirModel.R4.SearchParameters.Any(published => published.Url == document.Root.Child("url").GetString()))
                continue;
            var outcome = SearchParameterReader.Read(document, url => offered.Find(other => other.Definition.Url == url)?.Definition ?? Part(definitions, url));
            if (Reason(outcome, source, offered, isOff) is { } reason)
                unused.Add(new UnusedSearchParameter(document.Root.Child("url").GetString() ?? "", document.Root.Child("code").GetString() ?? "", source, reason));
            else
                offered.Add(new OfferedParameter(outcome.Definition!, source));
        }
        return new ParameterShelf(offered, unused);
    }

    /// <summary>What stands against putting a SearchParameter in force that is to be written.</summary>
    public IReadOnlyList<Issue> Judge(ResourceDocument parameter, DefinitionSet definitions)
    {
        var outcome = SearchParameterReader.Read(parameter, url => InForce.FirstOrDefault(other => other.Definition.Url == url)?.Definition ?? Part(definitions, url));
        if (outcome.Definition is not { } definition || Rival(definition, InForce.Where(other => other.Source != $"SearchParameter/{parameter.Id}")) is not { } rival)
            return outcome.Issues;
        return [.. outcome.Issues, Issue.Error(IssueTypes.Duplicate, "PARAM-CODE-TAKEN", $"'{definition.Code}' is taken by {rival.Source} ({rival.Definition.Url}); choose another code.", "SearchParameter.code", "FHIR R4 searchparameter.html")];
    }

    private static string? Reason(SearchParameterOutcome outcome, string source, List<OfferedParameter> offered, Func<string, bool> isOff)
    {
        if (outcome.Definition is not { } definition)
            return outcome.Issues[0].Message;
        if (!source.StartsWith("SearchParameter/", StringComparison.Ordinal) && isOff(definition.Url))
            return "switched off";
        return Rival(definition, offered) is { } rival ? $"its code is taken by {rival.Source}" : null;
    }

    private static OfferedParameter? Rival(SearchParameterDefinition definition, IEnumerable<OfferedParameter> others)
    {
        var types = TypesOf(definition);
        return others.FirstOrDefault(other => other.Definition.Code == definition.Code && types.Overlaps(TypesOf(other.Definition)));
    }

    private static HashSet<string> TypesOf(SearchParameterDefinition definition)
    {
        var bases = definition.Bases.Select(FhirModel.R4.FindType).OfType<TypeDefinition>().ToList();
        return [.. FhirModel.R4.ResourceTypes.Where(type => bases.Exists(type.IsSubtypeOf)).Select(type => type.Name)];
    }

    /// <summary>A component may name a parameter that is at hand and not in force itself.</summary>
    private static SearchParameterDefinition? Part(DefinitionSet definitions, string url)
    {
        if (definitions.Find("SearchParameter", url, null) is not { } document)
            return null;
        var root = document.Root;
        return new SearchParameterDefinition(new AddedSearchParameter(
            root.Child("code").GetString() ?? "", url, root.Child("type").GetString() ?? "", root.Child("expression").GetString() ?? "", [], [], []));
    }

    private static IEnumerable<(ResourceDocument Document, string Source)> FromPackages(DefinitionSet definitions)
    {
        foreach (var package in definitions.Packages)
            foreach (var resource in package.Resources.Where(resource => resource is { ResourceType: "SearchParameter", IsExample: false, Status: not "retired", Url: not null }))
                if (ReferenceEquals(definitions.FindResource("SearchParameter", resource.Url!, null), resource) && resource.Open() is { } document)
                    yield return (document, package.ToString());
    }

    private static IEnumerable<(ResourceDocument Document, string Source)> Own(IRecordStore store, CancellationToken cancellationToken)
    {
        var all = SearchRequest.Parse("SearchParameter", [new("status", "active")], FhirModel.R4, SearchHandling.Strict).Request!;
        var found = new List<StoredVersion>();
        for (string? cursor = null; ;)
        {
            var page = store.Search(store.Compiler.Compile("SearchParameter", all.Criteria, [], 1000, cursor).Plan!, cancellationToken);
            found.AddRange(page.Rows);
            if ((cursor = page.NextCursor) is null)
                break;
        }
        // In the order in which they were written, so that who came first has the code.
        return found.OrderBy(row => row.RowId).Select(row => (Document: ResourceDocument.Parse(row.Open()).Document!, Source: $"SearchParameter/{row.Id}"));
    }
}
