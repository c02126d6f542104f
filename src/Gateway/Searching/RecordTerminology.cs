using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Packages;
using Carewright.Fhir.Search;
using Carewright.Gateway.Access;
using Carewright.Storage;
using Carewright.Storage.Search;

namespace Carewright.Gateway.Searching;

/// <summary>
/// The clinic's terminology, and what it does not know looked up among the value sets and code systems of the record that the one who asks may search: <c>code:in=http://clinic.example/ValueSet/x</c> or <c>code:in=ValueSet/1</c>.
/// What ships and what was loaded comes first: nobody redefines it by writing a resource.
/// </summary>
internal sealed class RecordTerminology(ISearchTerminology shared, RecordedDefinitions record) : ISearchTerminology
{
    private ISearchTerminology? _own;

    /// <inheritdoc/>
    public IReadOnlyCollection<(string? System, string Code)>? Enumerate(string valueSet, int cap) => shared.Enumerate(valueSet, cap) ?? Own.Enumerate(valueSet, cap);

    /// <inheritdoc/>
    public IReadOnlyCollection<string>? SelfAndDescendants(string system, string code, int cap) => shared.SelfAndDescendants(system, code, cap) ?? Own.SelfAndDescendants(system, code, cap);

    /// <inheritdoc/>
    public IReadOnlyCollection<string>? SelfAndAncestors(string system, string code, int cap) => shared.SelfAndAncestors(system, code, cap) ?? Own.SelfAndAncestors(system, code, cap);

    private ISearchTerminology Own => _own ??= shared.With(record);
}

/// <summary>Definitions of the record by canonical url, or by <c>Type/id</c>; the newest active one when no version is named.</summary>
/// <param name="store">The record.</param>
/// <param name="access">What who asks may search, by type; null: all of it, for what tells nobody what it says.</param>
internal sealed class RecordedDefinitions(IRecordStore store, Func<string, CompiledAccess>? access) : IDefinitionSource
{
    private const int MostVersions = 100;
    private static readonly string[] s_types = ["CodeSystem", "ValueSet", "Questionnaire"];
    private readonly Dictionary<(string Type, string Url, string? Version), ResourceDocument?> _known = [];

    /// <inheritdoc/>
    public ResourceDocument? Find(string resourceType, string canonicalUrl, string? version)
    {
        if (!s_types.Contains(resourceType))
            return null;
        var key = (resourceType, canonicalUrl, version);
        if (!_known.TryGetValue(key, out var document))
            _known[key] = document = Search(resourceType, canonicalUrl, version);
        return document;
    }

    private ResourceDocument? Search(string type, string url, string? version)
    {
        var allowed = access?.Invoke(type);
        if (allowed is { IsAllowed: false })
            return null;
        var rows = url.StartsWith(type + "/", StringComparison.Ordinal) ? ById(type, url[(type.Length + 1)..]) : ByUrl(type, url, version, allowed);
        var documents = rows.Where(row => allowed?.Allows(row) ?? true).Select(row => ResourceDocument.Parse(allowed is null ? row.Open() : Releaser.Release(row, allowed).Json).Document).OfType<ResourceDocument>();
        return DefinitionSet.NewestFirst(documents).FirstOrDefault();
    }

    private IReadOnlyList<StoredVersion> ById(string type, string id) => store.Read(type, id) is { IsDeleted: false } row ? [row] : [];

    private IReadOnlyList<StoredVersion> ByUrl(string type, string url, string? version, CompiledAccess? allowed)
    {
        List<KeyValuePair<string, string>> query = [new("url", SearchEscapes.Encode(url))];
        if (version is not null)
            query.Add(new("version", SearchEscapes.Encode(version)));
        if (SearchRequest.Parse(type, query, FhirModel.R4, SearchHandling.Strict).Request is not { } request || store.Compiler.Compile(type, request.Criteria, [], MostVersions, null).Plan is not { } plan)
            return [];
        return store.Search(allowed is null ? plan : plan with { Where = new AllOf([plan.Where, allowed.Where]) }, CancellationToken.None).Rows;
    }
}
