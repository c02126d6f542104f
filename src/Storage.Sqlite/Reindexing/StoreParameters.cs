using Carewright.Fhir.Definitions;
using Carewright.Storage.Indexing.Catalogue;

namespace Carewright.Storage.Sqlite.Reindexing;

/// <summary>The search parameters of an open store, for its callers.</summary>
internal sealed class StoreParameters(ParameterCatalogue catalogue, Reindexer reindexer, Func<Action, Task> alone) : ISearchParameters
{
    private volatile Func<CancellationToken, Task>? _changed;

    /// <inheritdoc />
    public FhirModel Searchable => catalogue.Searchable;

    /// <inheritdoc />
    public FhirModel Written => catalogue.Written;

    /// <inheritdoc />
    public async Task DefineAsync(IReadOnlyList<SearchParameterDefinition> wanted, CancellationToken cancellationToken)
    {
        Check(wanted);
        await alone(() => catalogue.Change(state => Defined(state, wanted))).WaitAsync(cancellationToken).ConfigureAwait(false);
        reindexer.Wake();
    }

    /// <inheritdoc />
    public async Task ReindexAsync(IReadOnlyCollection<string>? resourceTypes, CancellationToken cancellationToken)
    {
        var types = (resourceTypes ?? [.. FhirModel.R4.ResourceTypes.Select(type => type.Name)]).Where(type => !catalogue.IsEmpty(type)).ToList();
        await alone(() => catalogue.Change(state => state.Ask(types))).WaitAsync(cancellationToken).ConfigureAwait(false);
        reindexer.Wake();
    }

    /// <inheritdoc />
    public IReadOnlyList<SearchParameterStatus> Status() => catalogue.Status();

    /// <inheritdoc />
    public IReadOnlyList<IndexingStatus> Indexing() => reindexer.Status();

    /// <inheritdoc />
    public Task WhenWholeAsync(CancellationToken cancellationToken) => reindexer.WhenWholeAsync(cancellationToken);

    /// <inheritdoc />
    public void FollowWrites(Func<CancellationToken, Task> changed) => _changed = changed;

    /// <summary>Whether somebody wants to be told of a commit.</summary>
    public bool IsFollowed(CommitRequest request)
    {
        if (_changed is null)
            return false;
        foreach (var version in request.Versions)
            if (version.ResourceType == "SearchParameter")
                return true;
        return false;
    }

    /// <summary>Tells that such a commit went through.</summary>
    public Task FollowAsync(CancellationToken cancellationToken) => _changed?.Invoke(cancellationToken) ?? Task.CompletedTask;

    private CatalogueState Defined(CatalogueState state, IReadOnlyList<SearchParameterDefinition> wanted)
    {
        var defined = state.Define(wanted, catalogue.IsEmpty, catalogue.Now);
        // Nothing new is nothing to write.
        return defined.NextGeneration == state.NextGeneration && defined.Entries.SequenceEqual(state.Entries) ? state : defined;
    }

    private static void Check(IReadOnlyList<SearchParameterDefinition> wanted)
    {
        var taken = new HashSet<(string, string)>();
        foreach (var definition in wanted)
            foreach (var type in CatalogueState.TypesOf(definition))
                if (!definition.IsAdded || FhirModel.R4.FindSearchParameter(type, definition.Code) is not null || !taken.Add((type, definition.Code)))
                    throw new ArgumentException($"'{definition.Code}' of {type} is taken.", nameof(wanted));
    }
}
