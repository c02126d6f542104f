using Carewright.Gateway;
using Carewright.Gateway.Doors;
using Carewright.Gateway.Emergencies;
using Carewright.Security;
using Microsoft.AspNetCore.Http;

namespace Carewright.Policies.Features;

/// <summary>The clinic's emergency mode: on, off, and its review.</summary>
internal static class RunEmergency
{
    /// <summary><c>GET /emergency</c>: every time that it was on.</summary>
    public static async Task<IResult> ListAsync(HttpContext http, RecordGateway gateway)
    {
        var answer = await gateway.Emergency.ListAsync(http.GetActor().Actor!, http.RequestAborted).ConfigureAwait(false);
        return answer.IsRefused ? Refused.By(answer.Refusal) : Results.Json(new EmergencyListing([.. answer.Value.Records.Select(EmergencyLine.Of)]), PoliciesJson.Default.EmergencyListing);
    }

    /// <summary><c>POST /emergency</c> <c>{"reason","endsAt"}</c> -> 201.</summary>
    public static async Task<IResult> StartAsync(HttpContext http, RecordGateway gateway)
    {
        if (await JsonBody.ReadAsync(http, PoliciesJson.Default.EmergencyBody).ConfigureAwait(false) is not { Reason: { } reason, EndsAt: { } endsAt })
            return Problems.Malformed();
        return Answer(await gateway.Emergency.StartAsync(http.GetActor().Actor!, reason, endsAt, http.RequestAborted).ConfigureAwait(false), StatusCodes.Status201Created);
    }

    /// <summary><c>POST /emergency/end</c> -> 200.</summary>
    public static async Task<IResult> EndAsync(HttpContext http, RecordGateway gateway) =>
        Answer(await gateway.Emergency.EndAsync(http.GetActor().Actor!, http.RequestAborted).ConfigureAwait(false), StatusCodes.Status200OK);

    /// <summary><c>POST /emergency/reviews/{id}</c> <c>{"outcome","text"}</c> -> 200.</summary>
    public static async Task<IResult> SignAsync(string id, HttpContext http, RecordGateway gateway)
    {
        if (await JsonBody.ReadAsync(http, PoliciesJson.Default.ReviewBody).ConfigureAwait(false) is not { Outcome: { } outcome, Text: { } text })
            return Problems.Malformed();
        return Answer(await gateway.Emergency.ReviewAsync(http.GetActor().Actor!, id, outcome, text, http.RequestAborted).ConfigureAwait(false), StatusCodes.Status200OK);
    }

    private static IResult Answer(Answer<EmergencyRecord> answer, int status) =>
        answer.IsRefused ? Refused.By(answer.Refusal) : Results.Json(EmergencyLine.Of(answer.Value), PoliciesJson.Default.EmergencyLine, statusCode: status);
}

/// <summary>What is asked for.</summary>
internal sealed record EmergencyBody(string? Reason, DateTimeOffset? EndsAt);

/// <summary>Every time.</summary>
internal sealed record EmergencyListing(EmergencyLine[] Times);

/// <summary>One time.</summary>
internal sealed record EmergencyLine(string Id, string UserName, string Display, string Reason, DateTimeOffset StartedAt, DateTimeOffset EndsAt, DateTimeOffset ReviewBy, ReviewRecord? Review)
{
    public static EmergencyLine Of(EmergencyRecord record) =>
        new(record.Id, record.UserName, record.Display, record.Reason, record.StartedAt, record.EndsAt, record.ReviewBy, record.Review);
}
