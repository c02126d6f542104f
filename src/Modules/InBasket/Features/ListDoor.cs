using Carewright.Gateway;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.InBasket.Features;

/// <summary>
/// <c>GET /in-basket/reviews?view=mine|shared|all&amp;state=open|done&amp;cursor=</c>: reviews, gravest first. <c>GET /in-basket/reviews/{id}</c>: one, whole. <c>GET /in-basket/counts</c>: how many wait. With the rights of who asks.
/// </summary>
internal sealed class ListDoor(BasketReader reader, CountCache counts, RecordGateway gateway)
{
    internal void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/in-basket/reviews", (Delegate)ListAsync);
        routes.MapGet("/in-basket/counts", (Delegate)CountAsync);
        routes.MapGet("/in-basket/reviews/{id}", (Delegate)ShowAsync);
    }

    private async Task<IResult> ListAsync(HttpContext http, string? cursor, string view = "mine", string state = "open")
    {
        var actor = http.GetActor().Actor!;
        if (view is not ("mine" or "shared" or "all") || state is not ("open" or "done"))
            return await gateway.RecordAsync(actor, "in-basket", null, 400, CancellationToken.None).ConfigureAwait(false) is null ? Problems.Of(400, "malformed", "A view is mine, shared or all, a state open or done") : Problems.Busy(http);
        var page = await reader.PageAsync(actor, new BasketQuery(view, state), cursor, http.RequestAborted).ConfigureAwait(false);
        return page.IsRefused ? Problems.Of(page.Refusal.Status, page.Refusal.Issues) : TypedResults.Json(page.Value, InBasketJson.Default.BasketPage);
    }

    private async Task<IResult> CountAsync(HttpContext http)
    {
        var (actor, stamp) = (http.GetActor().Actor!, counts.Stamp);
        if (counts.Find(actor) is { } kept)
            return TypedResults.Json(kept, InBasketJson.Default.BasketCounts);
        var counted = await reader.CountAsync(actor, http.RequestAborted).ConfigureAwait(false);
        if (counted.IsRefused)
            return Problems.Of(counted.Refusal.Status, counted.Refusal.Issues);
        counts.Keep(actor, counted.Value, stamp);
        return TypedResults.Json(counted.Value, InBasketJson.Default.BasketCounts);
    }

    private async Task<IResult> ShowAsync(string id, HttpContext http)
    {
        var actor = http.GetActor().Actor!;
        var found = await reader.OneAsync(actor, id, http.RequestAborted).ConfigureAwait(false);
        if (found.IsRefused)
            return Problems.Of(found.Refusal.Status, found.Refusal.Issues);
        if (found.Value.Reviews is not [var review])
            return Problems.NotFound();
        var was = await reader.WasAsync(actor, review.Task, http.RequestAborted).ConfigureAwait(false);
        return TypedResults.Json(RowWriter.Whole(review, was), InBasketJson.Default.BasketRow);
    }
}
