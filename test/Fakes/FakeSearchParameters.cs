using Carewright.Fhir.Definitions;
using Carewright.Storage;

namespace Carewright.Testing.Fakes;

/// <summary>The search parameters of R4 and no others.</summary>
internal sealed class FakeSearchParameters : ISearchParameters
{
    public FhirModel Searchable => FhirModel.R4;

    public FhirModel Written => FhirModel.R4;

    public Task DefineAsync(IReadOnlyList<SearchParameterDefinition> wanted, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task ReindexAsync(IReadOnlyCollection<string>? resourceTypes, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IReadOnlyList<SearchParameterStatus> Status() => [];

    public IReadOnlyList<IndexingStatus> Indexing() => [];

    public Task WhenWholeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void FollowWrites(Func<CancellationToken, Task> changed)
    {
    }
}
