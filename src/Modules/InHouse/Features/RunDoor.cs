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
/// <c>POST /in-house/runs</c>: a run of controls, judged at once. <c>GET /in-house/runs?kit</c>: the runs with a kit, for the chart. <c>POST /in-house/actions</c>: what was done after a rejected run, for who may unlock.
/// </summary>
internal sealed class RunDoor(RecordGateway gateway, BenchReader reader, BenchWriter writer, TimeProvider clock)
{
    internal const string Interaction = "in-house-run";
    internal const string ActionInteraction = "in-house-action";
    private const int MostText = 2000;

    internal void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/in-house/runs", (Delegate)RunAsync);
        routes.MapGet("/in-house/runs", (Delegate)ListAsync);
    }

    internal void MapActions(IEndpointRouteBuilder routes) => routes.MapPost("/in-house/actions", (Delegate)ActAsync);

    private async Task<IResult> RunAsync(HttpContext http)
    {
        var request = await JsonBody.ReadAsync(http, InHouseJson.Default.RunRequest).ConfigureAwait(false);
        if (request is null || request.Controls.Count == 0)
            return await Outcomes.MalformedAsync(gateway, http, Interaction).ConfigureAwait(false);
        var actor = http.GetActor().Actor!;
        var view = await reader.ViewAsync(actor, request.Kit, http.RequestAborted).ConfigureAwait(false);
        if (view.IsRefused)
            return Outcomes.Of(view.Refusal);
        if (view.Value.Test(request.Test) is not { } test || view.Value.Item(request.Kit, ItemKind.Kit, test.Code) is not { } kit)
            return await Outcomes.NotFoundAsync(gateway, http, Interaction).ConfigureAwait(false);
        var issues = Check(view.Value, test, request).ToList();
        if (issues.Count > 0)
            return await Outcomes.InvalidAsync(gateway, http, Interaction, issues).ConfigureAwait(false);
        var run = JudgedRun(view.Value, test, kit, request, actor);
        var written = await writer.WriteAsync(actor, run.Write(test.Analytes.ToDictionary(one => one.Code, one => one.Loinc), test.Analytes.ToDictionary(one => one.Code, one => one.Unit)).Select(one => BenchWriter.Post(one))).ConfigureAwait(false);
        return written.IsRefused ? Outcomes.Of(written.Refusal) : TypedResults.Json(RunAnswer.Of(run), InHouseJson.Default.RunAnswer);
    }

    private async Task<IResult> ListAsync(HttpContext http, string? kit)
    {
        var view = await reader.ViewAsync(http.GetActor().Actor!, kit ?? "-", http.RequestAborted).ConfigureAwait(false);
        return view.IsRefused ? Outcomes.Of(view.Refusal) : TypedResults.Json(new RunList([.. view.Value.Runs.Select(RunAnswer.Of)], [.. view.Value.Actions.Select(ActionAnswer.Of)]), InHouseJson.Default.RunList);
    }

    private async Task<IResult> ActAsync(HttpContext http)
    {
        var request = await JsonBody.ReadAsync(http, InHouseJson.Default.ActionRequest).ConfigureAwait(false);
        if (request is null || IsNothing(request.Found) || IsNothing(request.Done))
            return await Outcomes.MalformedAsync(gateway, http, ActionInteraction).ConfigureAwait(false);
        var actor = http.GetActor().Actor!;
        var view = await reader.ViewAsync(actor, request.Kit, http.RequestAborted).ConfigureAwait(false);
        if (view.IsRefused)
            return Outcomes.Of(view.Refusal);
        if (LotStanding.OpenRejection(view.Value.RunsOf(request.Kit), view.Value.ActionsOf(request.Kit)) is not { } rejected)
            return await Outcomes.NotFoundAsync(gateway, http, ActionInteraction).ConfigureAwait(false);
        var action = new CorrectiveAction(request.Kit, clock.GetUtcNow(), request.Found.Trim(), request.Done.Trim(), actor.FhirUser);
        var written = await writer.WriteAsync(actor, [BenchWriter.Post(action.Write(rejected.References))]).ConfigureAwait(false);
        return written.IsRefused ? Outcomes.Of(written.Refusal) : TypedResults.Json(ActionAnswer.Of(action), InHouseJson.Default.ActionAnswer);
    }

    private static bool IsNothing(string text) => string.IsNullOrWhiteSpace(text) || text.Length > MostText;

    private IEnumerable<Issue> Check(BenchView view, InHouseTest test, RunRequest request)
    {
        var (levels, today) = (new HashSet<string>(StringComparer.Ordinal), DateOnly.FromDateTime(clock.GetLocalNow().DateTime));
        foreach (var (measured, at) in request.Controls.Select((measured, at) => (measured, at)))
        {
            var control = view.Item(measured.Control, ItemKind.Control, test.Code);
            if (control is null || control.Level is null || !levels.Add(control.Level))
                yield return Issue.Error(IssueTypes.Value, "INHOUSE-CONTROL", "The test has no such control, or the level stands here twice.", $"controls[{at}].control");
            else if (!control.IsActive || control.IsExpired(today))
                yield return Issue.Error(IssueTypes.BusinessRule, "INHOUSE-EXPIRED", "The control is out of date or out of use.", $"controls[{at}].control");
            foreach (var issue in control is null ? [] : MeasuredValues.Check([.. test.Analytes.Where(analyte => control.Targets.Any(target => target.Analyte == analyte.Code))], measured.Values, $"controls[{at}].values"))
                yield return issue;
        }
    }

    private ControlRun JudgedRun(BenchView view, InHouseTest test, Item kit, RunRequest request, Actor actor)
    {
        var controls = request.Controls.Select(measured => (Item: view.Item(measured.Control, ItemKind.Control, test.Code)!, measured.Values)).ToList();
        var values = controls.SelectMany(control => control.Values.Select(value => new ControlValue(
            control.Item.Id, control.Item.Level!, value.Analyte, value.Number, value.Word, value.Number is { } number ? TargetOf(control.Item, value.Analyte).Values?.ScoreOf(number) : null)));
        var run = new ControlRun(Guid.NewGuid().ToString("N"), test.Code, kit.Id, clock.GetUtcNow(), RunOutcome.Accepted, [], [.. values]) { By = actor.FhirUser };
        var expected = controls.SelectMany(control => control.Item.Targets.Where(target => target.Expected is not null).Select(target => (Key: (control.Item.Id, target.Analyte), target.Expected))).ToDictionary(one => one.Key, one => one.Expected!);
        return RunJudge.Judge(test, run, expected, LotStanding.SinceAction(view.RunsOf(kit.Id), view.ActionsOf(kit.Id)));
    }

    private static ControlTarget TargetOf(Item control, string analyte) => control.Targets.First(target => target.Analyte == analyte);
}

