using Carewright.Fhir.Json;
using Carewright.FhirApi.Responses;
using Carewright.FhirApi.Routing;
using Carewright.Gateway;
using Carewright.Kernel;
using Carewright.Terminology;

namespace Carewright.FhirApi.Features.Terminology;

/// <summary>
/// <c>$lookup</c>, <c>$validate-code</c>, <c>$subsumes</c>, <c>$expand</c> and <c>$translate</c>, at type and instance level, by GET and POST (FHIR R4 terminology-service.html).
/// What ships, what packages hold and what is loaded answers first; what users wrote into the record answers for what is not there, as far as the caller may see it.
/// </summary>
internal sealed class TerminologyOperations(TerminologyService service, RecordGateway gateway)
{
    // A value set of the record that names others of the record, which name others: each round fetches one layer.
    private const int Rounds = 8;

    internal Task LookupAsync(FhirExchange exchange) => RunAsync(exchange, "lookup", (input, instance) => input.Lookup(instance), (request, terminology) => terminology.Lookup(request), TerminologyWriter.Lookup);

    internal Task SubsumesAsync(FhirExchange exchange) => RunAsync(exchange, "subsumes", (input, instance) => input.Subsumes(instance), (request, terminology) => terminology.Subsumes(request), TerminologyWriter.Subsumption);

    internal Task ValidateCodeAsync(FhirExchange exchange) => RunAsync(
        exchange, "validate-code", (input, instance) => exchange.Type == "ValueSet" ? input.ValidateInSet(instance) : input.ValidateInSystem(instance),
        (request, terminology) => terminology.ValidateCode(request), TerminologyWriter.Validation, result => result.IsKnown);

    internal Task ExpandAsync(FhirExchange exchange)
    {
        var withDefinition = false;
        return RunAsync(
            exchange, "expand", (input, instance) =>
            {
                var request = input.Expand(instance);
                withDefinition = request.IncludeDefinition;
                return request;
            },
            (request, terminology) => terminology.Expand(request), result => TerminologyWriter.ValueSet(result, withDefinition));
    }

    internal Task TranslateAsync(FhirExchange exchange) => RunAsync(exchange, "translate", (input, instance) => input.Translate(instance), (request, terminology) => terminology.Translate(request), TerminologyWriter.Translation);

    private async Task RunAsync<TRequest, T>(
        FhirExchange exchange, string operation, Func<TerminologyRequests, ResourceDocument?, TRequest> read, Func<TRequest, TerminologyService, TermAnswer<T>> ask, Func<T, ReadOnlyMemory<byte>> write, Func<T, bool>? isSettled = null)
        where T : class
    {
        var http = exchange.Http;
        ResourceDocument? instance = null;
        if (exchange.Address.Id is { } id)
        {
            var found = await gateway.ReadAsync(exchange.Actor, exchange.Type, id, exchange.Aborted).ConfigureAwait(false);
            if (found.IsRefused)
            {
                await OutcomeResponse.WriteAsync(http, found.Refusal).ConfigureAwait(false);
                return;
            }
            instance = ResourceDocument.Parse(found.Value.Json).Document;
        }
        var input = await OperationInput.ReadAsync(exchange).ConfigureAwait(false);
        var requests = new TerminologyRequests(input);
        var request = read(requests, instance);
        input.RefuseRest("$" + operation);
        var answer = input.Issues.Any(issue => issue.IsError) ? new TermAnswer<T>(null, input.Issues) : await AskAsync(exchange, request, ask, isSettled).ConfigureAwait(false);
        var status = answer.Value is not null ? 200 : input.Issues.Count > 0 ? (input.Status == 0 ? 400 : input.Status) : StatusOf(answer.Issues);
        var unrecorded = await gateway.RecordAsync(exchange.Actor, operation, exchange.Type, status, exchange.Aborted, requests.About).ConfigureAwait(false);
        if (unrecorded is not null)
            await OutcomeResponse.WriteAsync(http, unrecorded).ConfigureAwait(false);
        else if (answer.Value is { } value)
            await BodyResponse.WriteAsync(http, 200, write(value)).ConfigureAwait(false);
        else
            await OutcomeResponse.WriteAsync(http, status, answer.Issues).ConfigureAwait(false);
    }

    private async ValueTask<TermAnswer<T>> AskAsync<TRequest, T>(FhirExchange exchange, TRequest request, Func<TRequest, TerminologyService, TermAnswer<T>> ask, Func<T, bool>? isSettled)
        where T : class
    {
        var answer = ask(request, service);
        if (IsSettled(answer, isSettled))
            return answer;
        var record = new RecordDefinitions(gateway, exchange.Actor);
        var terminology = service.With(record);
        for (var round = 0; round < Rounds; round++)
        {
            answer = ask(request, terminology);
            if (IsSettled(answer, isSettled) || !await record.FetchAsync(exchange.Aborted).ConfigureAwait(false))
                break;
        }
        return answer;
    }

    private static bool IsSettled<T>(TermAnswer<T> answer, Func<T, bool>? isSettled)
        where T : class =>
        answer.Value is { } value ? isSettled?.Invoke(value) ?? true : answer.Issues.All(issue => issue.Type != IssueTypes.NotFound);

    private static int StatusOf(IReadOnlyList<Issue> issues) => issues[0].Type switch
    {
        IssueTypes.NotFound => 404,
        IssueTypes.Required or IssueTypes.Value or IssueTypes.Invalid => 400,
        _ => 422,
    };
}
