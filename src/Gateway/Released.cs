using Carewright.Kernel;
using Carewright.Storage;

namespace Carewright.Gateway;

/// <summary>A version that may leave: authorised, cut to what the actor may see, and audited.</summary>
/// <param name="ResourceType">FHIR resource type.</param>
/// <param name="Id">Logical id.</param>
/// <param name="VersionId">FHIR version id.</param>
/// <param name="LastUpdated">UTC, millisecond precision.</param>
/// <param name="Action">What the version did; a delete has no body.</param>
/// <param name="Json">UTF-8 JSON, empty for a delete.</param>
public sealed record ReleasedResource(
    string ResourceType,
    string Id,
    long VersionId,
    DateTimeOffset LastUpdated,
    VersionAction Action,
    ReadOnlyMemory<byte> Json)
{
    /// <summary>True when the resource is deleted as of this version.</summary>
    public bool IsDeleted => Action == VersionAction.Delete;

    /// <summary><c>Type/id</c>.</summary>
    public string Reference { get; } = $"{ResourceType}/{Id}";
}

/// <summary>One row of a search: a match, or something it includes.</summary>
/// <param name="Resource">The row.</param>
/// <param name="IsMatch">False for what came by <c>_include</c> or <c>_revinclude</c>.</param>
public readonly record struct ReleasedEntry(ReleasedResource Resource, bool IsMatch);

/// <summary>A page of a search or of <c>$everything</c>.</summary>
/// <param name="Entries">Matches in order, then included rows.</param>
/// <param name="NextCursor">Token of the next page; null at the end.</param>
/// <param name="Total">How many match in all, counted over what the actor may see; null when not asked for.</param>
public sealed record ReleasedPage(IReadOnlyList<ReleasedEntry> Entries, string? NextCursor, long? Total)
{
    /// <summary>More would have been included than one page may hold; the client must be told.</summary>
    public bool IncludesAreCut { get; init; }
}

/// <summary>What a write did.</summary>
public enum WriteEffect
{
    /// <summary>A new resource.</summary>
    Created,

    /// <summary>A new version of an existing one.</summary>
    Updated,

    /// <summary>It is deleted now.</summary>
    Deleted,

    /// <summary>Nothing: a conditional create found its match, or the content was already there.</summary>
    Unchanged,
}

/// <summary>The outcome of a write.</summary>
/// <param name="Effect">What happened.</param>
/// <param name="Resource">The resource as it stands and as the actor may see it; a delete has no body.</param>
public sealed record Written(WriteEffect Effect, ReleasedResource Resource)
{
    /// <summary>What was worth telling about the content, beside that it was taken: warnings of profiles above all.</summary>
    public IReadOnlyList<Issue> Warnings { get; init; } = [];
}
