using Carewright.Fhir.Json;
using Carewright.Fhir.Packages;
using Carewright.Kernel;
using Carewright.Storage;

namespace Carewright.Conformance;

/// <summary>
/// Puts the search parameters that the clinic has written, and those that its packages bring, in force in the store: at opening, after every write of a SearchParameter and after every change of packages.
/// Safe from many threads.
/// </summary>
internal sealed class SearchParameterLibrary : IDisposable
{
    private const string OffKind = "parameter-off";

    private readonly IRecordStore _store;
    private readonly Func<DefinitionSet> _definitions;
    private readonly SemaphoreSlim _changing = new(1, 1);
    private volatile ParameterShelf _shelf = ParameterShelf.Empty;

    public SearchParameterLibrary(IRecordStore store, Func<DefinitionSet> definitions)
    {
        (_store, _definitions) = (store, definitions);
        store.Parameters.FollowWrites(RefreshAsync);
    }

    /// <summary>What is in force, and what is not and why.</summary>
    public ParameterShelf Shelf => _shelf;

    /// <summary>Every parameter of every type.</summary>
    public IReadOnlyList<SearchParameterLine> Lines()
    {
        var sources = _shelf.InForce.DistinctBy(offered => offered.Definition.Url).ToDictionary(offered => offered.Definition.Url, offered => offered.Source, StringComparer.Ordinal);
        return [.. _store.Parameters.Status().Select(status => SearchParameterLine.Of(status, sources.GetValueOrDefault(status.Definition.Url, "")))];
    }

    /// <summary>Collects what is at hand anew and has the store follow.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        // What is committed must take effect, whether or not the one who wrote it still waits.
        await _changing.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            var off = _store.Private.List(OffKind).Select(row => row.Key).ToHashSet(StringComparer.Ordinal);
            var shelf = ParameterShelf.Collect(_store, _definitions(), off.Contains, CancellationToken.None);
            await _store.Parameters.DefineAsync([.. shelf.InForce.Select(offered => offered.Definition)], CancellationToken.None).ConfigureAwait(false);
            _shelf = shelf;
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Switches a package's parameter off or on; false when no package brings it.</summary>
    public async Task<bool> SwitchAsync(string url, bool isOn, CancellationToken cancellationToken)
    {
        if (_definitions().FindResource("SearchParameter", url, null) is null)
            return false;
        await _store.Private.PutAsync(OffKind, url, isOn ? null : [1], cancellationToken).ConfigureAwait(false);
        await RefreshAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>What stands against a SearchParameter that is to be in force.</summary>
    public IReadOnlyList<Issue> Judge(ResourceDocument parameter) =>
        parameter.Root.Child("status").ValueEquals("active"u8) ? _shelf.Judge(parameter, _definitions()) : [];

    public void Dispose() => _changing.Dispose();
}
