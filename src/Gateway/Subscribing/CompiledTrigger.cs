using Carewright.Fhir.Json;
using Carewright.Fhir.Path;
using Carewright.Gateway.Access;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Gateway.Subscribing;

/// <summary>A trigger, ready to be decided on one change. Immutable; shared by all subscriptions of a topic.</summary>
internal sealed class CompiledTrigger
{
    // An expression runs for every change of its type, on the one thread that reads the feed.
    private static readonly FhirPathLimits s_limits = new(200_000, 20_000, 100_000, 50);
    private readonly TopicTrigger _trigger;
    private readonly FhirPathExpression? _path;

    private CompiledTrigger(TopicTrigger trigger, RowTest? previous, RowTest? current, FhirPathExpression? path) => (_trigger, Previous, Current, _path) = (trigger, previous, current, path);

    internal string ResourceType => _trigger.ResourceType;

    internal RowTest? Previous { get; }

    internal RowTest? Current { get; }

    /// <summary>True when the answer is not the same for every owner.</summary>
    internal bool IsWide => Previous is { IsWide: true } || Current is { IsWide: true };

    /// <summary>True when it reads whole resources, not single search parameters.</summary>
    internal bool HasPath => _path is not null;

    /// <summary>Compiles a trigger that <see cref="TopicReader"/> has accepted.</summary>
    internal static CompiledTrigger Compile(RowTests tests, TopicTrigger trigger)
    {
        RowTest? Test(string? criteria) => criteria is null ? null
            : tests.Compile(trigger.ResourceType, criteria).Test ?? throw new InvalidOperationException("A topic's criteria were accepted and do not compile.");
        return new CompiledTrigger(trigger, Test(trigger.Query?.Previous), Test(trigger.Query?.Current), trigger.FhirPath is { } path ? FhirPathExpression.Compile(path) : null);
    }

    /// <summary>Whether the interaction and the criteria fit; what FHIRPath says is asked by <see cref="PathHolds"/>.</summary>
    internal bool QueryHolds(Actor owner, ChangeFacts change)
    {
        if (_trigger.Interactions.Count > 0 && !_trigger.Interactions.Contains(change.Row.Action))
            return false;
        if (_trigger.Query is not { } query)
            return true;
        bool? current = Current is null ? null : change.Row.IsDeleted ? query.PassesOnDelete : Current.Holds(owner, change.Row);
        if (current == false && (query.RequiresBoth || Previous is null))
            return false;
        bool? previous = Previous is null ? null : change.Previous is { } before ? Previous.Holds(owner, before) : query.PassesOnCreate;
        return (previous, current) switch
        {
            ({ } one, { } other) => query.RequiresBoth ? one && other : one || other,
            ({ } one, null) => one,
            (null, { } other) => other,
            _ => true,
        };
    }

    /// <summary>Whether the expression holds on what the owner may see of the two versions; true without one. An expression that fails does not hold.</summary>
    internal bool PathHolds(ChangeFacts change, CompiledAccess access)
    {
        if (_path is null)
            return true;
        var current = change.Row.IsDeleted ? null : Seen(change.Row, access);
        var previous = change.Previous is { } before ? Seen(before, access) : null;
        var variables = new Dictionary<string, FhirPathCollection>(StringComparer.Ordinal) { ["current"] = Of(current), ["previous"] = Of(previous) };
        try
        {
            return _path.IsTrue(new FhirPathContext((current ?? previous!).Root) { Variables = variables, Limits = s_limits });
        }
        catch (FhirPathException)
        {
            return false;
        }
    }

    private static FhirPathCollection Of(ResourceDocument? document) => document is null ? FhirPathCollection.Empty : FhirPathCollection.Of(FhirPathValue.Of(document.Root));

    private static ResourceDocument Seen(StoredVersion row, CompiledAccess access) =>
        ResourceDocument.Parse(Releaser.Release(row, access).Json).Document ?? throw new InvalidOperationException("A stored resource does not parse.");
}

/// <summary>One change of the feed and what was found out about it, shared by all subscriptions that look at it.</summary>
internal sealed class ChangeFacts(IRecordStore store, StoredVersion row)
{
    private readonly Dictionary<(CompiledTrigger Trigger, string? Owner), bool> _queries = [];
    private StoredVersion? _previous;
    private bool _hasPrevious;

    internal StoredVersion Row => row;

    /// <summary>The version before, not deleted; null when there is none.</summary>
    internal StoredVersion? Previous
    {
        get
        {
            if (!_hasPrevious)
            {
                var before = row.VersionId > 1 ? store.ReadVersion(row.ResourceType, row.Id, row.VersionId - 1) : null;
                (_previous, _hasPrevious) = (before is { IsDeleted: false } ? before : null, true);
            }
            return _previous;
        }
    }

    /// <summary><see cref="CompiledTrigger.QueryHolds"/>, decided once; for each owner where it depends on what the owner may see.</summary>
    internal bool Holds(CompiledTrigger trigger, Actor owner)
    {
        var key = (trigger, trigger.IsWide ? owner.UserName : null);
        if (!_queries.TryGetValue(key, out var holds))
            _queries.Add(key, holds = trigger.QueryHolds(owner, this));
        return holds;
    }
}
