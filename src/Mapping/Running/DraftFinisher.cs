using Carewright.Fhir.Json;
using Carewright.Fhir.Path;
using Carewright.Mapping.Linked;

namespace Carewright.Mapping.Running;

/// <summary>Makes the resources of a message from its drafts: what is calculated from them is added, what must be there is looked for, and what others refer to comes first.</summary>
internal sealed class DraftFinisher(MessagePlaces places, MapRun run, DraftWriter writer)
{
    private static readonly FhirPathLimits s_limits = new(200_000, 10_000, 100_000, 100);

    public IReadOnlyList<MappedResource> Finish(List<Draft> drafts)
    {
        var (finished, seen) = (new List<MappedResource>(drafts.Count), new HashSet<Draft>(drafts.Count));
        var open = new Stack<(Draft Draft, int Next)>();
        BusinessKeys.TellApart(drafts, run.Systems);
        foreach (var draft in drafts)
            if (seen.Add(draft))
                Visit(draft, open, seen, finished);
        return finished;
    }

    // Depth first without recursion: a message may make long rows of references.
    private void Visit(Draft root, Stack<(Draft Draft, int Next)> open, HashSet<Draft> seen, List<MappedResource> finished)
    {
        open.Push((root, 0));
        while (open.TryPop(out var at))
        {
            if (at.Next == at.Draft.References.Count)
            {
                finished.Add(Finish(at.Draft));
                continue;
            }
            open.Push((at.Draft, at.Next + 1));
            var next = at.Draft.References[at.Next];
            if (seen.Add(next))
                open.Push((next, 0));
        }
    }

    private MappedResource Finish(Draft draft)
    {
        foreach (var rule in draft.Calculated)
            Calculate(draft, rule);
        if (draft.Part is { } part && RuleRunner.Missing(draft, 0, part.Required) is { } missing)
            run.Tell(MapIssues.Required(draft.Type.Name, missing.TrimEnd('*'), run.PathOf(Cell.None, draft.Node)));
        foreach (var end in Periods.EndingBeforeTheyBegin(draft))
        {
            run.Tell(MapIssues.Period(places.Path(draft[end].From.Cell)));
            draft.Omit(end);
        }
        draft.Cleared.RemoveAll(name => draft.Child(0, name) >= 0);
        var resource = new MappedResource(draft.Key, draft.Type.Name, writer.Write(draft), draft.Intent, BusinessKeys.Of(draft, run.Systems), draft.Cleared, new DraftOrigins(draft, places));
        draft.Trim();
        return resource;
    }

    private void Calculate(Draft draft, Rule rule)
    {
        var scope = new Scope(run, draft.Node!, Cell.None, null);
        if (rule.When?.Holds(scope) == false || new RuleRunner(draft).IsThere(rule.Target, 0) || ResourceDocument.Parse(writer.Write(draft)).Document is not { } document)
            return;
        try
        {
            foreach (var value in ((CalculatedSource)rule.Source!).Expression.Evaluate(new FhirPathContext(document.Root) { Limits = s_limits }))
                if (Text(value) is { } text && new RuleRunner(draft).WriteText(rule, 0, text, Cell.None, scope) && rule.Target.Last is { IsRepeating: false })
                    break;
        }
        catch (FhirPathException)
        {
            run.Tell(MapIssues.Calculated(rule.Place));
        }
    }

    private static string? Text(FhirPathValue value) => value.TryGetSystemValue(out var plain) ? plain.ToString() : value.IsElement && value.Element.IsPrimitive ? value.ToString() : null;
}
