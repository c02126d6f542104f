using Carewright.Gateway;
using Carewright.Gateway.Doors;
using Carewright.Security;
using Microsoft.AspNetCore.Http;

namespace Carewright.Policies.Features;

/// <summary>The queue of openings to review, and the sign-off, for whoever has the operation <c>review</c>.</summary>
internal static class ReviewGlass
{
    /// <summary><c>GET /break-glass/reviews</c>: all openings, newest first; <c>overdue</c> counts those without a review in time.</summary>
    public static async Task<IResult> ListAsync(HttpContext http, RecordGateway gateway, TimeProvider clock)
    {
        var answer = await gateway.BreakGlass.ListAsync(http.GetActor().Actor!, http.RequestAborted).ConfigureAwait(false);
        if (answer.IsRefused)
            return Refused.By(answer.Refusal);
        var (records, now) = (answer.Value.Records, clock.GetUtcNow());
        return Results.Json(new GlassReviews([.. records.Select(GlassLine.Of)], records.Count(one => one.Review is null), records.Count(one => one.Review is null && one.ReviewBy < now)),
            PoliciesJson.Default.GlassReviews);
    }

    /// <summary><c>POST /break-glass/reviews/{id}</c> <c>{"outcome","text"}</c> -> 200.</summary>
    public static async Task<IResult> SignAsync(string id, HttpContext http, RecordGateway gateway)
    {
        if (await JsonBody.ReadAsync(http, PoliciesJson.Default.ReviewBody).ConfigureAwait(false) is not { Outcome: { } outcome, Text: { } text })
            return Problems.Malformed();
        var answer = await gateway.BreakGlass.ReviewAsync(http.GetActor().Actor!, id, outcome, text, http.RequestAborted).ConfigureAwait(false);
        return answer.IsRefused ? Refused.By(answer.Refusal) : Results.Json(GlassLine.Of(answer.Value), PoliciesJson.Default.GlassLine);
    }
}

/// <summary>The queue.</summary>
internal sealed record GlassReviews(GlassLine[] Openings, int Waiting, int Overdue);

/// <summary>A sign-off.</summary>
internal sealed record ReviewBody(string? Outcome, string? Text);
