using System.Text.Json.Nodes;
using Carewright.Gateway;
using Carewright.Gateway.Doors;
using Carewright.InHouse.Bench;
using Carewright.InHouse.Catalogue;
using Carewright.InHouse.Controls;
using Carewright.Kernel;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.InHouse.Features;

/// <summary><c>PUT /in-house/tests/{code}</c>: what a test is called, how it is controlled and what can be entered. What it measures stays: results refer to it.</summary>
internal sealed class TestDoor(RecordGateway gateway, BenchReader reader, BenchWriter writer)
{
    internal const string Interaction = "in-house-setup";
    private const int MostName = 100;
    private const int MostLevels = 5;
    private const int MostDays = 366;

    internal void Map(IEndpointRouteBuilder routes) => routes.MapPut("/in-house/tests/{code}", (Delegate)ChangeAsync);

    private async Task<IResult> ChangeAsync(string code, HttpContext http)
    {
        var request = await JsonBody.ReadAsync(http, InHouseJson.Default.TestRequest).ConfigureAwait(false);
        if (request is null)
            return await Outcomes.MalformedAsync(gateway, http, Interaction).ConfigureAwait(false);
        var (actor, stop) = (http.GetActor().Actor!, http.RequestAborted);
        var row = await reader.OneAsync(actor, $"ActivityDefinition/{InHouseNames.TestId(code)}", "ActivityDefinition", stop).ConfigureAwait(false);
        if (row is null || TestDefinition.Read(row.Json) is not { Organization: { } organization } test)
            return await Outcomes.NotFoundAsync(gateway, http, Interaction).ConfigureAwait(false);
        var owner = await reader.OneAsync(actor, $"Organization/{organization}", "Organization", stop).ConfigureAwait(false);
        var issues = Check(request, test, owner is null ? [] : Certificate.Of(owner.Json)).ToList();
        if (issues.Count > 0)
            return await Outcomes.InvalidAsync(gateway, http, Interaction, issues).ConfigureAwait(false);
        Put(row.Json, TestDefinition.Write(request.Of(test), organization));
        var written = await writer.WriteAsync(actor, [BenchWriter.Put(row)]).ConfigureAwait(false);
        return written.IsRefused ? Outcomes.Of(written.Refusal) : TypedResults.Json(request.Of(test), InHouseJson.Default.InHouseTest);
    }

    // What others have put into the definition stays.
    private static void Put(JsonObject before, JsonObject after)
    {
        var own = after.Many("extension").Select(one => one.Text("url")).ToHashSet(StringComparer.Ordinal);
        before["extension"] = new JsonArray([.. before.Many("extension").Where(one => !own.Contains(one.Text("url"))).Concat(after.Many("extension")).Select(one => one.DeepClone())]);
        (before["title"], before["code"]) = (after["title"]?.DeepClone(), after["code"]?.DeepClone());
    }

    private static IEnumerable<Issue> Check(TestRequest request, InHouseTest test, IReadOnlyList<Certificate> certificates)
    {
        if (string.IsNullOrWhiteSpace(request.Name) || request.Name.Length > MostName || string.IsNullOrWhiteSpace(request.Method) || request.Method.Length > MostName)
            yield return Issue.Error(IssueTypes.Value, "INHOUSE-NAME", "A test has a name and a method of at most 100 characters.", "name");
        if (request.ControlLevels.Count > MostLevels || request.ControlLevels.Any(level => string.IsNullOrWhiteSpace(level) || level.Length > MostName) || request.ControlLevels.Distinct(StringComparer.Ordinal).Count() < request.ControlLevels.Count)
            yield return Issue.Error(IssueTypes.Value, "INHOUSE-LEVELS", "A test has at most five levels of controls, each with another name.", "controlLevels");
        if (request.ControlDays is < 0 or > MostDays)
            yield return Issue.Error(IssueTypes.Value, "INHOUSE-DAYS", "Controls are due again after 0 to 366 days.", "controlDays");
        if (ControlRule.Named(request.Rules).Count < request.Rules.Count)
            yield return Issue.Error(IssueTypes.Value, "INHOUSE-RULE", "There is no such rule.", "rules");
        if (!Certificate.Complexities.Contains(request.Complexity))
            yield return Issue.Error(IssueTypes.Value, "INHOUSE-COMPLEXITY", "There is no such complexity.", "complexity");
        else if (!Certificate.Allow(certificates, request.Complexity))
            yield return Certificate.NotAllowed("complexity");
        foreach (var (limits, at) in request.Analytes.Select((limits, at) => (limits, at)))
        {
            if (test.Analytes.FirstOrDefault(one => one.Code == limits.Code) is not { Kind: ResultKind.Number } || request.Analytes.Take(at).Any(before => before.Code == limits.Code))
                yield return Issue.Error(IssueTypes.Value, "INHOUSE-LIMITED", "The test has no such number, or it stands here twice.", $"analytes[{at}].code");
            else if (limits.Low > limits.High || limits.Least >= limits.Most || limits.Low < limits.Least || limits.High > limits.Most)
                yield return Issue.Error(IssueTypes.Value, "INHOUSE-LIMIT", "A range goes from its lower to its upper end, within what the method can tell.", $"analytes[{at}]");
        }
    }
}

/// <summary>A test as somebody wants it.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Method">How it is done.</param>
/// <param name="Complexity">One of <see cref="Certificate.Complexities"/>.</param>
/// <param name="HasInternalControl">Whether the device shows by itself that the run was good.</param>
/// <param name="NeedsCompetency">Whether only who was found able to may report it.</param>
/// <param name="ControlDays">Days after which controls are due again; 0: only with each new lot.</param>
internal sealed record TestRequest(string Name, string Method, string Complexity, bool HasInternalControl, bool NeedsCompetency, int ControlDays)
{
    /// <summary>Levels of external controls.</summary>
    public IReadOnlyList<string> ControlLevels { get; init => field = value ?? []; } = [];

    /// <summary>Rules that controls are judged by.</summary>
    public IReadOnlyList<string> Rules { get; init => field = value ?? []; } = [];

    /// <summary>Limits of numbers; what is not named stays as it was.</summary>
    public IReadOnlyList<AnalyteLimits> Analytes { get; init => field = value ?? []; } = [];

    /// <summary>The test with what is wanted.</summary>
    internal InHouseTest Of(InHouseTest test) => test with
    {
        Name = Name.Trim(),
        Method = Method.Trim(),
        Complexity = Complexity,
        HasInternalControl = HasInternalControl,
        NeedsCompetency = NeedsCompetency,
        ControlDays = ControlDays,
        ControlLevels = ControlLevels,
        Rules = Rules,
        Analytes = [.. test.Analytes.Select(analyte => Analytes.FirstOrDefault(one => one.Code == analyte.Code) is { } limits ? analyte with { Low = limits.Low, High = limits.High, Least = limits.Least, Most = limits.Most } : analyte)],
    };
}

/// <summary>Limits of a number, in its unit; null: none.</summary>
/// <param name="Code">Code of the analyte.</param>
/// <param name="Low">Lower end of the reference range.</param>
/// <param name="High">Upper end of the reference range.</param>
/// <param name="Least">Least that can be entered.</param>
/// <param name="Most">Most that can be entered.</param>
internal sealed record AnalyteLimits(string Code, decimal? Low = null, decimal? High = null, decimal? Least = null, decimal? Most = null);
