using Carewright.Gateway;
using Carewright.Gateway.Doors;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.InBasket.Features;

/// <summary>
/// <c>POST /in-basket/sign</c>: several reviews, each judged by itself. <c>POST /in-basket/reviews/{id}/act</c>: open, sign, take, forward, tell (the patient), read-back. What is done is on record with its transaction, what is refused by itself.
/// </summary>
internal sealed class ActDoor(ReviewActs acts, RecordGateway gateway, PolicyShelf policies)
{
    private const string SignOperation = "result-sign";
    private const int MostTogether = 100;

    internal void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/in-basket/sign", (Delegate)SignAsync).AddEndpointFilter(new Gate("result-act", SignOperation));
        routes.MapPost("/in-basket/reviews/{id}/act", (Delegate)ActAsync);
    }

    private async Task<IResult> SignAsync(HttpContext http)
    {
        var request = await JsonBody.ReadAsync(http, InBasketJson.Default.SignRequest).ConfigureAwait(false);
        if (request is null || request.Tasks.Count is 0 or > MostTogether)
            return await RecordAsync(http, 400, "act=sign").ConfigureAwait(false) ?? Problems.Malformed();
        var results = new List<SignedTask>();
        foreach (var task in request.Tasks)
        {
            var outcome = await acts.SignAsync(http.GetActor().Actor!, task.Id, task.Seen, null, isBulk: true, http.RequestAborted).ConfigureAwait(false);
            if (outcome.Status != 200 && await RecordAsync(http, outcome.Status, $"task={Uri.EscapeDataString(task.Id)}&act=sign").ConfigureAwait(false) is { } busy)
                return busy;
            results.Add(new SignedTask(task.Id, outcome.Status, outcome.Code));
        }
        return TypedResults.Json(new SignAnswer(results), InBasketJson.Default.SignAnswer);
    }

    private async Task<IResult> ActAsync(string id, HttpContext http)
    {
        var request = await JsonBody.ReadAsync(http, InBasketJson.Default.ActRequest).ConfigureAwait(false);
        var (actor, stop) = (http.GetActor().Actor!, http.RequestAborted);
        if (request?.Act == "sign" && !policies.Current.MayOperate(actor, SignOperation))
            return await Refused.ForbiddenAsync(http, "result-act", actor, $"policy {policies.Current.Version}, {actor.Role}: no operation {SignOperation}").ConfigureAwait(false);
        var acting = request?.Act switch
        {
            "open" => acts.OpenAsync(actor, id, stop),
            "sign" => acts.SignAsync(actor, id, request.Seen, request.Comment, isBulk: false, stop),
            "take" => acts.TakeAsync(actor, id, stop),
            "forward" => acts.ForwardAsync(actor, id, request.To, request.Comment, stop),
            "tell" => acts.TellAsync(actor, id, request.Text, stop),
            "read-back" => acts.ReadBackAsync(actor, id, request.To, request.Text, stop),
            _ => null,
        };
        if (acting is null)
            return await RecordAsync(http, 400, $"task={Uri.EscapeDataString(id)}").ConfigureAwait(false) ?? Problems.Malformed();
        var outcome = await acting.ConfigureAwait(false);
        if (outcome.Status == 200)
            return TypedResults.Json(new SignedTask(id, 200, outcome.Code), InBasketJson.Default.SignedTask);
        return await RecordAsync(http, outcome.Status, $"task={Uri.EscapeDataString(id)}&act={request!.Act}").ConfigureAwait(false) ?? Problems.Of(outcome.Status, outcome.Code, outcome.Title);
    }

    private async ValueTask<IResult?> RecordAsync(HttpContext http, int status, string about) =>
        await gateway.RecordAsync(http.GetActor().Actor!, "result-act", null, status, CancellationToken.None, about).ConfigureAwait(false) is null ? null : Problems.Busy(http);
}

/// <summary>Reviews to sign together.</summary>
internal sealed record SignRequest(IReadOnlyList<SeenTask> Tasks);

/// <summary>A review, and what the person has seen of it.</summary>
internal sealed record SeenTask(string Id, string Seen);

/// <summary>How it ended with each.</summary>
internal sealed record SignAnswer(IReadOnlyList<SignedTask> Results);

/// <summary>How it ended with one: 200, or why not.</summary>
internal sealed record SignedTask(string Id, int Status, string Code);

/// <summary>What is to be done about a review.</summary>
/// <param name="Act"><c>open</c>, <c>sign</c>, <c>take</c>, <c>forward</c>, <c>tell</c>, <c>read-back</c>.</param>
/// <param name="Seen">Of a signature: what the person has seen.</param>
/// <param name="Comment">Of a signature and of giving away: what there is to say.</param>
/// <param name="To">To whom it is given (<c>Practitioner/x</c>); of a read-back who was told (a name).</param>
/// <param name="Text">What the patient is told; of a read-back what was read back.</param>
internal sealed record ActRequest(string Act, string? Seen = null, string? Comment = null, string? To = null, string? Text = null);
