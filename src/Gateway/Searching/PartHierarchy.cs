using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Search;
using Carewright.Gateway.Access;
using Carewright.Security;
using Carewright.Storage;
using Carewright.Storage.Search;

namespace Carewright.Gateway.Searching;

/// <summary>What is part of what among the resources that an actor may search: locations, organizations and the like. A circle is walked once.</summary>
internal sealed class PartHierarchy(IRecordStore store, AccessCompiler access, Actor actor) : ISearchHierarchy
{
    /// <inheritdoc />
    public IReadOnlyCollection<string>? SelfAndParts(string reference, int cap)
    {
        var found = new HashSet<string>(StringComparer.Ordinal) { reference };
        if (Split(reference) is not { } start || Searchable(start.Type) is not { } parameter)
            return found;
        var allowed = access.For(actor, AccessInteraction.Search, start.Type);
        for (List<string> layer = [reference]; layer.Count > 0;)
        {
            var criterion = new SearchCriterion(parameter, SearchModifier.None, null, [.. layer.Select(text => Operand(parameter, text))], null);
            var plan = store.Compiler.Compile(start.Type, [criterion], [], cap, null).Plan ?? throw new InvalidOperationException("A reference cannot be searched by.");
            var page = store.Search(plan with { Where = new AllOf([plan.Where, allowed.Where]) }, CancellationToken.None);
            layer = [.. page.Rows.Where(allowed.Allows).Select(row => $"{row.ResourceType}/{row.Id}").Where(found.Add)];
            if (page.NextCursor is not null || found.Count > cap)
                return null;
        }
        return found;
    }

    /// <inheritdoc />
    public IReadOnlyCollection<string>? SelfAndWholes(string reference, int cap)
    {
        var found = new HashSet<string>(StringComparer.Ordinal) { reference };
        for (List<string> layer = [reference]; layer.Count > 0;)
        {
            layer = [.. layer.SelectMany(WholesOf).Where(found.Add)];
            if (found.Count > cap)
                return null;
        }
        return found;
    }

    // A row that the actor may not see tells nothing of what it is part of.
    private IEnumerable<string> WholesOf(string reference)
    {
        if (Split(reference) is not { } place || Searchable(place.Type) is not { } parameter || store.Read(place.Type, place.Id) is not { IsDeleted: false } row
            || !access.For(actor, AccessInteraction.Search, place.Type).Allows(row))
            return [];
        var document = ResourceDocument.Parse(row.Open()).Document ?? throw new InvalidOperationException("A stored resource does not parse.");
        var wholes = new List<string>();
        SearchExtractor.Extract(document, parameter, (in SearchValue value) =>
        {
            if (value.Text is { } text && text.StartsWith(place.Type + "/", StringComparison.Ordinal))
                wholes.Add(text);
        });
        return wholes;
    }

    // Nothing is followed through an element that the actor does not see in every row.
    private SearchParameterDefinition? Searchable(string type)
    {
        var allowed = access.For(actor, AccessInteraction.Search, type);
        return allowed.IsAllowed && HierarchyExpansion.PartOf(FhirModel.R4, type) is { } parameter && !TopLevelElements.ReadBy(parameter, type).Any(allowed.MayHide) ? parameter : null;
    }

    private static SearchOperand Operand(SearchParameterDefinition parameter, string text) =>
        new(SearchPrefix.Equal, new SearchValue(parameter, SearchKind.Reference, null, text, null, long.MinValue, long.MaxValue, decimal.MinValue, decimal.MaxValue, 0, 0), null);

    private static (string Type, string Id)? Split(string reference) => reference.Split('/') is [var type, var id] && FhirModel.R4.FindType(type) is { IsResource: true } ? (type, id) : null;
}
