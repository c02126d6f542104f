using Carewright.Audit;
using Carewright.Fhir.Json;
using Carewright.Gateway.Access;
using Carewright.Gateway.Reading;
using Carewright.Gateway.Searching;
using Carewright.Security;
using Carewright.Storage;
using Carewright.Storage.Search;

namespace Carewright.Gateway.Gathering;

/// <summary>
/// Gathers what a document about a patient is made of: several searches and what their rows refer to, each row judged as in a search of its own, all in one audit record. What the actor may not see is left out.
/// </summary>
internal sealed class Gatherer(IRecordStore store, AccessPredicates predicates, AccessCompiler access, Scribe scribe)
{
    private const int MostLooked = 1000;
    private const int Steps = 2;
    private readonly SearchGuard _guard = new(access);

    internal async ValueTask<Answer<Gathered>> RunAsync(Actor actor, GatherOrder order, CancellationToken cancellationToken)
    {
        var deed = new Deed("read", order.Interaction, "Patient") { Address = $"Patient/{order.PatientId}" };
        var allowed = access.For(actor, AccessInteraction.Read, "Patient");
        if (!allowed.IsAllowed)
            return await scribe.RefuseAsync(actor, deed, Refusals.Forbidden("read Patient"), allowed.Rule, cancellationToken).ConfigureAwait(false);
        var patient = store.Read("Patient", order.PatientId);
        if (patient is { IsDeleted: false } && !allowed.Allows(patient))
            return await scribe.RefuseAsync(actor, deed, Refusals.NotFound("Patient", order.PatientId), allowed.Rule, patient, cancellationToken).ConfigureAwait(false);
        if (patient is null || patient.IsDeleted)
            return await scribe.RefuseAsync(actor, deed, Refusals.NotFound("Patient", order.PatientId), allowed.Rule, cancellationToken).ConfigureAwait(false);
        var taken = new Dictionary<string, Taken>(StringComparer.Ordinal) { [$"Patient/{order.PatientId}"] = new(patient, Releaser.Release(patient, allowed)) };
        try
        {
            var parts = order.Parts.Select(part => Find(actor, part, taken, cancellationToken)).ToList();
            var referenced = Follow(actor, order.Follow, taken);
            var draft = scribe.Draft(actor, deed, AuditOutcome.Success, 200, [.. taken.Keys], Reader.PatientsOf(taken.Values.Select(one => one.Row)));
            return await scribe.RecordAsync(draft, cancellationToken).ConfigureAwait(false)
                ? new Gathered(taken[$"Patient/{order.PatientId}"].Released, parts, referenced)
                : Refusals.Busy;
        }
        catch (SearchTooCostlyException costly)
        {
            return await scribe.RefuseAsync(actor, deed, Refusals.TooCostly(costly.Message), null, cancellationToken).ConfigureAwait(false);
        }
    }

    private readonly record struct Taken(StoredVersion Row, ReleasedResource Released);

    private GatheredPart Find(Actor actor, GatherPart part, Dictionary<string, Taken> taken, CancellationToken cancellationToken)
    {
        var type = part.Request.ResourceType ?? throw new ArgumentException("A search names its type.", nameof(part));
        var allowed = access.For(actor, AccessInteraction.Search, type);
        if (!allowed.IsAllowed || _guard.Check(actor, part.Request, type, allowed) is not null)
            return new GatheredPart(part.Name, true, []);
        var plan = predicates.Compile(actor, part.Request, allowed, MostLooked).Plan ?? throw new ArgumentException("The search of a part does not compile.", nameof(part));
        var found = new List<ReleasedResource>();
        var groups = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in store.Search(plan, cancellationToken).Rows.Where(allowed.Allows))
        {
            var released = Releaser.Release(row, allowed);
            var document = Parse(released);
            if (!part.Wanted(document) || (part.Group?.Invoke(document) is { } group && !groups.Add(group)))
                continue;
            found.Add(released);
            taken.TryAdd(released.Reference, new Taken(row, released));
            if (found.Count == part.Most)
                break;
        }
        return new GatheredPart(part.Name, false, found);
    }

    private List<ReleasedResource> Follow(Actor actor, IReadOnlySet<string> types, Dictionary<string, Taken> taken)
    {
        var referenced = new List<ReleasedResource>();
        IEnumerable<ReleasedResource> from = [.. taken.Values.Select(one => one.Released)];
        for (var step = 0; step < Steps; step++)
        {
            var next = new List<ReleasedResource>();
            foreach (var reference in from.SelectMany(released => References(Parse(released).Root)).Distinct(StringComparer.Ordinal).Where(reference => !taken.ContainsKey(reference)))
            {
                if (Read(actor, types, reference) is not { } one)
                    continue;
                taken[reference] = one;
                next.Add(one.Released);
            }
            referenced.AddRange(next);
            from = next;
        }
        return referenced;
    }

    private Taken? Read(Actor actor, IReadOnlySet<string> types, string reference)
    {
        var slash = reference.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || !types.Contains(reference[..slash]))
            return null;
        var allowed = access.For(actor, AccessInteraction.Read, reference[..slash]);
        return allowed.IsAllowed && store.Read(reference[..slash], reference[(slash + 1)..]) is { IsDeleted: false } row && allowed.Allows(row) ? new Taken(row, Releaser.Release(row, allowed)) : null;
    }

    // Relative references only: this record's own.
    private static IEnumerable<string> References(Element element)
    {
        foreach (var child in element.Children())
        {
            if (child.Type?.Name == "Reference" && child.Child("reference").GetString() is { } reference && !reference.StartsWith('#'))
                yield return reference;
            foreach (var inner in References(child))
                yield return inner;
        }
    }

    private static ResourceDocument Parse(ReleasedResource released) =>
        ResourceDocument.Parse(released.Json).Document ?? throw new InvalidOperationException("A released resource does not parse.");
}
