using Carewright.Gateway;
using Carewright.Gateway.Doors;
using Carewright.InHouse.Bench;
using Carewright.InHouse.Catalogue;
using Carewright.InHouse.Controls;
using Carewright.InHouse.Lots;
using Carewright.Kernel;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.InHouse.Features;

/// <summary>
/// <c>POST /in-house/lots</c>: a lot of kits or controls that came, or an instrument. <c>POST /in-house/lots/{id}/retire</c>: it is used no more. <c>POST /in-house/lots/{id}/own-targets</c>: a control's means and deviations from one's own runs.
/// </summary>
internal sealed class LotDoor(RecordGateway gateway, BenchReader reader, BenchWriter writer)
{
    internal const string Interaction = "in-house-lot";
    private const int MostName = 100;

    internal void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/in-house/lots", (Delegate)AddAsync);
        routes.MapPost("/in-house/lots/{id}/retire", (string id, HttpContext http) => ChangeAsync(id, http, (_, item) => item with { IsActive = false }));
        routes.MapPost("/in-house/lots/{id}/own-targets", (string id, HttpContext http) => ChangeAsync(id, http, OwnTargets));
    }

    private async Task<IResult> AddAsync(HttpContext http)
    {
        var request = await JsonBody.ReadAsync(http, InHouseJson.Default.LotRequest).ConfigureAwait(false);
        if (request is null)
            return await Outcomes.MalformedAsync(gateway, http, Interaction).ConfigureAwait(false);
        var actor = http.GetActor().Actor!;
        var view = await reader.ViewAsync(actor, "-", http.RequestAborted).ConfigureAwait(false);
        if (view.IsRefused)
            return Outcomes.Of(view.Refusal);
        var issues = Check(request, view.Value).ToList();
        if (issues.Count > 0)
            return await Outcomes.InvalidAsync(gateway, http, Interaction, issues).ConfigureAwait(false);
        var item = new Item("", request.Kind, request.Test ?? "", request.Lot.Trim(), request.Expires, true) { Name = request.Name, Level = request.Level, Targets = [.. request.Targets.Select(TargetOf)] };
        var written = await writer.WriteAsync(actor, [BenchWriter.Post(item.Write())]).ConfigureAwait(false);
        return written.IsRefused ? Outcomes.Of(written.Refusal) : TypedResults.Json(new LotAnswer(written.Value[0]["Device/".Length..]), InHouseJson.Default.LotAnswer);
    }

    private async Task<IResult> ChangeAsync(string id, HttpContext http, Func<BenchView, Item, Item?> change)
    {
        var (actor, stop) = (http.GetActor().Actor!, http.RequestAborted);
        var row = await reader.OneAsync(actor, $"Device/{id}", "Device", stop).ConfigureAwait(false);
        if (row is null || Item.Read(row.Json) is not { } item)
            return await Outcomes.NotFoundAsync(gateway, http, Interaction).ConfigureAwait(false);
        var view = await reader.ViewAsync(actor, null, stop).ConfigureAwait(false);
        if (view.IsRefused)
            return Outcomes.Of(view.Refusal);
        if (change(view.Value, item) is not { } changed)
            return await Outcomes.InvalidAsync(gateway, http, Interaction, [Issue.Error(IssueTypes.BusinessRule, "INHOUSE-FEW", $"It takes {TargetValues.LeastRuns} good runs of a number to know what to expect.", id)]).ConfigureAwait(false);
        // What others have put into the Device stays.
        var (before, after) = (row.Json, changed.Write());
        foreach (var member in new[] { "status", "property" })
            before[member] = after[member]?.DeepClone();
        if (before["property"] is null)
            before.Remove("property");
        var written = await writer.WriteAsync(actor, [BenchWriter.Put(row)]).ConfigureAwait(false);
        return written.IsRefused ? Outcomes.Of(written.Refusal) : TypedResults.Json(new LotAnswer(id), InHouseJson.Default.LotAnswer);
    }

    // Of results that were rejected nothing is learned.
    private static Item? OwnTargets(BenchView view, Item control)
    {
        decimal[] Measured(string analyte) => [.. view.Runs.Where(run => run.Outcome != RunOutcome.Rejected).SelectMany(run => run.Values).Where(value => value.Control == control.Id && value.Analyte == analyte).Select(value => value.Number).OfType<decimal>()];
        var targets = control.Targets.Select(target => target.Values is not null && TargetValues.Of(Measured(target.Analyte)) is { } values ? target with { Values = values } : target).ToList();
        return targets.SequenceEqual(control.Targets) ? null : control with { Targets = targets };
    }

    private static IEnumerable<Issue> Check(LotRequest request, BenchView view)
    {
        var test = request.Test is null ? null : view.Test(request.Test);
        if (string.IsNullOrWhiteSpace(request.Lot) || request.Lot.Length > MostName || request.Name?.Length > MostName || request.Lot.Contains('|', StringComparison.Ordinal))
            yield return Issue.Error(IssueTypes.Value, "INHOUSE-LOT", "A lot has a number and a name of at most 100 characters.", "lot");
        if (test is null && (request.Test is not null || request.Kind != ItemKind.Instrument))
            yield return Issue.Error(IssueTypes.NotFound, "INHOUSE-TEST", "There is no such test.", "test");
        if (request.Expires is null && request.Kind != ItemKind.Instrument)
            yield return Issue.Error(IssueTypes.Required, "INHOUSE-EXPIRY", "A lot has a last day of use.", "expires");
        if (view.Items.Any(item => item.Kind == request.Kind && item.Test == request.Test && item.Lot == request.Lot.Trim() && item.Level == request.Level))
            yield return Issue.Error(IssueTypes.Duplicate, "INHOUSE-TWICE", "This lot is on record already.", "lot");
        foreach (var issue in request.Kind == ItemKind.Control && test is not null ? CheckControl(request, test) : [])
            yield return issue;
    }

    private static IEnumerable<Issue> CheckControl(LotRequest request, InHouseTest test)
    {
        if (request.Level is null || (test.ControlLevels.Count > 0 && !test.ControlLevels.Contains(request.Level)))
            yield return Issue.Error(IssueTypes.Value, "INHOUSE-LEVEL", "The test has no such level.", "level");
        if (request.Targets.Count == 0)
            yield return Issue.Error(IssueTypes.Required, "INHOUSE-TARGET", "A control is to show something.", "targets");
        foreach (var (target, at) in request.Targets.Select((target, at) => (target, at)))
        {
            var analyte = test.Analytes.FirstOrDefault(one => one.Code == target.Analyte);
            var isGood = analyte is not null && (analyte.Kind == ResultKind.Number ? target is { Mean: not null, Deviation: > 0, Expected: null } : target is { Mean: null, Deviation: null, Expected: { } word } && analyte.Choices.Contains(word));
            if (!isGood || request.Targets.Take(at).Any(before => before.Analyte == target.Analyte))
                yield return Issue.Error(IssueTypes.Value, "INHOUSE-TARGET", "A target is a mean and a standard deviation above zero, or one of the analyte's words, once for an analyte.", $"targets[{at}]");
        }
    }

    private static ControlTarget TargetOf(TargetRequest target) => new(target.Analyte, target is { Mean: { } mean, Deviation: { } deviation } ? new TargetValues(mean, deviation) : null, target.Expected);
}

/// <summary>A lot that came, or an instrument.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Lot">Lot or serial number.</param>
/// <param name="Test">Code of the test; null of an instrument that serves several.</param>
/// <param name="Expires">The last day of use.</param>
/// <param name="Name">Name of the product.</param>
/// <param name="Level">Of a control its level.</param>
internal sealed record LotRequest(ItemKind Kind, string Lot, string? Test = null, DateOnly? Expires = null, string? Name = null, string? Level = null)
{
    /// <summary>Of a control what it is to show.</summary>
    public IReadOnlyList<TargetRequest> Targets { get; init => field = value ?? []; } = [];
}

/// <summary>What a control is to show of an analyte.</summary>
internal sealed record TargetRequest(string Analyte, decimal? Mean = null, decimal? Deviation = null, string? Expected = null);

/// <summary>Logical id of the Device.</summary>
internal sealed record LotAnswer(string Id);
