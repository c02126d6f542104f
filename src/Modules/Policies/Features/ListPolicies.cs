using Carewright.Gateway;
using Carewright.Gateway.Relabelling;
using Carewright.Security;
using Microsoft.AspNetCore.Http;

namespace Carewright.Policies.Features;

/// <summary><c>GET /policies</c>: the version in force, why it is not the one it should be, versions, activations and drafts.</summary>
internal static class ListPolicies
{
    public static async Task<IResult> RunAsync(HttpContext http, PolicyShelf policies, RecordGateway gateway)
    {
        if (await gateway.RecordAsync(http.GetActor().Actor!, "policy-list", null, 200, http.RequestAborted).ConfigureAwait(false) is not null)
            return Problems.Busy(http);
        return Results.Json(new PolicyListing(policies.Current.Version, [.. policies.Issues.Select(IssueLine.Of)], [.. policies.Versions().Select(VersionLine.Of)],
            [.. policies.Activations().Select(one => new ActivationLine(one.Number, one.At, one.By, one.Reason))],
            [.. policies.Drafts().Select(draft => new DraftLine(draft.Id, draft.Name, draft.BasedOn, draft.At, draft.By, draft.Revision))], LabellingLine.Of(gateway.Relabeller)), PoliciesJson.Default.PolicyListing);
    }
}

/// <summary>What there is.</summary>
internal sealed record PolicyListing(int InForce, IssueLine[] Issues, VersionLine[] Versions, ActivationLine[] Activations, DraftLine[] Drafts, LabellingLine Labelling);

/// <summary>How far what was written before the labelling rules in force carries their labels.</summary>
/// <param name="IsDone">All of it does.</param>
/// <param name="Percent">Of this pass, 0 to 100.</param>
/// <param name="Labelled">Resources that got labels.</param>
/// <param name="Unreadable">Resources that could not be opened.</param>
internal sealed record LabellingLine(bool IsDone, int Percent, long Labelled, long Unreadable)
{
    public static LabellingLine Of(Relabeller relabeller) => relabeller.IsNeeded
        ? new(false, relabeller.Progress is { Until: > 0, IsDone: false } now ? (int)(100 * now.Read / now.Until) : 0, relabeller.Progress?.Labelled ?? 0, relabeller.Progress?.Unreadable ?? 0)
        : new(true, 100, relabeller.Progress!.Labelled, relabeller.Progress.Unreadable);
}

/// <summary>A version; without author and date it is the one that ships.</summary>
internal sealed record VersionLine(int Number, DateTimeOffset? At, string? By, string Reason, string Hash)
{
    public static VersionLine Of(PolicyVersion version) =>
        new(version.Number, version.By.Length == 0 ? null : version.At, version.By.Length == 0 ? null : version.By, version.Reason, version.Hash);
}

/// <summary>That a version came into force.</summary>
internal sealed record ActivationLine(int Number, DateTimeOffset At, string By, string Reason);

/// <summary>A draft without what it says.</summary>
internal sealed record DraftLine(string Id, string Name, int BasedOn, DateTimeOffset At, string By, int Revision);
