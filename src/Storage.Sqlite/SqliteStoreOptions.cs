using Carewright.Storage.Sqlite.Writing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Carewright.Storage.Sqlite;

/// <summary>What a store can be told when it is opened.</summary>
public sealed record SqliteStoreOptions
{
    /// <summary>The tenant of a new store; null: a random name. Ignored for an existing store, which knows its own.</summary>
    public TenantId? Tenant { get; init; }

    /// <summary>Commits that may wait; beyond that callers are told <see cref="CommitStatus.Busy"/>.</summary>
    public int QueueCapacity { get; init; } = 1024;

    /// <summary>Where the store logs.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>How long the entries of a search parameter that is gone or replaced are kept up, for searches that began by it.</summary>
    public TimeSpan KeptAfterRetirement { get; init; } = TimeSpan.FromSeconds(30);

    internal Reindexing.ReindexLimits Reindexing { get; init; } = new();

    internal MergeLimits Limits { get; init; } = new();

    internal Files.RecordSchema Schema { get; init; } = Files.RecordSchema.Current;
}
