using Carewright.Gateway.Access;
using Carewright.Gateway.Reading;
using Carewright.Gateway.Searching;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Gateway.Subscribing;

/// <summary>
/// Decides whether a change is an event of a subscription: trigger, filters, and what its owner may see, in the order of what they cost. A row that the owner may not see is no event:
/// it is not counted, so that no gap in the numbers tells of it.
/// </summary>
internal sealed class EventMatcher(IRecordStore store, AccessCompiler access)
{
    private const string NothingToRead = "Its owner's role may read nothing of what it watches.";
    private readonly SearchGuard _guard = new(access);

    internal bool IsEvent(LiveSubscription subscription, ChangeFacts change, Actor owner, out string? fault)
    {
        try
        {
            return Decide(subscription, change, owner, out fault);
        }
        catch (CriteriaException gone)
        {
            fault = "Its criteria cannot be followed any more: " + gone.Message;
            return false;
        }
    }

    private bool Decide(LiveSubscription subscription, ChangeFacts change, Actor owner, out string? fault)
    {
        fault = null;
        var row = change.Row;
        if (subscription.Read is not { } read || row.Sequence <= subscription.State.ActiveSince || !TestsHold(read, change, owner))
            return false;
        foreach (var trigger in subscription.Triggers)
        {
            if (trigger.ResourceType != row.ResourceType || !change.Holds(trigger, owner))
                continue;
            var allowed = access.For(owner, AccessInteraction.Read, row.ResourceType);
            fault = FaultOf(subscription, owner, allowed, row.ResourceType);
            if (fault is not null || !Sees(allowed, trigger, change))
                return false;
            if (trigger.PathHolds(change, allowed))
                return true;
        }
        return false;
    }

    /// <summary>Why a subscription cannot be served for its owner at all, or null: none of the types that it watches may be read, or its criteria read what is hidden.</summary>
    internal string? Refuses(LiveSubscription subscription, Actor owner)
    {
        var types = subscription.Triggers.Select(trigger => trigger.ResourceType).Distinct().Select(type => (Type: type, Access: access.For(owner, AccessInteraction.Read, type))).Where(one => one.Access.IsAllowed).ToList();
        return types.Count == 0 ? NothingToRead : types.Select(one => GuardFault(subscription, owner, one.Access, one.Type)).FirstOrDefault(fault => fault is not null);
    }

    private static bool TestsHold(ReadSubscription read, ChangeFacts change, Actor owner)
    {
        foreach (var test in read.Tests)
        {
            if (test.ResourceType == change.Row.ResourceType && !(change.Row.IsDeleted ? change.Previous is { } before && test.Holds(owner, before) : test.Holds(owner, change.Row)))
                return false;
        }
        return true;
    }

    private bool Sees(CompiledAccess allowed, CompiledTrigger trigger, ChangeFacts change) =>
        Reader.MayLeave(allowed, change.Row, store.Read(change.Row.ResourceType, change.Row.Id))
        // What was decided on the version before tells of it.
        && ((trigger.Previous is null && !trigger.HasPath) || change.Previous is not { } before || allowed.Allows(before));

    private string? FaultOf(LiveSubscription subscription, Actor owner, CompiledAccess allowed, string type)
    {
        if (!allowed.IsAllowed)
            return Refuses(subscription, owner);
        // What a chain may go through can change while what the row's own type shows does not.
        if (!subscription.Triggers.Any(trigger => trigger.IsWide) && subscription.Read?.Tests.Any(test => test.IsWide) != true && subscription.Guarded is { } known && ReferenceEquals(known.Access, allowed))
            return known.Fault;
        var fault = GuardFault(subscription, owner, allowed, type);
        subscription.Guarded = (allowed, fault);
        return fault;
    }

    // The same refusal that a query with these criteria gets: a match would tell what a hidden element holds.
    private string? GuardFault(LiveSubscription subscription, Actor owner, CompiledAccess allowed, string type)
    {
        var tests = (subscription.Read?.Tests ?? []).Concat(subscription.Triggers.SelectMany(trigger => new[] { trigger.Previous, trigger.Current })).OfType<RowTest>().Where(test => test.ResourceType == type);
        var refusal = tests.Select(test => _guard.Check(owner, test.Request, type, allowed)).FirstOrDefault(one => one is not null);
        return refusal is null ? null : "Its criteria read what its owner's role may not see: " + refusal.Issues[0].Message;
    }
}
