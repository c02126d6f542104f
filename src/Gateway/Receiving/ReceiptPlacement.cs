using Carewright.Kernel;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Gateway.Receiving;

/// <summary>Settles which row each thing of a message is. What would belong to another patient than the message is about is never touched.</summary>
internal sealed class ReceiptPlacement(PatientFinder patients, IdentifierLookup lookup)
{
    internal ReceiptPlan Place(Actor actor, ReceivedMessage message, CancellationToken cancellationToken)
    {
        var plan = new ReceiptPlan();
        var run = new Run(actor, message, plan, new Queue<string>(message.Decisions.Where(decision => decision == "new" || decision.StartsWith("Patient/", StringComparison.Ordinal))), cancellationToken);
        if (message.Links.Any(link => link.Kind == ReceivedLinkKind.Other))
            plan.Hold(Issue.Error(IssueTypes.NotSupported, "RECEIVE-LINK", "The message moves or links records; somebody has to do that here."));
        foreach (var resource in message.Resources.Where(resource => resource.Intent == ReceivedIntent.Match && IsGone(message, resource.Key)))
            PlaceGone(run, resource);
        foreach (var resource in message.Resources.Where(resource => IsPatient(resource) && !IsGone(message, resource.Key)))
            PlacePatient(run, resource);
        foreach (var resource in message.Resources.Where(resource => !IsPatient(resource)))
            PlaceOther(run, resource);
        return plan;
    }

    private static bool IsPatient(ReceivedResource resource) => resource.Intent is ReceivedIntent.Match or ReceivedIntent.Recognise;

    private static bool IsGone(ReceivedMessage message, string key) => message.Links.Any(link => link.Gone == key && link.Kind != ReceivedLinkKind.Other);

    // By its identifiers alone: nobody is merged because of a likeness.
    private void PlaceGone(Run run, ReceivedResource resource)
    {
        var (rows, refusal) = lookup.Find(run.Actor, "Patient", resource.Business, run.Stop);
        if (refusal is not null)
            run.Plan.Refuse(refusal.Issues[0]);
        else if (rows.Count > 1)
            run.Plan.Hold(Issue.Error(IssueTypes.MultipleMatches, "RECEIVE-GONE", "The old identifiers of the message belong to several patients here."));
        run.Plan.Gone[resource.Key] = rows.Count == 1 ? rows[0] : null;
        run.Plan.Alias(resource.Key, run.Message.Links.First(link => link.Gone == resource.Key).Survivor);
    }

    private void PlacePatient(Run run, ReceivedResource resource)
    {
        if (Renamed(run, resource) is { } known)
        {
            run.Plan.Resources.Add(new PlacedResource(resource, known));
            return;
        }
        var isKept = resource.Intent == ReceivedIntent.Match;
        var choice = isKept ? patients.Find(run.Actor, resource, run.Message.Matching, run.Stop) : patients.Recognise(run.Actor, resource, run.Message.Matching, run.Stop);
        if (choice.IsWrong)
            run.Plan.Refuse(choice.Doubt!);
        else if (choice.Doubt is null)
            run.Plan.Resources.Add(new PlacedResource(resource, choice.Row));
        else if (!run.Decisions.TryDequeue(out var decision))
            run.Plan.Hold(choice.Doubt, choice.Candidates);
        else if (decision == "new" && isKept)
            run.Plan.Resources.Add(new PlacedResource(resource, null));
        else if (patients.Chosen(run.Actor, decision) is { } chosen)
            run.Plan.Resources.Add(new PlacedResource(resource, chosen));
        else
            run.Plan.Hold(Issue.Error(IssueTypes.NotFound, "RECEIVE-NO-PATIENT", "The patient that was chosen is not there."), choice.Candidates);
    }

    // Who was known by the old identifiers is known by the new ones from now on, whatever the demographics say.
    private StoredVersion? Renamed(Run run, ReceivedResource resource)
    {
        if (run.Message.Links.FirstOrDefault(link => link.Kind == ReceivedLinkKind.ChangeIdentifier && link.Survivor == resource.Key) is not { } link || run.Plan.Gone.GetValueOrDefault(link.Gone) is not { } old)
            return null;
        var (rows, _) = lookup.Find(run.Actor, "Patient", resource.Business, run.Stop);
        if (rows.Any(row => row.Id != old.Id))
            run.Plan.Hold(Issue.Error(IssueTypes.Conflict, "RECEIVE-BOTH-KNOWN", "The old and the new identifier belong to two patients here; they may have to be merged."));
        return old;
    }

    private void PlaceOther(Run run, ReceivedResource resource)
    {
        if (run.Plan.Resources.Find(placed => resource.Business.Count > 0 && placed.Received.ResourceType == resource.ResourceType && placed.Received.Business.Intersect(resource.Business, StringComparer.Ordinal).Any()) is { } same)
        {
            run.Plan.Alias(resource.Key, same.Received.Key);
            return;
        }
        var row = resource.Intent == ReceivedIntent.Create ? null : RowOf(run, resource);
        if (row is null && resource.Intent == ReceivedIntent.Update)
            run.Plan.Refuse(Issue.Error(IssueTypes.NotFound, "RECEIVE-UNKNOWN", $"The message changes a {resource.ResourceType} that is not here."));
        if (row is not null && resource.Intent != ReceivedIntent.Ensure && BelongsToAnother(run.Plan, row))
            run.Plan.Hold(Issue.Error(IssueTypes.Conflict, "RECEIVE-OTHER-PATIENT", $"The {resource.ResourceType} that the message changes is another patient's here."));
        run.Plan.Resources.Add(new PlacedResource(resource, row));
    }

    private StoredVersion? RowOf(Run run, ReceivedResource resource)
    {
        foreach (var identifier in resource.Business)
        {
            var (rows, refusal) = lookup.Find(run.Actor, resource.ResourceType, [identifier], run.Stop);
            if (refusal is not null)
                run.Plan.Refuse(refusal.Issues[0]);
            if (rows.Count > 1 && resource.Intent != ReceivedIntent.Ensure)
                run.Plan.Hold(Issue.Error(IssueTypes.MultipleMatches, "RECEIVE-SEVERAL-ROWS", $"Several {resource.ResourceType} here have the identifier of the message."));
            if (rows.Count > 0)
                return rows.OrderBy(row => row.RowId).First();
        }
        return null;
    }

    private static bool BelongsToAnother(ReceiptPlan plan, StoredVersion row) => row.Patients.Count > 0 && (plan.Patient?.Row is not { } patient || !row.Patients.Contains($"Patient/{patient.Id}"));

    private sealed record Run(Actor Actor, ReceivedMessage Message, ReceiptPlan Plan, Queue<string> Decisions, CancellationToken Stop);
}
