using Carewright.Fhir.Definitions;

namespace Carewright.Storage;

/// <summary>
/// The search parameters of a store beyond those of R4, and the work of indexing what is already there. A parameter that is defined is written with every version from that moment on;
/// it is searched by only when every resource has its entries. All members are safe to call from many threads at once.
/// </summary>
public interface ISearchParameters
{
    /// <summary>R4 and what is whole: what searches, includes, orders and policies are parsed by. Another instance after every change.</summary>
    FhirModel Searchable { get; }

    /// <summary>R4 and everything that is written: what values are extracted by.</summary>
    FhirModel Written { get; }

    /// <summary>
    /// Says which parameters there shall be. One that is new is indexed in the background; one that changed is indexed anew, while the one before answers until then;
    /// one that is missing is not searched by from the moment the task completes, and its entries are dropped in the background. Durable when the task completes.
    /// </summary>
    /// <param name="wanted">All of them, with codes that are unlike those of R4 and unlike each other on each type.</param>
    /// <param name="cancellationToken">Stops waiting, not the change.</param>
    Task DefineAsync(IReadOnlyList<SearchParameterDefinition> wanted, CancellationToken cancellationToken);

    /// <summary>Asks for the entries of all resources of some types to be made anew from their bodies, in the background; searches go on by what there is.</summary>
    /// <param name="resourceTypes">The types; null for all.</param>
    /// <param name="cancellationToken">Stops waiting, not the change.</param>
    Task ReindexAsync(IReadOnlyCollection<string>? resourceTypes, CancellationToken cancellationToken);

    /// <summary>Every parameter beyond those of R4 and how far it is, by resource type and code.</summary>
    IReadOnlyList<SearchParameterStatus> Status();

    /// <summary>The types that are being indexed or wait for it, the one in work first.</summary>
    IReadOnlyList<IndexingStatus> Indexing();

    /// <summary>Completes when nothing is being indexed and nothing waits for it.</summary>
    Task WhenWholeAsync(CancellationToken cancellationToken);

    /// <summary>Registers what is run after every commit that writes a SearchParameter, before the commit's caller is told.</summary>
    void FollowWrites(Func<CancellationToken, Task> changed);
}

/// <summary>How far a search parameter is on one resource type.</summary>
public enum SearchParameterState
{
    /// <summary>Not every resource has its entries yet: it is refused in searches.</summary>
    BeingIndexed,

    /// <summary>It answers.</summary>
    Whole,

    /// <summary>It answers by the definition before, until the new one is whole.</summary>
    BeingReplaced,
}

/// <summary>A search parameter of one resource type.</summary>
/// <param name="ResourceType">The type.</param>
/// <param name="Definition">The parameter as it shall be.</param>
/// <param name="State">How far it is.</param>
/// <param name="Indexing">The work on it; null when it is whole.</param>
public sealed record SearchParameterStatus(string ResourceType, SearchParameterDefinition Definition, SearchParameterState State, IndexingStatus? Indexing);

/// <summary>The work of indexing one resource type.</summary>
/// <param name="ResourceType">The type.</param>
/// <param name="Done">Rows looked at.</param>
/// <param name="Total">Rows there were when the work began; those written since have their entries anyway.</param>
/// <param name="Left">About how long it takes yet; null while nobody can tell.</param>
/// <param name="IsRunning">False while it waits its turn.</param>
public sealed record IndexingStatus(string ResourceType, long Done, long Total, TimeSpan? Left, bool IsRunning)
{
    /// <summary>Whole percent, never 100 before the end.</summary>
    public int Percent => Total <= 0 ? 0 : (int)Math.Min(99, Done * 100 / Total);
}
