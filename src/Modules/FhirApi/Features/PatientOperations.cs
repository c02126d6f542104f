using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Carewright.Fhir.Json;
using Carewright.FhirApi.Responses;
using Carewright.FhirApi.Routing;
using Carewright.Gateway;
using Carewright.Gateway.Matching;
using Carewright.Gateway.Merging;
using Carewright.Gateway.Writing;
using Carewright.Kernel;

namespace Carewright.FhirApi.Features;

/// <summary><c>Patient/$match</c>, <c>$merge</c> with its undoing <c>$unmerge</c>, and <c>$erase</c>.</summary>
internal sealed class PatientOperations(RecordGateway gateway, DoorRefusals refusals)
{
    /// <summary>FHIR R4 patient-operation-match.html.</summary>
    internal async Task MatchAsync(FhirExchange exchange)
    {
        var input = await OperationInput.ReadAsync(exchange).ConfigureAwait(false);
        var patient = input.Resource("resource");
        if (await RefusedAsync(exchange, "match", input, patient is not { ResourceType: "Patient" } ? Needed("resource", "a Patient") : null).ConfigureAwait(false))
            return;
        var count = int.TryParse(input.First("count"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) && asked > 0 ? Math.Min(asked, 100) : 20;
        var answer = await gateway.MatchAsync(exchange.Actor, patient!, input.First("onlyCertainMatches") == "true", count, exchange.Aborted).ConfigureAwait(false);
        if (answer.IsRefused)
        {
            await OutcomeResponse.WriteAsync(exchange.Http, answer.Refusal).ConfigureAwait(false);
            return;
        }
        var baseUrl = BaseUrl.Of(exchange.Http.Request);
        var writer = new BundleWriter("searchset", 4096, answer.Value.Matches.Count);
        writer.Link("self", $"{baseUrl}/Patient/$match");
        foreach (var match in answer.Value.Matches)
        {
            writer.StartEntry(baseUrl, match.Resource.Reference, match.Resource.Json.Span);
            writer.Match(Code(match.Grade), match.Score);
            writer.EndEntry();
        }
        await BodyResponse.WriteAsync(exchange.Http, 200, writer.Finish()).ConfigureAwait(false);
    }

    /// <summary>FHIR R5 patient-operation-merge.html.</summary>
    internal async Task MergeAsync(FhirExchange exchange)
    {
        var input = await OperationInput.ReadAsync(exchange).ConfigureAwait(false);
        var (source, target) = (PatientId(exchange, input, "source-patient"), PatientId(exchange, input, "target-patient"));
        var fault = source is null ? Needed("source-patient", "a reference to a Patient") : target is null ? Needed("target-patient", "a reference to a Patient") : null;
        if (await RefusedAsync(exchange, "merge", input, fault).ConfigureAwait(false))
            return;
        var request = new MergeRequest(source!, target!, input.Resource("result-patient"), input.First("preview") == "true");
        await SendAsync(exchange, await gateway.MergeAsync(exchange.Actor, request, exchange.Aborted).ConfigureAwait(false), request.IsPreview ? "would follow to" : "follow to").ConfigureAwait(false);
    }

    /// <summary>The undoing of a merge, by its Task.</summary>
    internal async Task UnmergeAsync(FhirExchange exchange)
    {
        var input = await OperationInput.ReadAsync(exchange).ConfigureAwait(false);
        var task = input.First("task") is { } reference && reference.StartsWith("Task/", StringComparison.Ordinal) && FhirId.IsValid(reference[5..]) ? reference[5..] : null;
        if (!await RefusedAsync(exchange, "unmerge", input, task is null ? Needed("task", "a reference to a merge's Task") : null).ConfigureAwait(false))
            await SendAsync(exchange, await gateway.UnmergeAsync(exchange.Actor, task!, exchange.Aborted).ConfigureAwait(false), "have been put back from").ConfigureAwait(false);
    }

    /// <summary>Erasure: 202 when a second person has to agree, 200 when it is done.</summary>
    internal async Task EraseAsync(FhirExchange exchange)
    {
        var input = await OperationInput.ReadAsync(exchange).ConfigureAwait(false);
        if (await RefusedAsync(exchange, "erase", input, string.IsNullOrWhiteSpace(input.First("reason")) ? Needed("reason", "a text") : null).ConfigureAwait(false))
            return;
        var answer = await gateway.EraseAsync(exchange.Actor, exchange.Id, input.First("reason")!, exchange.Aborted).ConfigureAwait(false);
        await (answer.IsRefused
            ? OutcomeResponse.WriteAsync(exchange.Http, answer.Refusal)
            : OutcomeResponse.WriteAsync(exchange.Http, answer.Value.IsDone ? 200 : 202, Said(answer.Value))).ConfigureAwait(false);
    }

    private static Issue Said(Erasure erasure) => new(
        IssueSeverity.Information, IssueTypes.Informational, erasure.IsDone ? "REST-ERASED" : "REST-ERASE-ASKED",
        erasure.IsDone ? string.Create(CultureInfo.InvariantCulture, $"{erasure.Versions} versions are erased, and {erasure.Messages} messages of partners.") : "Asked for. Somebody of the other role that may erase has to agree within 7 days, by the same call.");

    private async ValueTask<bool> RefusedAsync(FhirExchange exchange, string interaction, OperationInput input, Issue? fault)
    {
        if (input.Status == 0 && fault is null)
            return false;
        await refusals.RefuseAsync(exchange, interaction, input.Status == 0 ? 400 : input.Status, input.Status == 0 ? [fault!] : input.Issues).ConfigureAwait(false);
        return true;
    }

    private static Task SendAsync(FhirExchange exchange, Answer<MergeOutcome> answer, string what)
    {
        if (answer.IsRefused)
            return OutcomeResponse.WriteAsync(exchange.Http, answer.Refusal);
        var outcome = answer.Value;
        List<Issue> issues = [new(IssueSeverity.Information, IssueTypes.Informational, "REST-MERGE", string.Create(CultureInfo.InvariantCulture, $"{outcome.Changed} resources {what} {outcome.Result.Reference}."))];
        issues.AddRange((outcome.Left ?? []).Select(reference => Issue.Warning(IssueTypes.Conflict, "REST-MERGE-LEFT", $"{reference} named both patients and was changed since; it is left as it is.")));
        var parameters = new JsonArray(new JsonObject { ["name"] = "outcome", ["resource"] = JsonNode.Parse(OperationOutcomeWriter.Write(issues).Span) });
        if (!outcome.Result.Json.IsEmpty)
            parameters.Add((JsonNode)new JsonObject { ["name"] = "result", ["resource"] = JsonNode.Parse(outcome.Result.Json.Span) });
        if (outcome.Task is { } task)
            parameters.Add((JsonNode)new JsonObject { ["name"] = "task", ["valueReference"] = new JsonObject { ["reference"] = task } });
        return BodyResponse.WriteAsync(exchange.Http, 200, Encoding.UTF8.GetBytes(new JsonObject { ["resourceType"] = "Parameters", ["parameter"] = parameters }.ToJsonString()));
    }

    private static string? PatientId(FhirExchange exchange, OperationInput input, string name)
    {
        var text = input.First(name);
        var baseUrl = BaseUrl.Of(exchange.Http.Request) + "/";
        if (text?.StartsWith(baseUrl, StringComparison.Ordinal) == true)
            text = text[baseUrl.Length..];
        return text is not null && text.StartsWith("Patient/", StringComparison.Ordinal) && FhirId.IsValid(text[8..]) ? text[8..] : null;
    }

    private static Issue Needed(string name, string what) => Issue.Error(IssueTypes.Required, "REST-PARAMETER-NEEDED", $"The operation needs the parameter '{name}': {what}.", $"Parameters.parameter.where(name='{name}')");

    private static string Code(MatchGrade grade) => grade switch { MatchGrade.Certain => "certain", MatchGrade.Probable => "probable", MatchGrade.Possible => "possible", _ => "certainly-not" };
}
