using Carewright.Fhir.Definitions;
using Carewright.Fhir.Search;
using Carewright.Storage.Search;
using Xunit;

namespace Carewright.Storage.Compliance;

/// <summary>
/// What every provider must do, asked through <see cref="IRecordStore"/> alone. A provider's test project derives one class from each suite of this library and says how its store is opened.
/// </summary>
public abstract class StoreCompliance : IAsyncLifetime
{
    private IRecordStore? _store;

    /// <summary>The store under test, new for each test.</summary>
    protected IRecordStore Store => _store ?? throw new InvalidOperationException("The store is not open.");

    /// <summary>Cancelled when the test run is.</summary>
    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Opens the store of this test; the same place each time it is called.</summary>
    protected abstract Task<IRecordStore> OpenAsync();

    /// <summary>Makes the store move whatever it keeps for later (index deltas) to where it rests.</summary>
    protected abstract Task SettleAsync(IRecordStore store);

    /// <summary>Removes the place.</summary>
    protected abstract void Remove();

    /// <inheritdoc />
    public async ValueTask InitializeAsync() => _store = await OpenAsync();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_store is not null)
            await _store.DisposeAsync();
        Remove();
    }

    /// <summary>Closes the store and opens it again.</summary>
    protected async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        _store = await OpenAsync();
    }

    /// <summary>See <see cref="SettleAsync(IRecordStore)"/>.</summary>
    protected Task SettleAsync() => SettleAsync(Store);

    /// <summary>Commits drafts that must go through.</summary>
    protected async Task<CommitResult> WriteAsync(params VersionDraft[] drafts)
    {
        var result = await Store.CommitAsync(new CommitRequest(drafts, [], []), Stop);
        Assert.Equal(CommitStatus.Committed, result.Status);
        return result;
    }

    /// <summary>Compiles a query string.</summary>
    protected SearchPlan Plan(string resourceType, string query, int count = 1000)
    {
        var request = Parse(resourceType, query);
        var compiled = Store.Compiler.Compile(resourceType, request.Criteria, request.Sorts, count, null);
        Assert.Empty(compiled.Issues);
        return compiled.Plan!;
    }

    /// <summary>Ids that a search finds, in its order, over all pages.</summary>
    protected List<string> Find(string resourceType, string query, int pageSize = 1000)
    {
        var ids = new List<string>();
        var plan = Plan(resourceType, query, pageSize);
        for (var page = Store.Search(plan, Stop); ; page = Store.Search(plan with { Cursor = page.NextCursor }, Stop))
        {
            Assert.True(page.Rows.Count <= pageSize);
            ids.AddRange(page.Rows.Select(row => row.Id));
            if (page.NextCursor is null)
                return ids;
            Assert.Equal(pageSize, page.Rows.Count);
        }
    }

    /// <summary>Parses a query string that must be sound.</summary>
    protected static SearchRequest Parse(string resourceType, string query)
    {
        var pairs = query.Length == 0 ? [] : query.Split('&').Select(part => part.Split('=', 2)).Select(part => KeyValuePair.Create(part[0], Uri.UnescapeDataString(part[1])));
        var outcome = SearchRequest.Parse(resourceType, pairs, FhirModel.R4, SearchHandling.Strict);
        Assert.True(outcome.Request is not null, $"{resourceType}?{query}: {string.Join("; ", outcome.Issues.Select(issue => issue.Message))}");
        return outcome.Request;
    }
}