/// <summary>A run of controls.</summary>
/// <param name="Test">Code of the test.</param>
/// <param name="Kit">Logical id of the kit.</param>
/// <param name="Controls">What each control showed.</param>
internal sealed record RunRequest(string Test, string Kit, IReadOnlyList<MeasuredControl> Controls);

/// <summary>What a control showed.</summary>
/// <param name="Control">Logical id of the control.</param>
/// <param name="Values">Its values.</param>
internal sealed record MeasuredControl(string Control, IReadOnlyList<MeasuredValue> Values);

/// <summary>What was found and done after a rejected run.</summary>
internal sealed record ActionRequest(string Kit, string Found, string Done);

/// <summary>Runs with a kit, oldest first, and what was done in between.</summary>
internal sealed record RunList(IReadOnlyList<RunAnswer> Runs, IReadOnlyList<ActionAnswer> Actions);

/// <summary>A run as it was judged.</summary>
internal sealed record RunAnswer(string Id, DateTimeOffset At, string Outcome, IReadOnlyList<string> Rules, IReadOnlyList<ControlValue> Values, string? By)
{
    internal static RunAnswer Of(ControlRun run) => new(run.Id, run.At, run.Outcome.ToString().ToLowerInvariant(), run.Rules, run.Values, run.By);
}

/// <summary>A corrective action.</summary>
internal sealed record ActionAnswer(string Kit, DateTimeOffset At, string Found, string Done, string? By)
{
    internal static ActionAnswer Of(CorrectiveAction action) => new(action.Kit, action.At, action.Found, action.Done, action.By);
}
